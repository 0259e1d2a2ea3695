import { pageReader } from '@/app/server/access/page-reader';
import { plainPage } from '@/app/server/plain-page';
import { snapshotLink } from '@/app/server/snapshots/snapshot-answer';
import { viewHref } from '@/lib/view/href';
import { readView } from '@/lib/view/view';

export const dynamic = 'force-dynamic';

interface Asked {
  readonly params: Promise<{ readonly id: string }>;
}

/** A snapshot opens on the page it was taken of; what it shows is asked for by whoever reads it. */
export async function GET({ headers }: Request, { params }: Asked): Promise<Response> {
  const { id } = await params;
  const reader = await pageReader(headers, `/s/${encodeURIComponent(id)}`, false);
  if (!reader.ok) return reader.answer;
  const link = await snapshotLink(headers, id);
  if (!link) return noSnapshot();
  const { view } = readView(new URLSearchParams(link.view));
  const to = basePath + viewHref(link.page, { ...view, cluster: `snapshot:${id}` });
  const answer = new Headers({ location: to, 'cache-control': 'no-store' });
  for (const cookie of reader.setCookies) answer.append('set-cookie', cookie);
  return new Response(null, { status: 307, headers: answer });
}

/** The same for all that is not there: nobody learns whether it ever was. */
function noSnapshot(): Response {
  const action = { text: 'Open the live map', href: `${basePath}/map` };
  const text = 'It has expired, was taken back, or never was.';
  return plainPage({ status: 404, title: 'There is no such snapshot', text, action });
}

const basePath = process.env.NEXT_PUBLIC_BASE_PATH ?? '';
