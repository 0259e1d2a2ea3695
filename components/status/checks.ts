// What an empty view says it has checked: Relay, the traffic elsewhere, the filter.

import type { Filter } from '@/lib/filter/filter';
import { describeFilter } from '@/lib/filter/words';
import { countOf, formatClock, formatCount, formatRate } from '@/lib/flow/format';
import type { ClusterStatus, Gap, Status } from '@/lib/wire/frame';
import type { Check } from './empty-state';

export interface EmptyFacts {
  readonly status: Status | null;
  readonly filter: Filter;
  /** Flows the filter left out, and the denials among them. */
  readonly hidden: number;
  readonly hiddenDenials: number;
  /** Of the span that was asked for, footnotes included: nothing was seen, but something was there to see. */
  readonly gaps?: readonly Gap[];
}

export function checksOf({ status, filter, hidden, hiddenDenials, gaps = [] }: EmptyFacts): readonly Check[] {
  const clusters = status?.clusters ?? [];
  return [
    ...clusters.map(sourceCheck),
    ...gapChecks(gaps),
    elsewhereCheck(clusters),
    filterCheck(filter, hidden, hiddenDenials),
  ];
}

function sourceCheck(cluster: ClusterStatus): Check {
  if (cluster.source !== 'relay') return captureCheck(cluster);
  const { connection, nodesConnected, nodesUnavailable, address } = cluster;
  if (connection.state !== 'live')
    return { ok: false, title: 'Relay is not connected', text: `${address} is asked again by itself.` };
  if (nodesConnected === 0)
    return { ok: false, title: 'Relay has no nodes', text: 'No agent is connected to it, so no flow can come.' };
  const text =
    nodesConnected === null
      ? `Connected to ${address}.`
      : `${nodesConnected} of ${countOf(nodesConnected + (nodesUnavailable ?? 0), 'node')} are sending.`;
  return { ok: !nodesUnavailable, title: 'Relay is connected', text };
}

function captureCheck({ source, held, address, flowsSince, lastFlow }: ClusterStatus): Check {
  const span =
    flowsSince && lastFlow ? `, ${formatClock(Date.parse(flowsSince))} to ${formatClock(Date.parse(lastFlow))}` : '';
  return {
    ok: held.flows > 0,
    title: source === 'snapshot' ? 'The snapshot is open' : 'The capture is open',
    text: `${address} holds ${countOf(held.flows, 'flow')}${span}.`,
  };
}

const gapsTold = 3;

function gapChecks(gaps: readonly Gap[]): readonly Check[] {
  return gaps.slice(-gapsTold).map(({ message, quiet }) => ({
    ok: quiet,
    title: quiet ? 'All but a little was read' : 'Flows are missing',
    text: message,
  }));
}

function elsewhereCheck(clusters: readonly ClusterStatus[]): Check {
  const held = clusters.reduce((sum, cluster) => sum + cluster.held.flows, 0);
  const rate = clusters.reduce((sum, cluster) => sum + cluster.flowsPerSecond, 0);
  if (held === 0)
    return {
      ok: false,
      title: 'No flow has come from anywhere',
      text: 'Start some traffic, or check that Hubble is enabled on the agents.',
    };
  return {
    ok: true,
    title: 'Flows come from elsewhere',
    text: `${formatRate(rate).replace('/s', ' flows/s')} now, ${formatCount(held)} flows in memory.`,
  };
}

function filterCheck(filter: Filter, hidden: number, hiddenDenials: number): Check {
  if (filter.tokens.length === 0)
    return { ok: true, title: 'Your filter hides nothing', text: 'All flows are asked for.' };
  if (hidden === 0) return { ok: true, title: 'Your filter hides nothing', text: describeFilter(filter) };
  const drops = hiddenDenials > 0 ? `, ${countOf(hiddenDenials, 'denied flow')} among them` : '';
  return { ok: false, title: `Your filter hides ${countOf(hidden, 'flow')}${drops}`, text: describeFilter(filter) };
}
