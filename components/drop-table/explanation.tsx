'use client';

import { CurrentPolicy, type CurrentPolicyProps } from '@/components/current-policy/current-policy';
import { Told } from '@/components/current-policy/told';
import { Button } from '@/components/ui/button';
import type { DropGroup } from '@/lib/drops/group';
import { advice, whyParts } from '@/lib/drops/why';
import { printToken } from '@/lib/filter/print';
import { destinationPort, sourcePort } from '@/lib/flow/ends';
import type { Flow } from '@/lib/flow/flow';
import { countOf, formatCount, formatTime } from '@/lib/flow/format';
import { summary, typeText } from '@/lib/flow/text';
import { visible } from '@/lib/flow/visible';

export interface ExplanationProps {
  readonly group: DropGroup;
  readonly evidence: readonly Flow[];
  readonly onNarrow: (text: string) => void;
  readonly onShowFlows: (group: DropGroup) => void;
  readonly onShowOnMap: (group: DropGroup) => void;
  /** What the policies of now say. */
  readonly policies?: CurrentPolicyProps;
}

/** What Hubble recorded about one group, in a sentence, with the flows behind it. */
export function Explanation({ group, evidence, policies, onNarrow, onShowFlows, onShowOnMap }: ExplanationProps) {
  return (
    <section aria-label="Why?" className="sticky left-0 grid max-w-[100vw] gap-4 px-4 py-3 lg:px-10">
      <div>
        <h3 className="mb-1 font-semibold text-13">Why?</h3>
        <p className="max-w-[80ch] text-14 text-muted" data-testid="why">
          <Told sentence={whyParts(group)} />
        </p>
        <p className="mt-1.5 max-w-[80ch] text-13 text-muted">{advice(group)}</p>
        <p className="mt-1.5 text-12 text-subtle">{evidenceText(group)}</p>
      </div>
      {policies && evidence.length > 0 && <CurrentPolicy {...policies} />}
      {evidence.length > 0 && <Evidence flows={evidence} total={group.count} />}
      <div className="flex flex-wrap gap-2">
        <Button icon="list" onClick={() => onShowFlows(group)} size="sm">
          Open in Flows
        </Button>
        <Button icon="map" onClick={() => onShowOnMap(group)} size="sm">
          Show on map
        </Button>
        <Button
          icon="filter"
          onClick={() => onNarrow(printToken({ key: 'reason', side: 'either', not: false, values: [group.reason] }))}
          size="sm"
        >
          Only this reason
        </Button>
      </div>
    </section>
  );
}

/** A verdict and its drop are two events of one refused packet: both are shown, one is counted. */
function evidenceText({ count, evidence, nodes }: DropGroup): string {
  const events = [
    evidence.verdicts > 0 && countOf(evidence.verdicts, 'policy verdict'),
    evidence.drops > 0 && countOf(evidence.drops, 'drop event'),
    evidence.l7 > 0 && countOf(evidence.l7, 'L7 event'),
  ].filter(Boolean);
  const where = nodes.length > 0 ? `, seen on ${nodes.map(visible).join(', ')}` : '';
  return `${countOf(count, 'refused packet or request', 'refused packets or requests')}, recorded by ${events.join(' and ')}${where}.`;
}

function Evidence({ flows, total }: { flows: readonly Flow[]; total: number }) {
  return (
    <div className="overflow-x-auto">
      <h3 className="mb-1 font-semibold text-13">
        Evidence{' '}
        <span className="font-normal text-12 text-subtle">
          newest {formatCount(flows.length)} flows, of {formatCount(total)} drops
        </span>
      </h3>
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
          {flows.map((flow) => (
            <tr className="h-6 border-line-faint border-b [&>td]:whitespace-nowrap [&>td]:pr-4" key={flow.id}>
              <td>{formatTime(flow.timeMs ?? flow.arrivedMs)}</td>
              <td>{addressText(flow.ip?.source, sourcePort(flow))}</td>
              <td>{addressText(flow.ip?.destination, destinationPort(flow))}</td>
              <td className="text-muted">{typeText(flow)}</td>
              <td className="text-muted">{summary(flow)}</td>
              <td className="text-muted">{visible(flow.node ?? '')}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function addressText(address: string | undefined, port: number): string {
  if (!address) return '';
  const host = address.includes(':') && port > 0 ? `[${address}]` : address;
  return visible(port > 0 ? `${host}:${port}` : host);
}
