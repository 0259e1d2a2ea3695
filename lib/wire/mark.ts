// Schemas of marks of drop groups: what is asked, what is answered, and how they lie in their file.
import { z } from 'zod';
import { markKinds } from '@/lib/drops/mark';
import { dropMark } from './flow';

const day = 86_400;

/** What PUT /api/v1/marks takes. */
export const markRequest = z
  .strictObject({
    group: z
      .string({ error: 'is missing; name a drop group by its id' })
      .min(1, 'is empty; name a drop group by its id')
      .max(4_096, 'is longer than any id of a drop group'),
    kind: z.enum(markKinds, { error: `must be one of ${markKinds.join(', ')}` }),
    note: z.string().trim().max(500, 'is longer than 500 characters').default(''),
    author: z.string().trim().max(80, 'is longer than 80 characters').default(''),
    forSeconds: z
      .int('must be whole seconds')
      .min(60, 'is less than a minute')
      .max(90 * day, 'is more than 90 days')
      .nullable()
      .optional()
      .describe('How long it is muted; null: until somebody ends it. A day when absent'),
  })
  .refine(({ kind, forSeconds }) => kind === 'muted' || forSeconds == null, {
    path: ['forSeconds'],
    message: 'only goes with kind muted',
  });
export type MarkRequest = z.input<typeof markRequest>;

export const usualMuteSeconds = day;

/** Where marks are kept. */
export interface MarksKept {
  /** In memory they are lost when the server restarts. */
  readonly in: 'file' | 'memory';
  /** Why the file cannot be used, one sentence; null where nothing is wrong. */
  readonly problem: string | null;
}

export const marksAnswer = z.object({
  marks: z.array(dropMark),
  kept: z.object({
    in: z.enum(['file', 'memory']).describe('In memory they are lost when the server restarts'),
    problem: z.string().nullable().describe('Why the file cannot be used'),
  }),
});
export type MarksAnswer = z.infer<typeof marksAnswer>;

export const marksFile = z.object({ version: z.literal(1), marks: z.array(dropMark).max(10_000) });
