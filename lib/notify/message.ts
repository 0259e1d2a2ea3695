// Notifications as they are sent. What came over the network is made visible and cut to length.
import { createHash } from 'node:crypto';
import type { DropGroup } from '@/lib/drops/group';
import { whySentence } from '@/lib/drops/why';
import { printFilter } from '@/lib/filter/print';
import type { Entity } from '@/lib/flow/entity';
import type { EpochMs } from '@/lib/flow/flow';
import { countOf } from '@/lib/flow/format';
import { visible } from '@/lib/flow/visible';
import type { NotifyTarget } from '@/lib/notify/notify';
import { viewHref } from '@/lib/view/href';
import { defaultView } from '@/lib/view/parameters';

type Sender = Pick<NotifyTarget, 'publicUrl' | 'filter' | 'quietMs'>;

/** A group that is told of, and when it began: a live view forgets the beginning of what lasts. */
export interface ToldGroup {
  readonly group: DropGroup;
  readonly firstMs: EpochMs;
}

/** One message about several groups. `more` wait for the next. */
export function webhookBody(told: readonly ToldGroup[], sender: Sender, nowMs: EpochMs, more: number): string {
  const groups = told.map((one) => groupJson(one, sender));
  const title = `${countOf(told.length, 'new drop group')}${more > 0 ? `, ${more} more follow` : ''}`;
  return JSON.stringify({
    version: 1,
    kind: 'new-drop-groups',
    at: timeText(nowMs),
    filter: printFilter(sender.filter),
    text: [`${title}:`, ...groups.map(({ text, link }) => `${text} ${link}`)].join('\n'),
    groups,
    more,
  });
}

function groupJson(told: ToldGroup, sender: Sender) {
  const { group, firstMs } = told;
  return {
    id: group.id,
    text: sentence(told),
    link: linkTo(told, sender),
    reason: short(group.reason),
    reasonText: short(group.reasonText),
    class: group.class,
    direction: group.direction,
    protocol: group.protocol,
    port: group.port,
    source: endJson(group.source),
    destination: endJson(group.destination),
    policies: group.policies.slice(0, mostNames).map(short),
    nodes: group.nodes.slice(0, mostNames).map(short),
    lateReply: group.lateReply,
    count: group.count,
    firstSeen: timeText(firstMs),
    lastSeen: timeText(group.lastMs),
  };
}

const endJson = ({ kind, cluster, namespace, name }: Entity) => ({
  kind,
  cluster: short(cluster),
  namespace: short(namespace),
  name: short(name),
});

/** The body of Alertmanager's `POST /api/v2/alerts`. An alert ends when its group has been quiet for long enough. */
export function alertsBody(told: readonly ToldGroup[], sender: Sender): string {
  return JSON.stringify(told.map((one) => alertJson(one, sender)));
}

function alertJson(told: ToldGroup, sender: Sender) {
  const { group, firstMs } = told;
  const link = linkTo(told, sender);
  return {
    labels: labelsOf(group),
    annotations: {
      summary: sentence(told),
      link,
      count: String(group.count),
      policies: group.policies.slice(0, mostNames).map(short).join(', '),
    },
    startsAt: timeText(firstMs),
    endsAt: timeText(group.lastMs + sender.quietMs),
    generatorURL: link,
  };
}

/** The same for as long as the group lasts: Alertmanager tells alerts apart by them. Empty ones are as good as absent. */
function labelsOf(group: DropGroup): Readonly<Record<string, string>> {
  const { source, destination } = group;
  const labels = {
    alertname: 'NewDropGroup',
    severity: 'warning',
    drop_group: createHash('sha256').update(group.id).digest('hex').slice(0, 16),
    cluster: destination.cluster || source.cluster,
    source_namespace: source.namespace,
    source: source.name,
    destination_namespace: destination.namespace,
    destination: destination.name,
    protocol: group.protocol,
    port: group.port > 0 ? String(group.port) : '',
    reason: group.reason,
    direction: group.direction,
  };
  const entries = Object.entries(labels).map(([name, value]) => [name, short(value)] as const);
  return Object.fromEntries(entries.filter(([, value]) => value !== ''));
}

const mostNames = 10;
const longest = 200;

function short(text: string): string {
  const shown = visible(text);
  return (shown.length > longest ? `${shown.slice(0, longest)}…` : shown).toWellFormed();
}

function sentence({ group, firstMs }: ToldGroup): string {
  const often = group.count === 1 ? 'Once' : `${group.count} times`;
  return `${clip(whySentence(group))} ${often}, since ${timeText(firstMs)}.`;
}

const clip = (text: string): string => (text.length > 1_000 ? `${text.slice(0, 1_000)}…` : text).toWellFormed();

const minute = 60_000;

/** The drops of the minutes in which the group was seen, with it selected: also what has gone from the live view by then. */
function linkTo({ group, firstMs }: ToldGroup, { publicUrl, filter }: Sender): string {
  const from = timeText(Math.floor(firstMs / minute) * minute);
  const to = timeText(Math.ceil((group.lastMs + 1) / minute) * minute);
  const view = { ...defaultView, q: filter, from, to, sel: { kind: 'drop', id: group.id } as const };
  return new URL(`${publicUrl}${viewHref('drops', view)}`).href;
}

/** Times of flows can be anything. */
function timeText(atMs: EpochMs): string {
  const within = Math.min(Math.max(atMs, 0), 253_402_300_799_999);
  return new Date(Number.isFinite(within) ? within : 0).toISOString();
}
