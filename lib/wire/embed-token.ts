// Schemas of making embed tokens: what is asked and what is answered.
import { z } from 'zod';

const views = ['map', 'drops', 'flows'] as const;
const farEnds = ['full', 'namespace', 'hidden'] as const;
const text = (longest: number) => z.string().max(longest, `is longer than ${longest} characters`);

/** What POST /api/v1/embed-tokens takes. */
export const embedTokenRequest = z.strictObject({
  views: z.array(z.enum(views, { error: `must be some of ${views.join(', ')}` })).min(1, 'names no view'),
  filter: text(4_096)
    .default('')
    .describe('Added to whatever is asked with the token, as in q; it can be narrowed and never widened'),
  origins: z
    .array(text(300))
    .min(1, 'names no page')
    .max(20, 'has more than 20 entries')
    .describe('Of the pages that show the views in frames'),
  expiresInSeconds: z.int('must be whole seconds').min(1, 'is no time at all').default(3_600),
  namespaces: z
    .array(text(300))
    .max(200, 'has more than 200 entries')
    .nullable()
    .default(null)
    .describe('Only these of what you may see yourself: a namespace or cluster/namespace, * for any text'),
  farEnd: z
    .enum(farEnds, { error: `must be one of ${farEnds.join(', ')}` })
    .nullable()
    .default(null)
    .describe('How the other end of a conversation is shown; never better than to you'),
});

export const embedTokenAnswer = z.object({
  token: z.string(),
  id: z.string().describe('As the access log names it'),
  expires: z.string().describe('RFC 3339'),
});
