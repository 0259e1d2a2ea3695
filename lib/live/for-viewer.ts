// Which sources there are for a viewer, and how they fare as far as that is theirs to know.
import type { DropMark } from '@/lib/drops/mark';
import { printFilter } from '@/lib/filter/print';
import type { CaptureSource } from '@/lib/live/capture-source';
import type { Viewer } from '@/lib/live/live';
import type { RelaySource } from '@/lib/live/relay-source';
import type { AtRest, Sources } from '@/lib/live/scope';
import type { SightedSource, SightedSources } from '@/lib/live/sighted-sources';
import type { Source } from '@/lib/live/source';
import { grantsCluster } from '@/lib/sight/grants';
import { createLens } from '@/lib/sight/lens';
import { seesEverything, sightKey } from '@/lib/sight/sight';

export interface Everything {
  readonly relays: readonly RelaySource[];
  readonly captures: { get(id: string): CaptureSource | undefined; all(): readonly CaptureSource[] };
  readonly snapshots: { get(id: string): AtRest | undefined };
  readonly sighted: SightedSources;
}

/** The viewer, where there is anything that they are not to see. */
export function boundOf(viewer: Viewer | undefined): Viewer | null {
  return viewer && !seesEverything(viewer.sight) ? viewer : null;
}

/** Equal for viewers who get the same answers. */
export function viewerKey(viewer: Viewer | undefined): string {
  const within = viewer?.within ? printFilter(viewer.within) : null;
  return boundOf(viewer) || within !== null
    ? JSON.stringify([viewer && sightKey(viewer.sight), viewer?.name, within])
    : '';
}

export function sourcesFor(viewer: Viewer | undefined, everything: Everything): Sources {
  const { relays, captures, snapshots, sighted } = everything;
  const bound = boundOf(viewer);
  if (!bound) {
    return {
      clusters: () => relays,
      capture: (id) => (viewer?.within ? undefined : captures.get(id)),
      snapshot: snapshots.get,
      captures: () => capturesOf(viewer, captures.all()).flatMap(({ sources }) => sources),
    };
  }
  const home = (source: Source) => (relays.length === 1 ? null : source.cluster);
  const seen = (atRest: AtRest | undefined, homeOf: (source: Source) => string | null): AtRest | undefined =>
    atRest && {
      sources: atRest.sources.map((source) => sighted.of(source, bound.sight, homeOf(source))),
      span: atRest.span,
    };
  return {
    clusters: () => boundRelays(bound, everything).map(({ source }) => source),
    capture(id) {
      const capture = bound.within ? undefined : captures.get(id);
      return capture && isOwn(capture, bound) ? capture : seen(capture, () => null);
    },
    snapshot: (id) => seen(snapshots.get(id), home),
    captures: () => capturesOf(bound, captures.all()).flatMap(({ sources }) => sources),
  };
}

/** Captures that a viewer is told of: whoever opened a file has it, and a token is for none. */
export function capturesOf(viewer: Viewer | undefined, all: readonly CaptureSource[]): readonly CaptureSource[] {
  if (viewer?.within) return [];
  const bound = boundOf(viewer);
  return bound ? all.filter((capture) => isOwn(capture, bound)) : all;
}

function isOwn({ owner }: CaptureSource, { name }: Viewer): boolean {
  return name !== null && owner === name;
}

export interface BoundRelay {
  readonly relay: RelaySource;
  readonly source: SightedSource;
}

/** Where several clusters are configured, those that are not granted are not there, and grants go by their names here. */
export function boundRelays(
  { sight }: Viewer,
  { relays, sighted }: Pick<Everything, 'relays' | 'sighted'>,
): readonly BoundRelay[] {
  const isOne = relays.length === 1;
  return relays
    .filter(({ cluster }) => isOne || grantsCluster(sight.grants ?? [], cluster))
    .map((relay) => ({ relay, source: sighted.of(relay, sight, isOne ? null : relay.cluster) }));
}

/** Marks of groups that this viewer sees as those who set them did. */
export function marksInSight(marks: readonly DropMark[], viewer: Viewer | undefined): readonly DropMark[] {
  const bound = boundOf(viewer);
  if (!bound) return marks;
  const lens = createLens(bound.sight);
  return marks.filter(({ group }) => lens.conversation(group));
}
