// Frames as JSON text, put together from texts that were made once: rows above all are read and written a single time.
import type { EpochMs } from '@/lib/flow/flow';
import { emptyGraph } from '@/lib/graph/diff';
import type { Frame, Span } from '@/lib/live/live';
import type { PictureChange, PictureWhole } from '@/lib/live/picture/picture';
import { toRfc3339 } from '@/lib/live/rfc3339';
import type { Steps } from '@/lib/rollup/steps';

/** A flow as JSON text. */
export interface RowText {
  readonly atMs: EpochMs;
  /** Number of the frame that first told of it. */
  readonly frame: number;
  readonly json: string;
}

interface OtherParts {
  readonly flows?: Omit<NonNullable<Frame['flows']>, 'rows'> & { readonly rows: readonly RowText[] };
  readonly status?: string;
  readonly namespaces?: string;
  readonly marks?: string;
}

/** A frame that continues the one before, without `id` and `reset`. In steps: a large map is megabytes of text. */
export function frameBody(span: Span, atMs: EpochMs, parts: PictureChange & OtherParts, stepMs: number): Steps<string> {
  const { map, drops, audit, series } = parts;
  return body(span, atMs, { map, drops, audit, series: series && { stepMs, points: series } }, parts);
}

/** A frame that replaces everything: each part as a change from nothing. */
export function resetBody(span: Span, atMs: EpochMs, parts: PictureWhole & OtherParts, stepMs: number): Steps<string> {
  const { map: graph, drops, audit, series } = parts;
  const { undrawn, undrawnBy, nodes, edges } = graph ?? emptyGraph;
  const map = { nodes: { upserted: nodes, removed: [] }, edges: { upserted: edges, removed: [] }, undrawn, undrawnBy };
  const pictures = {
    map: graph && map,
    drops: drops && { upserted: drops, removed: [] },
    audit: audit && { upserted: audit, removed: [] },
    series: series && { stepMs, points: series },
  };
  return body(span, atMs, pictures, parts);
}

function* body(
  span: Span,
  atMs: EpochMs,
  { map, drops, audit, series }: Pick<Frame, 'map' | 'drops' | 'audit' | 'series'>,
  { flows, status, namespaces, marks }: OtherParts,
): Steps<string> {
  const texts = [
    JSON.stringify({ ...span, at: toRfc3339(atMs), ...(series && { series }) }).slice(1, -1),
    map && `"map":${yield* mapText(map)}`,
    drops && `"drops":${yield* changesText(drops)}`,
    audit && `"audit":${yield* changesText(audit)}`,
    flows && `"flows":${flowsText(flows)}`,
    namespaces && `"namespaces":${namespaces}`,
    marks && `"marks":${marks}`,
    status && `"status":${status}`,
  ].filter(Boolean);
  return `{${texts.join()}}`;
}

function* mapText({ nodes, edges, ...figures }: NonNullable<Frame['map']>): Steps<string> {
  const [nodesText, edgesText] = [yield* changesText(nodes), yield* changesText(edges)];
  return `{"nodes":${nodesText},"edges":${edgesText},${JSON.stringify(figures).slice(1)}`;
}

interface Changes {
  readonly upserted: readonly unknown[];
  readonly removed: readonly string[];
}

function* changesText({ upserted, removed }: Changes): Steps<string> {
  return `{"upserted":${yield* listText(upserted)},"removed":${JSON.stringify(removed)}}`;
}

const thingsPerStep = 16;

function* listText(things: readonly unknown[]): Steps<string> {
  const texts: string[] = [];
  for (let at = 0; at < things.length; at += thingsPerStep) {
    texts.push(JSON.stringify(things.slice(at, at + thingsPerStep)).slice(1, -1));
    yield;
  }
  return `[${texts.join()}]`;
}

function flowsText({ rows, ...counts }: NonNullable<OtherParts['flows']>): string {
  return `{"rows":[${rows.map(({ json }) => json).join()}],${JSON.stringify(counts).slice(1)}`;
}
