// What may stand in a banner: one record per state, most pressing first.
import type { EpochMs } from '@/lib/flow/flow';
import { countOf, formatClock, formatCount } from '@/lib/flow/format';
import type { ClusterStatus, Gap, Status } from '@/lib/wire/frame';

/** `retry` asks our own server again, `reconnect` has it ask Relay again, `sign-in` leads to where one signs in. */
export type NoticeAction = 'retry' | 'reconnect' | 'sign-in' | 'nodes' | 'dismiss' | 'reset';

export interface Notice {
  /** Stable while the state lasts, so that a dismissed one stays away until it happens again. */
  readonly id: string;
  readonly icon: 'plug' | 'alert' | 'info' | 'clock';
  /** One short sentence, set in bold. */
  readonly title: string;
  readonly text: string;
  /** A countdown runs between title and text. */
  readonly retryAtMs?: EpochMs;
  readonly actions: readonly NoticeAction[];
  /** Whose Relay it is about. */
  readonly cluster?: string;
}

/** The stream to our own server, told by the page. */
export type ServerStream =
  | { readonly state: 'ok' }
  /** `title` where the server answered, and was not able to. */
  | { readonly state: 'retrying'; readonly retryAtMs: EpochMs; readonly message: string; readonly title?: string }
  | { readonly state: 'offline' }
  | { readonly state: 'refused'; readonly title: string; readonly detail: string; readonly signsIn?: boolean };

export interface NoticeFacts {
  readonly server: ServerStream;
  readonly status: Status | null;
  readonly gaps: readonly Gap[];
  /** What this page was not sent: it was too slow, or away too long (then how much is unknown). */
  readonly missed?: { readonly atMs: EpochMs | null; readonly rows: number; readonly unknown: boolean } | undefined;
  /** When something was taken from what the reader may see. */
  readonly lostSightMs?: EpochMs | null | undefined;
  /** The time of what is shown; null while nothing is. */
  readonly shownAtMs: EpochMs | null;
  /** Parameters of the link that were ignored, one sentence each. */
  readonly ignored: readonly { readonly parameter: string; readonly message: string }[];
}

export function noticesOf({
  server,
  status,
  gaps,
  missed,
  lostSightMs,
  shownAtMs,
  ignored,
}: NoticeFacts): readonly Notice[] {
  const clusters = server.state === 'ok' ? (status?.clusters ?? []) : [];
  const many = clusters.length > 1;
  return [
    ...serverNotice(server, shownAtMs),
    ...lostSightNotice(lostSightMs),
    ...clusters.flatMap((cluster) => relayNotice(cluster, many)),
    ...clusters.flatMap((cluster) => nodesNotice(cluster, many)),
    ...clusters.flatMap(errorNotices),
    ...ignored.map(ignoredNotice),
    ...lossNotices(gaps),
    ...missedNotice(missed),
  ];
}

/** Whether it speaks of a connection that was there and is not, be it to our own server or to Relay. */
export function isBroken({ id }: Notice): boolean {
  return /^(offline|server-lost|relay-retrying|relay-refused|no-nodes)\b/.test(id);
}

function serverNotice(server: ServerStream, shownAtMs: EpochMs | null): readonly Notice[] {
  const frozen = frozenText(shownAtMs);
  switch (server.state) {
    case 'ok':
      return [];
    case 'offline':
      return [
        {
          id: 'offline',
          icon: 'plug',
          title: 'This browser is offline.',
          text: `${frozen} It goes on by itself.`,
          actions: [],
        },
      ];
    case 'retrying':
      return [
        {
          id: 'server-lost',
          icon: 'plug',
          title: server.title ? `${server.title}.` : 'Connection to Eyepiece lost.',
          retryAtMs: server.retryAtMs,
          text: `${server.message} ${frozen}`,
          actions: ['retry'],
        },
      ];
    case 'refused':
      return [
        {
          id: `refused:${server.detail}`,
          icon: 'alert',
          title: `${server.title}.`,
          text: server.signsIn ? `${server.detail} ${frozen}` : server.detail,
          actions: server.signsIn ? ['sign-in', 'retry'] : ['retry', 'reset'],
        },
      ];
  }
}

