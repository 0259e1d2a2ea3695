import { readFlows } from '@/app/api/request';
import { answer, jsonAnswer } from '@/app/api/respond';
import { liveOf } from '@/app/server/live-for';
import { csvHeader, flowToCsv } from '@/lib/capture/write-csv';
import { flowToJsonpb } from '@/lib/capture/write-jsonpb';

export const dynamic = 'force-dynamic';

export const GET = (request: Request) =>
  answer(async () => {
    const live = await liveOf(request);
    const asked = readFlows(new URL(request.url));
    const page = await live.flows(asked.scope, asked.page);
    const accept = request.headers.get('accept') ?? '';
    if (accept.includes('application/x-ndjson'))
      return lines('application/x-ndjson', page.next, page.flows.map(flowToJsonpb));
    if (accept.includes('text/csv'))
      return lines('text/csv; charset=utf-8', page.next, [csvHeader, ...page.flows.map(flowToCsv)]);
    return jsonAnswer(page);
  }, request);

/** Line formats carry the cursor of the next page in a header. */
function lines(contentType: string, next: string | null, rows: readonly string[]): Response {
  const headers = { 'content-type': contentType, 'cache-control': 'no-store', ...(next && { 'x-next-cursor': next }) };
  return new Response(rows.map((row) => `${row}\n`).join(''), { headers });
}
