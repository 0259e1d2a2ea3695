// Which nodes have agents that name policies. Older ones name none, and then a verdict without a name tells nothing.
import type { Conversation } from '@/lib/rollup/window';

export interface NamingAgents {
  /** Whether the agent of this node has named a policy, so that it would have named another. */
  has(node: string): boolean;
}

export interface LearningAgents extends NamingAgents {
  /** Says whether there is a node of which it was not known before. */
  learn(conversations: Iterable<Conversation>): boolean;
}

export function createNamingAgents(): LearningAgents {
  const known = new Set<string>();
  return {
    has: (node) => known.has(node),
    learn(conversations) {
      const before = known.size;
      for (const { rows } of conversations) {
        for (const { dims } of rows.values()) {
          const names = dims.allowedBy.length > 0 || dims.deniedBy.length > 0;
          if (names && dims.node !== '') known.add(dims.node);
        }
      }
      return known.size > before;
    },
  };
}