/** `message` of a failed connection names the thing and the cure. */
function relayNotice(cluster: ClusterStatus, many: boolean): readonly Notice[] {
  const { connection, address } = cluster;
  const who = many ? `Relay of ${cluster.cluster}` : 'Relay';
  const id = `relay-${connection.state}:${cluster.cluster}`;
  switch (connection.state) {
    case 'idle':
    case 'live':
      return [];
    case 'connecting':
      return connection.attempt === 1
        ? [{ id, icon: 'clock', title: `Connecting to ${who}.`, text: `Asking ${address}.`, actions: [] }]
        : [
            {
              id: `relay-retrying:${cluster.cluster}`,
              icon: 'plug',
              title: `${who} disconnected.`,
              text: `Attempt ${connection.attempt} at ${address}. ${endOfFlows(cluster, many)}`,
              actions: [],
            },
          ];
    case 'refused':
      return [
        {
          id: `${id}:${connection.code}`,
          icon: 'alert',
          title: `${who} cannot be watched.`,
          text: connection.message,
          actions: ['reconnect'],
          cluster: cluster.cluster,
        },
      ];
    case 'retrying': {
      const empty = connection.code === 'no-nodes';
      const title = empty ? `${who} has no nodes.` : `${who} disconnected.`;
      const text = empty ? connection.message : `${connection.message} ${endOfFlows(cluster, many)}`;
      return [
        {
          id: empty ? `no-nodes:${cluster.cluster}` : id,
          icon: 'plug',
          title,
          retryAtMs: connection.retryAtMs,
          text,
          actions: ['reconnect'],
          cluster: cluster.cluster,
        },
      ];
    }
  }
}

function nodesNotice(cluster: ClusterStatus, many: boolean): readonly Notice[] {
  const { nodesConnected, nodesUnavailable, connection, source, nodes } = cluster;
  if ((source === 'relay' && connection.state !== 'live') || !nodesUnavailable) return [];
  const names = nodes.filter(({ state }) => state === 'unavailable').map(({ name }) => name);
  const total = (nodesConnected ?? 0) + nodesUnavailable;
  const where = many ? ` of ${cluster.cluster}` : '';
  const silent = nodesUnavailable === 1 ? 'is' : 'are';
  return [
    {
      id: `nodes:${cluster.cluster}:${nodesUnavailable}`,
      icon: 'alert',
      title: `${nodesUnavailable} of ${countOf(total, 'node')}${where} ${silent} not sending flows.`,
      text: `Traffic ${names.length > 0 ? `of ${listed(names)}` : 'there'} is missing; rates carry no guess for it.`,
      actions: ['nodes', 'dismiss'],
    },
  ];
}

/** What agents answered instead of flows: each text once, with its nodes. */
function errorNotices({ cluster, connection, source, nodes }: ClusterStatus): readonly Notice[] {
  if (source === 'relay' && connection.state !== 'live') return [];
  const broken = nodes.filter(({ state, message }) => state === 'error' && message !== '');
  return [...new Set(broken.map(({ message }) => message))].map((message) => {
    const names = broken.filter((node) => node.message === message).map(({ name }) => name);
    const id = `node-error:${cluster}:${message}`;
    return { id, icon: 'alert', title: `Error on ${listed(names)}.`, text: message, actions: ['nodes', 'dismiss'] };
  });
}

