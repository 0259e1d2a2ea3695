import { destinationPort, sourcePort } from '@/lib/flow/ends';
import type { Flow } from '@/lib/flow/flow';
import { formatCount, formatTime } from '@/lib/flow/format';
import { summary, typeText } from '@/lib/flow/text';
import { visible } from '@/lib/flow/visible';

/** `none`: they are no longer held. */
export type FlowsState = 'asking' | 'none' | 'held' | 'failed';

export interface EvidenceProps {
  /** Newest first. */
  readonly flows: readonly Flow[];
  readonly state: FlowsState;
  /** Of how many refused packets they are. */
  readonly total: number;
}

const mostRows = 5;

const notHeld: Record<Exclude<FlowsState, 'held'>, string> = {
  asking: 'Looking for its flows.',
  none: 'Its flows are no longer held: what is said here is from what was counted.',
  failed: 'Its flows could not be read: what is said here is from what was counted.',
};

/** The newest events themselves. */
export function Evidence({ flows, state, total }: EvidenceProps) {
  if (state !== 'held') return <p className="text-12 text-subtle">{notHeld[state]}</p>;
  const shown = flows.slice(0, mostRows);
  return (
    <div className="min-w-0">
      <h3 className="mb-1 font-semibold text-13">
        Evidence{' '}
        <span className="font-normal text-12 text-subtle">
          newest {formatCount(shown.length)} events, of {formatCount(total)} packets or requests
        </span>
      </h3>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by key */}
      {/* biome-ignore lint/a11y/useSemanticElements: a fieldset would bring a legend and a border of its own */}
      <div aria-label="Evidence" className="overflow-x-auto" role="group" tabIndex={0}>
        <table className="mono w-full max-w-[960px] border-collapse">
          <thead>
            <tr className="h-7 border-line border-b text-left font-sans text-11 text-subtle [&>th]:pr-4 [&>th]:font-normal">
              <th scope="col">Time</th>
              <th scope="col">Source</th>
              <th scope="col">Destination</th>
              <th scope="col">Event</th>
              <th scope="col">Info</th>
              <th scope="col">Node</th>
            </tr>
          </thead>
          <tbody>
            {shown.map((flow) => (
              <tr className="h-6 border-line-faint border-b [&>td]:whitespace-nowrap [&>td]:pr-4" key={flow.id}>
                <td>{formatTime(flow.timeMs ?? flow.arrivedMs)}</td>
                <td>{addressText(flow.ip?.source, sourcePort(flow))}</td>
                <td>{addressText(flow.ip?.destination, destinationPort(flow))}</td>
                <td className="text-muted">{typeText(flow)}</td>
                <td className="max-w-[320px] truncate text-muted" title={summary(flow)}>
                  {summary(flow)}
                </td>
                <td className="text-muted">{visible(flow.node ?? '')}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </div>
  );
}

function addressText(address: string | undefined, port: number): string {
  if (!address) return '';
  const host = address.includes(':') && port > 0 ? `[${address}]` : address;
  return visible(port > 0 ? `${host}:${port}` : host);
}
