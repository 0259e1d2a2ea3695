import { readPolicyBody, readSuggestion } from '@/app/api/request';
import { answer, jsonAnswer } from '@/app/api/respond';
import { suggestedFor } from '@/app/api/suggested';
import { readerOf } from '@/app/server/access/reader';
import { liveFor, liveOf } from '@/app/server/live-for';
import { sentPolicies } from '@/app/server/policies/policies';
import { policiesFor } from '@/app/server/policies/policies-for';
import type { GivenPolicies } from '@/lib/policy/answer';
import { seesEverything } from '@/lib/sight/sight';

export const dynamic = 'force-dynamic';

/** Beside the policies that the server was given. */
export const GET = (request: Request) =>
  answer(async () => {
    const reader = await readerOf(request);
    const asked = readSuggestion(new URL(request.url));
    // By some policies alone nothing can be proven of the other end.
    const given = seesEverything(reader.sight) ? await policiesFor(reader) : none;
    return jsonAnswer(await suggestedFor(liveFor(reader), asked, given));
  });

/** Beside the policies in the body, YAML or JSON, and no others. */
export const POST = (request: Request) =>
  answer(async () => {
    const live = await liveOf(request);
    const asked = readSuggestion(new URL(request.url));
    const given = await sentPolicies(await readPolicyBody(request));
    return jsonAnswer(await suggestedFor(live, asked, given));
  });

const none: GivenPolicies = { from: 'none', readAt: null, policies: [], problems: [] };