function lossNotices(gaps: readonly Gap[]): readonly Notice[] {
  const losses = gaps.filter((gap) => gap.kind === 'lost-events' && !gap.quiet);
  const [first] = losses;
  if (!first) return [];
  const nodes = [...new Set(losses.flatMap((gap) => (gap.nodes.length > 0 ? gap.nodes : ['an unknown node'])))];
  const from = Math.min(...losses.map((gap) => Date.parse(gap.from)));
  const open = losses.some((gap) => gap.to === undefined);
  const to = Math.max(...losses.map((gap) => Date.parse(gap.to ?? gap.from)));
  return [
    {
      id: `lost:${losses.map((gap) => gap.id).join()}`,
      icon: 'alert',
      title: `${lostCount(losses)} lost on ${listed(nodes)},`,
      text: `${spanText(from, open ? null : to)}. Counts there are too low${causeOf(losses)}.`,
      actions: ['dismiss'],
    },
  ];
}

/** Rows alone can be missed: figures, map and drop groups come whole with the frame that tells of it. */
function missedNotice(missed: NoticeFacts['missed']): readonly Notice[] {
  if (!missed || missed.atMs === null || (missed.rows === 0 && !missed.unknown)) return [];
  const title = missed.unknown
    ? `The stream broke off and began anew at ${formatClock(missed.atMs)}.`
    : `This page fell behind at ${formatClock(missed.atMs)}.`;
  const rows = missed.unknown
    ? 'Flows of the time between may be missing from the rows'
    : `${countOf(missed.rows, 'flow')} did not reach its rows`;
  return [
    {
      id: `missed:${missed.atMs}`,
      icon: 'clock',
      title,
      text: `${rows}; what is counted is complete.`,
      actions: ['dismiss'],
    },
  ];
}

/** Rows and names that were there a moment ago are not, and nothing is broken. */
function lostSightNotice(atMs: NoticeFacts['lostSightMs']): readonly Notice[] {
  if (!atMs) return [];
  const text = `At ${formatClock(atMs)} something was taken from it; what is shown from then on is what is yours now.`;
  return [{ id: `sight:${atMs}`, icon: 'info', title: 'What you may see has changed.', text, actions: ['dismiss'] }];
}

/** What all have in common, without the count and the node that stand before it; the timeline has each in full. */
function causeOf(losses: readonly Gap[]): string {
  const [cause, ...others] = new Set(losses.map(({ message }) => /: (.+?)\.?$/s.exec(message)?.[1] ?? ''));
  return cause && others.length === 0 ? `: ${cause}` : '';
}

function lostCount(losses: readonly Gap[]): string {
  if (losses.some((gap) => gap.count === null)) return 'An unknown number of events';
  const sum = losses.reduce((total, gap) => total + BigInt(gap.count ?? 0), 0n);
  return `${formatCount(Number(sum))} ${sum === 1n ? 'event' : 'events'}`;
}

/** null: it has not ended. */
function spanText(from: EpochMs, to: EpochMs | null): string {
  if (to === null) return `${formatClock(from)} to now`;
  return formatClock(from) === formatClock(to)
    ? `at ${formatClock(from)}`
    : `${formatClock(from)} to ${formatClock(to)}`;
}

function listed(names: readonly string[]): string {
  const shown = names.slice(0, 3);
  const more = names.length - shown.length;
  if (more > 0) return `${shown.join(', ')} and ${more} more`;
  return shown.length < 2 ? shown.join() : `${shown.slice(0, -1).join(', ')} and ${shown.at(-1)}`;
}

const ignoredNotice = ({ parameter, message }: { parameter: string; message: string }): Notice => ({
  id: `ignored:${parameter}:${message}`,
  icon: 'info',
  title: 'Part of this link was ignored.',
  text: message,
  actions: ['dismiss'],
});

const frozenText = (shownAtMs: EpochMs | null) =>
  shownAtMs === null ? 'Nothing was received yet.' : `Everything below is frozen at ${formatClock(shownAtMs)}.`;

/** The stream of one relay ends with its newest flow, however long ago; other clusters go on. */
function endOfFlows({ cluster, lastFlow }: ClusterStatus, many: boolean): string {
  const atMs = lastFlow === null ? null : Date.parse(lastFlow);
  if (atMs === null || !many) return frozenText(atMs);
  return `Flows of ${cluster} end at ${formatClock(atMs)}.`;
}
