// Runs before every page: hands the layout what only the URL knows.
import { type NextRequest, NextResponse } from 'next/server';
import { themeHeader } from '@/app/theme';

export function proxy(request: NextRequest) {
  const headers = new Headers(request.headers);
  headers.set(themeHeader, request.nextUrl.searchParams.get('theme') ?? '');
  return NextResponse.next({ request: { headers } });
}

export const config = { matcher: ['/', '/map', '/drops', '/flows'] };
