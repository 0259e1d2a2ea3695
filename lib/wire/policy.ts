// The schema of what policies say of a flow.
import { z } from 'zod';
import type { PolicyAnswer } from '@/lib/policy/answer';
import type { DirectionFinding, PolicyFinding } from '@/lib/policy/explain';
import { directions, policyKinds } from '@/lib/policy/policy';
import type { PolicyProblem } from '@/lib/policy/read-text';
import { instant } from './flow';

const text = z.string();
export const sentence = z
  .array(z.object({ text, strong: z.boolean().describe('A name: an end, a port, a policy') }))
  .describe('Pieces of one sentence');

const finding: z.ZodType<PolicyFinding> = z.object({
  policy: text,
  namespace: text,
  kind: z.enum(policyKinds),
  path: text.describe('The item that decides; empty: the policy as a whole'),
  effect: z.enum(['allows', 'denies', 'refuses-request', 'allows-not', 'unknown']),
  sentence,
  checks: z
    .array(
      z.object({ part: z.enum(['peer', 'ports', 'requests']), wanted: text, holds: z.enum(['yes', 'no', 'unknown']) }),
    )
    .describe('The item part by part'),
});

const direction: z.ZodType<DirectionFinding> = z.object({
  direction: z.enum(directions),
  decision: z.enum(['no-policy', 'allowed', 'denied', 'default-deny', 'request-denied', 'unknown']),
  sentence,
  findings: z.array(finding).describe('At most 40'),
  moreFindings: z.number().int().optional().describe('Policies beside those that are laid on the end as well'),
  subject: text,
  peer: text,
  peerLabels: z.array(text).describe("The other end's own labels, at most twelve"),
});

const problem: z.ZodType<PolicyProblem> = z.object({
  file: text,
  line: z.number().int().describe('From 1; 0 where it is no text that has lines'),
  policy: text,
  path: text,
  message: text,
  effect: z.enum(['refused', 'dropped']),
});

/** Where the policies came from that something was judged by. */
export const givenFrom = z.enum(['folder', 'kubernetes', 'sent', 'none']);

export const policyAnswer: z.ZodType<PolicyAnswer> = z.object({
  from: givenFrom,
  readAt: instant.nullable(),
  policyCount: z.number().int(),
  notes: z.array(text).describe('Sentences on what is missing or may be out of date'),
  directions: z
    .array(direction)
    .nullable()
    .describe('null: no policy speaks of such a packet, or no policies were read'),
  problems: z.array(problem),
  problemCount: z.number().int(),
});
