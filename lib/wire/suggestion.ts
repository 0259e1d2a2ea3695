// What the server answers when it is asked for policies that would let refused flows through.
import { z } from 'zod';
import type { GivenPolicies } from '@/lib/policy/answer';
import type { SuggestedPolicy } from '@/lib/policy/suggest/place';
import type { Remark } from '@/lib/policy/suggest/remark';
import type { Suggestion } from '@/lib/policy/suggest/suggest';
import { givenFrom, sentence } from '@/lib/wire/policy';
import { instant } from './flow';

export interface SuggestionAnswer extends Suggestion, Pick<GivenPolicies, 'from' | 'readAt'> {
  /** What is missing of those policies, or may be out of date. */
  readonly policyNotes: readonly string[];
  /** Only so many of the newest flows of a filter were looked at; null where all were. */
  readonly newest: number | null;
  /** The same of the refused flows besides. */
  readonly newestOthers: number | null;
}

const text = z.string();
const count = z.number().int();

const policy: z.ZodType<SuggestedPolicy> = z.object({
  kind: z.enum(['CiliumNetworkPolicy', 'NetworkPolicy']),
  namespace: text,
  name: text,
  subject: text.describe('The workload it is laid on'),
  cluster: text.describe('The cluster it is for; empty where that is not known'),
  yaml: text.describe('One document, ready to be applied'),
  diff: text.nullable().describe('Unified diff to the policy of that name which is there; null where there is none'),
});

const remark: z.ZodType<Remark> = z.object({ sentence, flows: count.describe('How many flows it is about') });

export const suggestionAnswer: z.ZodType<SuggestionAnswer> = z.object({
  from: givenFrom,
  readAt: instant.nullable(),
  policyNotes: z.array(text).describe('What is missing of the policies of now, or may be out of date'),
  policies: z.array(policy),
  warnings: z.array(remark).describe('Flows for which a policy is not the cure'),
  notes: z.array(sentence).describe('What to look at before the policies are applied'),
  proof: z.object({
    flows: count.describe('Flows the policies were made from'),
    pass: count.describe('Those of them that would pass'),
    refused: z.array(remark).describe('Why the rest would not'),
    others: count.describe('Refused flows besides'),
    othersPass: count.describe('Those of them that would pass as well'),
    withGiven: z.boolean().describe('Whether the policies of now were judged along'),
  }),
  newest: count.nullable().describe('Only so many of the newest flows of a filter were looked at; null: all'),
  newestOthers: count.nullable().describe('The same of the refused flows besides'),
});
