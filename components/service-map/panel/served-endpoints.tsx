// The HTTP endpoints of what is selected: how often they are asked, how often in vain, how long it takes.
import { clsx } from 'clsx';
import { VerdictGlyph } from '@/components/verdict/verdict';
import { countOf, formatLatency, formatRateFigure, formatShare } from '@/lib/flow/format';
import { visible } from '@/lib/flow/visible';
import { failedOf, type Served, type ServedEndpoint } from '@/lib/graph/exchanges';

export function ServedEndpoints({ served }: { served: Served }) {
  return (
    <section className="border-line border-b px-4 py-2">
      <table className="w-full text-12">
        <caption className="pb-1 text-left font-semibold">HTTP</caption>
        <thead>
          <tr className="text-11 text-subtle">
            <th className="text-left font-normal" scope="col">
              Endpoint
            </th>
            {['per s', 'errors', 'p50', 'p95'].map((head) => (
              <th className="whitespace-nowrap pl-2 text-right font-normal" key={head} scope="col">
                {head}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {served.endpoints.map((endpoint) => (
            <Row endpoint={endpoint} key={endpoint.id} />
          ))}
        </tbody>
      </table>
      <p className="pt-1 text-11 text-subtle">
        {served.more > 0 && `${countOf(served.more, 'more endpoint')}. `}
        {`From the newest ${countOf(served.answers, 'HTTP answer')}.`}
      </p>
    </section>
  );
}

function Row({ endpoint }: { endpoint: ServedEndpoint }) {
  const { method, path, perSecond, refused, latency } = endpoint;
  const failed = failedOf(endpoint);
  // The figures are never cut off: the path has what room they leave, and the whole of it as a title.
  return (
    <tr className="h-6">
      <th
        className="mono-11 w-full max-w-0 truncate text-left font-normal"
        scope="row"
        title={`${visible(method)} ${visible(path)}`}
      >
        <span className="text-subtle">{visible(method)}</span> <span className="text-fg">{visible(path)}</span>
      </th>
      <Figure>{formatRateFigure(perSecond)}</Figure>
      <Figure tone={refused > 0 ? 'dropped' : failed.count > 0 ? 'error' : 'plain'}>
        {formatShare(failed.count, failed.of)}
      </Figure>
      <Figure>{latency ? formatLatency(latency.p50) : '–'}</Figure>
      <Figure>{latency ? formatLatency(latency.p95) : '–'}</Figure>
    </tr>
  );
}

const tones = { plain: 'text-muted', error: 'text-error-text', dropped: 'text-dropped-text' } as const;

function Figure({ tone = 'plain', children }: { tone?: keyof typeof tones; children: string }) {
  return (
    <td className={clsx('mono-11 whitespace-nowrap pl-2 text-right', tones[tone])}>
      {tone === 'dropped' ? (
        <span className="inline-flex items-center gap-1">
          <VerdictGlyph size={10} tone="dropped" />
          <span className="sr-only">denied, </span>
          {children}
        </span>
      ) : (
        children
      )}
    </td>
  );
}
