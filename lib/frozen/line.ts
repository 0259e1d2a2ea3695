// The lines of a frozen view: how each part is written, and read by one that trusts nothing in it.
import { z } from 'zod';
import { entity as entityOf } from '@/lib/flow/entity';
import type { Flow } from '@/lib/flow/flow';
import { type FrozenHead, type FrozenPart, frozenVersion } from '@/lib/frozen/frozen';
import type { StillDims } from '@/lib/rollup/still-rollup';
import { clusterStatus, gap } from '@/lib/wire/answer';
import { flow, entity as toldEntity } from '@/lib/wire/flow';
import { frozenPages } from '@/lib/wire/share';

/** How a file of this kind begins. */
export const firstBytes = '{"eyepiece":"view"';

const text = z.string();
const count = z.number().int().min(0);
/** What RFC 3339 can say. */
const instantMs = z.number().min(-62_135_596_800_000).max(253_402_300_799_999);
const since = z.union([instantMs, z.literal(['always', 'never'])]);

/** Ids follow from what they are ids of, so that none can be made up. */
const entity = toldEntity.transform(({ kind, name, ...where }) => entityOf(kind, name, where));

const store = z.strictObject({
  cluster: text,
  gaps: z.array(gap),
  named: z.array(text),
  rowsSince: since,
  countsSince: since,
  status: clusterStatus,
});

const head = z
  .object({
    atMs: instantMs,
    by: text.nullable(),
    page: z.enum(frozenPages),
    view: text,
    filter: text,
    rest: text,
    fromMs: instantMs,
    toMs: instantMs,
    bucketMs: z.number().int().min(1_000).max(3_600_000),
    stores: z.array(store).min(1).max(64),
  })
  .refine(({ fromMs, toMs }) => fromMs <= toMs, 'fromMs is later than toMs');

/** What a version before this one did not tell of a row is false. */
const row: z.ZodType<StillDims> = z.object({
  client: entity,
  server: entity,
  protocol: text,
  port: z.number().int(),
  clientPort: z.number().int(),
  reply: z.enum(['forward', 'reply', 'unknown', 'late']),
  direction: text,
  side: z.enum(['egress', 'ingress', 'unknown']),
  node: text,
  verdict: text,
  eventType: z.number().int(),
  reason: text,
  deniedBy: z.array(text),
  allowedBy: z.array(text),
  unlimited: z.boolean().default(false),
  authenticated: z.boolean(),
  encrypted: z.boolean(),
  service: text,
  l7: z.enum(['', 'http', 'dns', 'kafka', 'other']),
  l7Type: z.enum(['', 'request', 'response', 'sample']),
  l7Code: z.number().int(),
  searched: z.boolean(),
  undrawn: z.enum(['', 'icmp-feedback', 'socket', 'link-level', 'no-ends', 'multicast']),
});

const counts = z
  .tuple([count, count, instantMs, instantMs, text.optional()])
  .transform(([of, events, firstMs, lastMs, request]) => ({ row: of, events, firstMs, lastMs, request }));

/** Every line but the first, by its first key. */
const parts = {
  rollup: z
    .strictObject({ rollup: z.enum(['workload', 'pod', 'node']), store: count.nullable() })
    .transform(({ rollup, ...of }) => ({ kind: 'rollup' as const, level: rollup, ...of })),
  row: z.strictObject({ row }).transform((line) => ({ kind: 'row' as const, ...line })),
  bucket: z
    .strictObject({ bucket: instantMs, counts: z.array(counts) })
    .transform(({ bucket, ...of }) => ({ kind: 'bucket' as const, bucket: { startMs: bucket, ...of } })),
  name: z
    .strictObject({ name: z.enum(['service', 'client']), key: text, entity })
    .transform(({ name, ...of }) => ({ kind: 'name' as const, of: name, ...of })),
  flow: z
    .strictObject({ flow: z.unknown(), store: count, at: instantMs })
    .transform(({ at, ...of }) => ({ kind: 'flow' as const, atMs: at, store: of.store, flow: asFlow(of.flow) })),
  end: z
    .strictObject({ end: z.strictObject({ flows: count, flowsLeftOut: count, rows: count }) })
    .transform((line) => ({ kind: 'end' as const, ...line })),
} satisfies Record<Exclude<FrozenPart['kind'], 'head'>, z.ZodType<FrozenPart>>;

/** As it came, with its keys in their order: answers of it are to be the same to the byte. */
function asFlow(value: unknown): Flow {
  flow.parse(value);
  return value as Flow;
}

/** One line, without its end. */
export function writeLine(part: FrozenPart): string {
  switch (part.kind) {
    case 'head':
      return `${firstBytes},"version":${frozenVersion},${JSON.stringify(part.head).slice(1)}`;
    case 'rollup':
      return JSON.stringify({ rollup: part.level, store: part.store });
    case 'row':
      return JSON.stringify({ row: part.row });
    case 'bucket':
      return JSON.stringify(writeBucket(part.bucket));
    case 'name':
      return JSON.stringify({ name: part.of, key: part.key, entity: part.entity });
    case 'flow':
      return JSON.stringify({ flow: part.flow, store: part.store, at: part.atMs });
    case 'end':
      return JSON.stringify({ end: part.end });
  }
}

function writeBucket({ startMs, counts: all }: (FrozenPart & { kind: 'bucket' })['bucket']) {
  const written = all.map(({ row: of, events, firstMs, lastMs, request }) =>
    request === undefined ? [of, events, firstMs, lastMs] : [of, events, firstMs, lastMs, request],
  );
  return { bucket: startMs, counts: written };
}

export type HeadRead =
  | { readonly ok: true; readonly head: FrozenHead }
  | { readonly ok: false; readonly code: 'not-frozen' | 'newer'; readonly message: string };

/** The first line of a file. */
export function readHead(line: string): HeadRead {
  const value = parsed(line);
  const said = z.object({ eyepiece: z.literal('view'), version: z.number() }).safeParse(value);
  if (!said.success) return refusedHead('not-frozen', 'The file holds no frozen view of Eyepiece.');
  if (said.data.version > frozenVersion) {
    const message = `The file was written by a later version of Eyepiece (format ${said.data.version}); this one reads up to ${frozenVersion}.`;
    return refusedHead('newer', message);
  }
  const read = head.safeParse(value);
  if (read.success) return { ok: true, head: read.data };
  return refusedHead(
    'not-frozen',
    `The first line of the file does not say what was frozen: ${firstIssue(read.error)}.`,
  );
}

const refusedHead = (code: 'not-frozen' | 'newer', message: string) => ({ ok: false, code, message }) as const;

export type LineRead =
  | { readonly ok: true; readonly part: FrozenPart }
  | { readonly ok: false; readonly message: string };

/** Any other line. */
export function readLine(line: string): LineRead {
  try {
    const value = parsed(line);
    const [first = ''] = typeof value === 'object' && value !== null ? Object.keys(value) : [];
    if (!isPart(first)) return { ok: false, message: 'It is no part of a frozen view.' };
    return { ok: true, part: parts[first].parse(value) };
  } catch (error) {
    return { ok: false, message: error instanceof z.ZodError ? `${firstIssue(error)}.` : 'It is nested too deeply.' };
  }
}

const isPart = (key: string): key is keyof typeof parts => Object.hasOwn(parts, key);

function parsed(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return undefined;
  }
}

function firstIssue({ issues }: z.ZodError): string {
  const [issue] = issues;
  return issue ? `${issue.path.join('.') || 'the line'}: ${issue.message}`.replace(/\.$/, '') : 'it cannot be read';
}
