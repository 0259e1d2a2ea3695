// What is selected on the map, as filter text.

import { canonical } from '@/lib/filter/edit';
import type { FilterKey, Token } from '@/lib/filter/filter';
import { printFilter } from '@/lib/filter/print';
import type { Entity } from '@/lib/flow/entity';
import type { GraphEdge } from '@/lib/graph/graph';

/** Traffic of one entity, either way. */
export function entityFilter(entity: Entity): string {
  return printFilter({ tokens: entityTokens(entity) });
}

/** Traffic between two entities on the edge's port, replies included. */
export function edgeFilter(edge: GraphEdge, client: Entity, server: Entity): string {
  const tokens = [...entityTokens(client), ...entityTokens(server)];
  if (edge.port > 0) tokens.push(token('port', String(edge.port)));
  return printFilter({ tokens: tokens.filter((one, index) => tokens.findIndex((two) => isEqual(one, two)) === index) });
}

/** Everything but the traffic of one entity: its namesakes elsewhere stay. */
export function hidingFilter(entity: Entity): string {
  const isNamed = entity.kind === 'workload' && entity.namespace && !/[/*]/.test(entity.namespace + entity.name);
  if (isNamed) {
    const { namespace, workloadKind, name } = entity;
    return printFilter({ tokens: [{ ...token('workload', `${namespace}/${workloadKind}/${name}`), not: true }] });
  }
  const [last] = entityTokens(entity).slice(-1);
  return last ? printFilter({ tokens: [{ ...last, not: true }] }) : '';
}

function entityTokens(entity: Entity): Token[] {
  switch (entity.kind) {
    case 'workload': {
      const name = entity.workloadKind ? `${entity.workloadKind}/${entity.name}` : entity.name;
      return [...namespaceToken(entity), token('workload', name)];
    }
    case 'pod':
      return [token('pod', entity.namespace ? `${entity.namespace}/${entity.name}` : entity.name)];
    case 'namespace':
      return [token('ns', entity.namespace || entity.name)];
    case 'node':
    case 'cluster':
      return [token(entity.kind, entity.name)];
    default:
      return [...namespaceToken(entity), ...(entity.name ? [token('text', entity.name)] : [])];
  }
}

const namespaceToken = ({ namespace }: Entity): Token[] => (namespace ? [token('ns', namespace)] : []);

function token(key: FilterKey, value: string): Token {
  return { key, side: 'either', not: false, values: [canonical({ key, value })] };
}

const isEqual = (a: Token, b: Token): boolean => a.key === b.key && a.values[0] === b.values[0];
