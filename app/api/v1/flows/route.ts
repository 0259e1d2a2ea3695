import { readFlows } from '@/app/api/request';
import { answer, jsonAnswer } from '@/app/api/respond';
import { logAccess } from '@/app/server/access/access-log';
import { readerOf } from '@/app/server/access/reader';
import { liveFor } from '@/app/server/live-for';
import { csvHeader, flowToCsv } from '@/lib/capture/write-csv';
import { flowToJsonpb } from '@/lib/capture/write-jsonpb';
import { isExactlyOf } from '@/lib/drops/why-case';
import { printFilter } from '@/lib/filter/print';

export const dynamic = 'force-dynamic';

export const GET = (request: Request) =>
  answer(async () => {
    const reader = await readerOf(request);
    const { scope, page: asked, group } = readFlows(new URL(request.url));
    const found = await liveFor(reader).flows(scope, asked);
    // A page may hold less for it, and none at all; `next` leads on in any case.
    const page = group ? { ...found, flows: found.flows.filter((flow) => isExactlyOf(group, flow)) } : found;
    const format = formatOf(request);
    if (format === null) return jsonAnswer(page);
    // An export is one line of the log, however many pages it takes.
    if (asked.cursor === undefined)
      logAccess({ event: 'export', reader, request, q: printFilter(scope.filter), about: { format } });
    if (format === 'jsonl') return lines('application/x-ndjson', page.next, page.flows.map(flowToJsonpb));
    return lines('text/csv; charset=utf-8', page.next, [csvHeader, ...page.flows.map(flowToCsv)]);
  }, request);

/** Of a file; null is the API's own JSON. */
function formatOf({ headers }: Request): 'jsonl' | 'csv' | null {
  const accept = headers.get('accept') ?? '';
  if (accept.includes('application/x-ndjson')) return 'jsonl';
  return accept.includes('text/csv') ? 'csv' : null;
}

/** Line formats carry the cursor of the next page in a header. */
function lines(contentType: string, next: string | null, rows: readonly string[]): Response {
  const headers = { 'content-type': contentType, 'cache-control': 'no-store', ...(next && { 'x-next-cursor': next }) };
  return new Response(rows.map((row) => `${row}\n`).join(''), { headers });
}
