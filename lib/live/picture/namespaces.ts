// Namespaces with their rates and denials, kept up by what changed in a window of a rollup.
import type { NamespaceRow } from '@/lib/live/live';
import { namespacesOf } from '@/lib/live/picture/series';
import { flowsShown } from '@/lib/rollup/count';
import { denialsOf } from '@/lib/rollup/denials';
import type { Steps } from '@/lib/rollup/steps';
import { type Conversation, type ConversationRow, recentRows } from '@/lib/rollup/window';

/** Figures of a namespace; the recent ones are counts of the last minute. */
interface Share {
  readonly flows: number;
  readonly recentFlows: number;
  readonly recentDenials: number;
  readonly denials: number;
}

interface Sum {
  flows: number;
  recentFlows: number;
  recentDenials: number;
  denials: number;
}

/** The row of all namespaces together: a sum over the others would count what crosses between two of them twice. */
const everyNamespace = '';

export interface NamespaceTable {
  /** Counts the named conversations anew, in steps. */
  updating(conversations: ReadonlyMap<string, Conversation>, dirty: Iterable<string>): Steps<void>;
  /** By name. `named` are namespaces to list even without a flow; `recentMs` is how long the last minute has lasted. */
  rows(cluster: string, named: Iterable<string>, recentMs: number): readonly NamespaceRow[];
}

const conversationsPerStep = 32;

export function createNamespaceTable(): NamespaceTable {
  const shares = new Map<string, { readonly namespaces: readonly string[]; readonly share: Share }>();
  const sums = new Map<string, Sum>();

  function add(namespaces: readonly string[], share: Share, sign: 1 | -1) {
    for (const namespace of namespaces) {
      const sum = sums.get(namespace) ?? { flows: 0, recentFlows: 0, recentDenials: 0, denials: 0 };
      sum.flows += sign * share.flows;
      sum.recentFlows += sign * share.recentFlows;
      sum.recentDenials += sign * share.recentDenials;
      sum.denials += sign * share.denials;
      if (sum.flows === 0) sums.delete(namespace);
      else sums.set(namespace, sum);
    }
  }

  function* updating(conversations: ReadonlyMap<string, Conversation>, dirty: Iterable<string>): Steps<void> {
    let count = 0;
    for (const key of dirty) {
      count += 1;
      if (count % conversationsPerStep === 0) yield;
      const before = shares.get(key);
      if (before) add(before.namespaces, before.share, -1);
      shares.delete(key);
      const conversation = conversations.get(key);
      if (!conversation) continue;
      const now = {
        namespaces: [everyNamespace, ...namespacesOf(conversation)],
        share: shareOf([...conversation.rows.values()]),
      };
      shares.set(key, now);
      add(now.namespaces, now.share, 1);
    }
  }

  function rows(cluster: string, named: Iterable<string>, recentMs: number): readonly NamespaceRow[] {
    const seconds = Math.max(1_000, recentMs) / 1_000;
    const names = [...new Set([...named, ...sums.keys()])].sort();
    return names.map((namespace) => {
      const { recentFlows = 0, recentDenials = 0, denials = 0 } = sums.get(namespace) ?? {};
      return {
        cluster,
        namespace,
        flowsPerSecond: hundredths(recentFlows / seconds),
        denialsPerSecond: hundredths(recentDenials / seconds),
        denials,
      };
    });
  }

  return { updating, rows };
}

function shareOf(rows: readonly ConversationRow[]): Share {
  const recent = recentRows(rows);
  return {
    flows: rows.reduce((sum, { events }) => sum + events, 0),
    recentFlows: flowsShown(recent),
    recentDenials: denialsOf(recent).total,
    denials: denialsOf(rows).total,
  };
}

/** Finer differences are no news; what is not nothing does not become nothing. */
function hundredths(rate: number): number {
  return rate > 0 ? Math.max(0.01, Math.round(rate * 100) / 100) : 0;
}
