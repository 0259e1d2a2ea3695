// What is known of a snapshot beside the view that was frozen.
import { z } from 'zod';
import { frozenPages } from '@/lib/wire/share';

const count = z.number().int().min(0);

/** As it lies beside the file of the view. */
export const snapshotNote = z.object({
  version: z.literal(1),
  id: z.string(),
  /** Tells who may take it back, and whose list it is in. */
  owner: z.string(),
  /** As others are told; null where nobody signs in. */
  by: z.string().nullable(),
  madeMs: z.number(),
  /** null: until it is taken back. */
  expiresMs: z.number().nullable(),
  page: z.enum(frozenPages),
  /** Query of the link to the view, without cluster and time. */
  view: z.string(),
  filter: z.string(),
  fromMs: z.number(),
  toMs: z.number(),
  flows: count,
  flowsLeftOut: count,
  rows: count,
  /** Of the file. */
  bytes: count,
});
export type Snapshot = z.infer<typeof snapshotNote>;

const idPattern = /^[\w-]{16}$/;

/** 96 bits: nobody comes upon one by trying. */
export const isId = (text: string): boolean => idPattern.test(text);

/** `expiresMs` null never is. */
export const isOver = ({ expiresMs }: Snapshot, nowMs: number): boolean => expiresMs !== null && expiresMs <= nowMs;
