import { viewToFreeze } from '@/app/api/frozen-view';
import { readBundleRequest } from '@/app/api/request';
import { answer } from '@/app/api/respond';
import { refuseOtherSites } from '@/app/api/same-origin';
import { logAccess } from '@/app/server/access/access-log';
import { readerOf } from '@/app/server/access/reader';
import { refuseTokens } from '@/app/server/access/refuse-tokens';
import { liveFor } from '@/app/server/live-for';
import { printFilter } from '@/lib/filter/print';
import { bundleName } from '@/lib/wire/share';

export const dynamic = 'force-dynamic';

/** The view as one file, to be opened by any Eyepiece. */
export const POST = (request: Request) =>
  answer(async () => {
    refuseOtherSites(request);
    const reader = refuseTokens(await readerOf(request));
    const nowMs = Date.now();
    const { scope, group, about } = viewToFreeze(await readBundleRequest(request), nowMs);
    const { bytes, flows, flowsLeftOut } = await liveFor(reader).freeze(scope, group, { ...about, by: reader.name });
    logAccess({ event: 'bundle', reader, request, q: printFilter(scope.filter), about: { flows } });
    const headers = {
      'content-type': 'application/gzip',
      'content-disposition': `attachment; filename="${bundleName(about.page, nowMs)}"`,
      'cache-control': 'no-store',
      'x-flows': String(flows),
      'x-flows-left-out': String(flowsLeftOut),
    };
    return new Response(new Uint8Array(bytes), { headers });
  });
