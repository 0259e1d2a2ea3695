// Drop groups put together by what they have in common.
import type { DropGroup } from '@/lib/drops/group';
import { entityLabel } from '@/lib/flow/entity-text';
import { visible } from '@/lib/flow/visible';

export const dropGroupings = ['reason', 'source', 'destination', 'policy', 'node'] as const;
export type DropGrouping = (typeof dropGroupings)[number];

/** A group as it stands in a section: of several nodes' groups only what its node told of. */
export interface SectionRow {
  readonly group: DropGroup;
  readonly count: number;
}

export interface DropSection {
  readonly key: string;
  /** Safe to show. */
  readonly title: string;
  /** What narrows the title down: a namespace, an enum name; '' where nothing does. */
  readonly note: string;
  readonly rows: readonly SectionRow[];
  /** Denials of its rows; over all sections each denial once. */
  readonly count: number;
}

type Place = Pick<DropSection, 'key' | 'title' | 'note'> & { readonly count: number };

/** Sections in the order of their first groups, groups in the order given. A group of several nodes stands under each. */
export function dropSections(groups: readonly DropGroup[], by: DropGrouping): readonly DropSection[] {
  const sections = new Map<string, DropSection & { rows: SectionRow[]; count: number }>();
  for (const group of groups) {
    for (const { count, ...place } of places[by](group)) {
      const section = sections.get(place.key) ?? { ...place, rows: [], count: 0 };
      sections.set(place.key, section);
      section.rows.push({ group, count });
      section.count += count;
    }
  }
  return [...sections.values()];
}

const places: Record<DropGrouping, (group: DropGroup) => readonly Place[]> = {
  reason: ({ reason, reasonText, count }) => [
    { key: `${reason} ${reasonText}`, title: visible(reasonText), note: reason === 'L7' ? '' : visible(reason), count },
  ],
  source: ({ source, count }) => [endPlace(source, count)],
  destination: ({ destination, count }) => [endPlace(destination, count)],
  policy: ({ policies, count }) => [
    { key: JSON.stringify(policies), title: visible(policies.join(', ')) || 'No policy named', note: '', count },
  ],
  node: nodePlaces,
};

function endPlace(end: DropGroup['source'], count: number): Place {
  const title = entityLabel(end);
  const where = [end.namespace, end.cluster].filter(Boolean).map(visible).join(', ');
  return { key: end.id, title, note: end.kind === 'namespace' ? '' : where, count };
}

function nodePlaces({ nodes, nodeCounts, count }: DropGroup): readonly Place[] {
  const [only] = nodes;
  const counts = nodeCounts ?? (only !== undefined && nodes.length === 1 ? [count] : nodes.map(() => 0));
  const found = nodes.map((node, at) => ({ key: node, title: visible(node), note: '', count: counts[at] ?? 0 }));
  const elsewhere = count - found.reduce((sum, one) => sum + one.count, 0);
  const unknown: Place = { key: '', title: 'Node not told', note: '', count: elsewhere };
  return [...found.filter((place) => place.count > 0), ...(elsewhere > 0 ? [unknown] : [])];
}
