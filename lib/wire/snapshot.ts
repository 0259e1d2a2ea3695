// Schemas of snapshots and bundles: what is asked, and what is answered.
import { z } from 'zod';
import { clusterStatus } from './answer';
import { instant } from './flow';
import { frozenPages, keeps } from './share';

const count = z.number().int();

const frozenRequest = {
  page: z.enum(frozenPages, { error: `must be one of ${frozenPages.join(', ')}` }).default('map'),
  view: z
    .string({ error: 'must be the query of a link, such as q=ns:shop&group=pod' })
    .max(16_384, 'is longer than 16384 characters')
    .default('')
    .describe('Query of the link to the view; a time that moves is held at now'),
};

/** What POST /api/v1/bundles takes. */
export const bundleRequest = z.strictObject(frozenRequest);

/** What POST /api/v1/snapshots takes. */
export const snapshotRequest = z.strictObject({
  ...frozenRequest,
  keep: z
    .enum(keeps, { error: `must be one of ${keeps.join(', ')}` })
    .optional()
    .describe('`never` does not expire'),
});
export type SnapshotRequest = z.input<typeof snapshotRequest>;

const snapshotShape = {
  id: z.string(),
  cluster: z.string().describe('What to pass as cluster to see it'),
  path: z.string().describe('Page that shows it, below the base path'),
  page: z.enum(frozenPages),
  view: z.string().describe('Query of the link to the view, without cluster and time'),
  filter: z.string(),
  by: z.string().nullable().describe('Who made it; null where nobody signs in'),
  madeAt: instant,
  expiresAt: instant.nullable().describe('null: never'),
  from: instant,
  to: instant,
};

const figures = {
  flows: count,
  flowsLeftOut: count.describe('Flows that matched and were older than the oldest that is kept'),
  rows: count,
  bytes: count.describe('Of its file'),
};

/** One of a reader's own. */
export const snapshot = z.object({ ...snapshotShape, ...figures });
export type SnapshotAnswer = z.infer<typeof snapshot>;

/** As it is seen by whoever has its link. */
export const snapshotView = z.object({
  ...snapshotShape,
  withheld: z.boolean().describe('Its filter and view name what this reader may not see; that is left out of both'),
  figures: z.object(figures).nullable().describe('null: for those who may not see all of it'),
  status: clusterStatus.describe('Of its cluster, as it was at that moment'),
});
export type SnapshotView = z.infer<typeof snapshotView>;

const kept = z.enum(['file', 'memory']).describe('In memory they are lost when the server restarts');

export const snapshotMade = z.object({
  snapshot,
  kept,
  owner: z
    .string()
    .nullable()
    .describe('Where nobody signs in: the secret by which its maker lists it and takes it back'),
});
export type SnapshotMade = z.infer<typeof snapshotMade>;

export const snapshotList = z.object({
  snapshots: z.array(snapshot),
  kept,
  keeps: z.array(z.enum(keeps)).describe('How long a new one may be kept; none: no snapshots are made here'),
});
export type SnapshotList = z.infer<typeof snapshotList>;
