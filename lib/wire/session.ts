// Who reads, as they may know it of themselves.
import { z } from 'zod';

export const sessionAnswer = z.object({
  name: z.string().nullable().describe('null where nobody signs in'),
  by: z.enum(['none', 'proxy', 'oidc', 'token']),
  groups: z.array(z.string()),
  sees: z
    .array(z.object({ cluster: z.string(), namespace: z.string() }))
    .nullable()
    .describe('Namespaces of clusters, with * for any run of characters; null is everything'),
  farEnd: z.enum(['full', 'namespace', 'hidden']),
});
export type SessionAnswer = z.infer<typeof sessionAnswer>;

export const signedOutAnswer = z.object({ to: z.string().describe('Where to go, to be signed out there too') });
