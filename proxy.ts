// Runs before every page: hands the layout what only the URL knows, and says who may put an embedded view into a frame.
import { type NextRequest, NextResponse } from 'next/server';
import { themeHeader } from '@/app/theme';
import { frameAncestors, readAncestors } from '@/lib/embed/ancestors';

export function proxy(request: NextRequest) {
  const isEmbedded = request.nextUrl.pathname.startsWith('/embed/');
  const headers = new Headers(request.headers);
  // What somebody likes here is no matter of the page around an embedded view.
  headers.set(themeHeader, request.nextUrl.searchParams.get('theme') ?? (isEmbedded ? 'auto' : ''));
  const response = NextResponse.next({ request: { headers } });
  if (isEmbedded) response.headers.set('Content-Security-Policy', frameAncestors(ancestors()));
  return response;
}

/** Read when asked, not when built. */
function ancestors(): readonly string[] {
  const read = readAncestors(process.env.EYEPIECE_FRAME_ANCESTORS ?? '');
  return read.ok ? read.sources : ["'none'"];
}

export const config = { matcher: ['/', '/map', '/drops', '/flows', '/embed/:path*'] };
