// A selected edge: what passes, what is refused, at which side, why and by whom.
import type { ReactNode } from 'react';
import { iconOf } from '@/components/service-map/picture/card';
import { protectionIcons } from '@/components/service-map/picture/labels';
import type { MapSelection } from '@/components/service-map/selection';
import { VeilNote } from '@/components/veil/veil';
import { edgeTone, verdictTone, verdictWord } from '@/components/verdict/tone';
import { VerdictGlyph } from '@/components/verdict/verdict';
import type { Entity } from '@/lib/flow/entity';
import { entityLabel } from '@/lib/flow/entity-text';
import { countOf, formatCount, formatLatency, formatPort, formatRate, formatTime } from '@/lib/flow/format';
import { visible } from '@/lib/flow/visible';
import type { Latency } from '@/lib/graph/exchanges';
import type { GraphEdge, VerdictCounts } from '@/lib/graph/graph';
import { edgeSentence, edgeStateText } from '@/lib/graph/text';
import { Figures, PanelHead, PanelRow, PanelSection } from './panel-parts';

export interface EdgeFactsProps {
  readonly edge: GraphEdge;
  readonly entityOf: (id: string) => Entity;
  /** Of HTTP answers, where they are known. */
  readonly latency?: Latency | undefined;
  readonly onSelect: (selection: MapSelection) => void;
}

export function EdgeFacts({ edge, entityOf, latency, onSelect }: EdgeFactsProps) {
  const [client, server] = [entityOf(edge.source), entityOf(edge.destination)];
  const port = formatPort(edge.protocol, edge.port);
  return (
    <>
      <PanelHead
        icon="map"
        line={`${port}, ${edgeStateText[edge.state]}`}
        title={`${entityLabel(client)} to ${entityLabel(server)}`}
      />
      <p className="flex gap-2 border-line border-b px-4 py-3 text-12 text-fg">
        <VerdictGlyph className="mt-0.5" tone={edgeTone(edge.state)} />
        <span className="min-w-0 break-words">{edgeSentence(edge, client, server)}</span>
      </p>
      <VeilNote className="border-line border-b px-4 py-3" ends={[client, server]} named />
      <Figures
        figures={[
          { name: 'Flows', value: formatCount(edge.flows) },
          { name: 'Rate', value: formatRate(edge.flowsPerSecond) },
          ...(latency ? [{ name: 'p95', value: formatLatency(latency.p95) }] : []),
          { name: 'Denied', value: formatCount(edge.denials), tone: edge.denials > 0 ? 'dropped' : 'plain' },
        ]}
      />
      <PanelSection title="Ends">
        {Object.entries({ client, server }).map(([role, end]) => (
          <PanelRow
            detail={role}
            icon={iconOf(end)}
            key={role}
            name={entityLabel(end)}
            onPress={() => onSelect({ kind: 'node', id: end.id })}
          />
        ))}
      </PanelSection>
      <PanelSection title="Reasons">{wordRows(edge.reasons)}</PanelSection>
      <PanelSection title="Denied by policy">{wordRows(edge.policies)}</PanelSection>
      <PanelSection title="Allowed by policy">{allowedRows(edge)}</PanelSection>
      <PanelSection title="Protection">{protectionRows(edge)}</PanelSection>
      <PanelSection title="Seen at egress">{verdictRows(edge.sides.egress)}</PanelSection>
      <PanelSection title="Seen at ingress">{verdictRows(edge.sides.ingress)}</PanelSection>
      <PanelSection title="Seen without direction">{verdictRows(edge.sides.unknown)}</PanelSection>
      <PanelSection title="Time">
        {[
          <PanelRow figure={formatTime(edge.firstMs)} key="first" name="First seen" />,
          <PanelRow figure={formatTime(edge.lastMs)} key="last" name="Last seen" />,
        ]}
      </PanelSection>
    </>
  );
}

function wordRows(words: readonly string[]): ReactNode[] {
  return words.map((word) => <PanelRow key={word} name={<span className="font-mono text-11">{visible(word)}</span>} />);
}

/** Policies by name, then what passes without one, and what is not told. */
function allowedRows({ allowedBy }: GraphEdge): ReactNode[] {
  const { policies = [], unnamed = 0, none = 0 } = allowedBy ?? {};
  const rows = [
    { count: none, icon: protectionIcons.unlimited, name: 'No policy' },
    { count: unnamed - none, icon: 'help' as const, name: 'No policy named' },
  ];
  return [
    ...wordRows(policies),
    ...rows
      .filter(({ count }) => count > 0)
      .map(({ count, icon, name }) => (
        <PanelRow figure={countOf(count, 'verdict')} icon={icon} key={`- ${name}`} name={name} />
      )),
  ];
}

function protectionRows({ authenticated = 0, encrypted = 0 }: GraphEdge): ReactNode[] {
  const rows = [
    { count: encrypted, icon: protectionIcons.encrypted, name: 'Encrypted', unit: 'flow' },
    { count: authenticated, icon: protectionIcons.authenticated, name: 'Mutually authenticated', unit: 'verdict' },
  ];
  return rows
    .filter(({ count }) => count > 0)
    .map(({ count, icon, name, unit }) => (
      <PanelRow figure={countOf(count, unit)} icon={icon} key={name} name={name} />
    ));
}

function verdictRows(counts: VerdictCounts): ReactNode[] {
  return Object.entries(counts).map(([verdict, count]) => (
    <PanelRow
      figure={formatCount(count)}
      key={verdict}
      name={
        <span className="flex items-center gap-1.5">
          <VerdictGlyph tone={verdictTone(verdict)} />
          {verdictWord(verdict)}
        </span>
      }
    />
  ));
}
