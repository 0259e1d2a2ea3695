// What the drop table shows where: rows in their sections, and what folds away into a line each.
import { type DropGroup, searchedNames } from '@/lib/drops/group';
import { type Marks, type Standing, standingOf } from '@/lib/drops/mark';
import { type DropSorting, sortedDrops } from '@/lib/drops/order';
import { type DropGrouping, type DropSection, dropSections } from '@/lib/drops/sections';
import { countOf } from '@/lib/flow/format';

export interface DropView {
  readonly groups: readonly DropGroup[];
  /** What the team has said of groups. */
  readonly marks: Marks;
  /** null: what matters first. */
  readonly sorting: DropSorting | null;
  /** null: one list. */
  readonly by: DropGrouping | null;
  /** So many points at the start of trends are not known in full: the server was not there yet. */
  readonly unknown?: number;
  /** Time of the last commit, for "4 min ago" and for what ran out. */
  readonly nowMs: number;
}

export interface DropParts {
  readonly sections: readonly DropSection[];
  readonly muted: readonly DropGroup[];
  readonly noise: readonly DropGroup[];
}

/** Every group is in exactly one part; of several nodes it is in several sections. */
export function dropParts({ groups, marks, sorting, by, nowMs, unknown }: DropView): DropParts {
  const ordered = sortedDrops(groups, sorting, unknown);
  const standing = (...of: readonly Standing[]) =>
    ordered.filter((group) => of.includes(standingOf(group, marks, nowMs)));
  // What somebody looks after stands back, unless an order was asked for.
  const rows = sorting ? standing('loud', 'acknowledged') : [...standing('loud'), ...standing('acknowledged')];
  return {
    sections: by === null ? oneSection(rows) : dropSections(rows, by),
    muted: standing('muted'),
    noise: standing('noise'),
  };
}

function oneSection(groups: readonly DropGroup[]): readonly DropSection[] {
  const rows = groups.map((group) => ({ group, count: group.count }));
  return rows.length === 0 ? [] : [{ key: 'all', title: '', note: '', rows, count: 0 }];
}

/** The first so many rows in their sections, and how many are left. */
export function firstRows(sections: readonly DropSection[], most: number) {
  let room = most;
  const shown = sections.map((section) => {
    const rows = section.rows.slice(0, room);
    room -= rows.length;
    return { ...section, rows };
  });
  return { shown: shown.filter(({ rows }) => rows.length > 0), left: rowsIn(sections) - rowsIn(shown) };
}

const rowsIn = (sections: readonly DropSection[]): number => sections.reduce((sum, { rows }) => sum + rows.length, 0);

/** The section in which the selected group is open: where it was opened, else the first that has it. */
export function sectionOf(sections: readonly DropSection[], id: string | null, openedIn: string | null) {
  const holding = sections.filter(({ rows }) => rows.some(({ group }) => group.id === id)).map(({ key }) => key);
  return openedIn !== null && holding.includes(openedIn) ? openedIn : holding[0];
}

export function hasSeveralClusters(groups: readonly DropGroup[]): boolean {
  const names = groups.flatMap(({ source, destination }) => [source.cluster, destination.cluster]);
  return new Set(names.filter(Boolean)).size > 1;
}

/** "90 drops in 1 group, 12 failed search-list lookups in 2 groups". */
export function amountOf(groups: readonly DropGroup[]): string {
  const lookups = groups.filter(({ reason }) => reason === searchedNames);
  const drops = groups.filter(({ reason }) => reason !== searchedNames);
  return [amount(drops, 'drop'), amount(lookups, 'failed search-list lookup')].filter(Boolean).join(', ');
}

function amount(groups: readonly DropGroup[], what: string): string {
  const count = groups.reduce((sum, group) => sum + group.count, 0);
  return groups.length === 0 ? '' : `${countOf(count, what)} in ${countOf(groups.length, 'group')}`;
}
