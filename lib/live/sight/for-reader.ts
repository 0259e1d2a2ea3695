// Which sources there are for a reader, and how they fare as far as that is theirs to know.
import type { DropMark } from '@/lib/drops/mark';
import { printFilter } from '@/lib/filter/print';
import type { CaptureSource } from '@/lib/live/at-rest/capture-source';
import type { RelaySource } from '@/lib/live/relay/relay-source';
import type { AtRest, Sources } from '@/lib/live/scope';
import type { SightedSource, SightedSources } from '@/lib/live/sight/sighted-sources';
import type { Source } from '@/lib/live/store/source';
import { grantsCluster } from '@/lib/sight/grants';
import { createLens } from '@/lib/sight/lens';
import type { Reader } from '@/lib/sight/reader';
import { seesEverything, sightKey } from '@/lib/sight/sight';

export interface Everything {
  readonly relays: readonly RelaySource[];
  readonly captures: { get(id: string): CaptureSource | undefined; all(): readonly CaptureSource[] };
  readonly snapshots: { get(id: string): AtRest | undefined };
  readonly sighted: SightedSources;
}

/** The reader, where there is anything that they are not to see. */
export function limitedReader(reader: Reader | undefined): Reader | null {
  return reader && !seesEverything(reader.sight) ? reader : null;
}

/** Equal for readers who get the same answers. */
export function readerKey(reader: Reader | undefined): string {
  const within = reader?.within ? printFilter(reader.within) : null;
  return limitedReader(reader) || within !== null
    ? JSON.stringify([reader && sightKey(reader.sight), reader?.name, within])
    : '';
}

export function sourcesFor(reader: Reader | undefined, everything: Everything): Sources {
  const { relays, captures, snapshots, sighted } = everything;
  const limited = limitedReader(reader);
  if (!limited) {
    return {
      clusters: () => relays,
      capture: (id) => (reader?.within ? undefined : captures.get(id)),
      snapshot: snapshots.get,
      captures: () => capturesOf(reader, captures.all()).flatMap(({ sources }) => sources),
    };
  }
  const home = (source: Source) => (relays.length === 1 ? null : source.cluster);
  const seen = (atRest: AtRest | undefined, homeOf: (source: Source) => string | null): AtRest | undefined =>
    atRest && {
      sources: atRest.sources.map((source) => sighted.of(source, limited.sight, homeOf(source))),
      span: atRest.span,
    };
  return {
    clusters: () => sightedRelays(limited, everything).map(({ source }) => source),
    capture(id) {
      const capture = limited.within ? undefined : captures.get(id);
      return capture && isOwn(capture, limited) ? capture : seen(capture, () => null);
    },
    snapshot: (id) => seen(snapshots.get(id), home),
    captures: () => capturesOf(limited, captures.all()).flatMap(({ sources }) => sources),
  };
}

/** Captures that a reader is told of: whoever opened a file has it, and a token is for none. */
export function capturesOf(reader: Reader | undefined, all: readonly CaptureSource[]): readonly CaptureSource[] {
  if (reader?.within) return [];
  const limited = limitedReader(reader);
  return limited ? all.filter((capture) => isOwn(capture, limited)) : all;
}

function isOwn({ owner }: CaptureSource, { name }: Reader): boolean {
  return name !== null && owner === name;
}

export interface SightedRelay {
  readonly relay: RelaySource;
  readonly source: SightedSource;
}

/** Where several clusters are configured, those that are not granted are not there, and grants go by their names here. */
export function sightedRelays(
  { sight }: Reader,
  { relays, sighted }: Pick<Everything, 'relays' | 'sighted'>,
): readonly SightedRelay[] {
  const isOne = relays.length === 1;
  return relays
    .filter(({ cluster }) => isOne || grantsCluster(sight.grants ?? [], cluster))
    .map((relay) => ({ relay, source: sighted.of(relay, sight, isOne ? null : relay.cluster) }));
}

/** Marks of groups that this reader sees as those who set them did. */
export function marksInSight(marks: readonly DropMark[], reader: Reader | undefined): readonly DropMark[] {
  const limited = limitedReader(reader);
  if (!limited) return marks;
  const lens = createLens(limited.sight);
  return marks.filter(({ group }) => lens.conversation(group));
}
