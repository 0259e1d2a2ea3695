import { readPolicyBody, readSuggestion } from '@/app/api/request';
import { answer, jsonAnswer } from '@/app/api/respond';
import { suggestedFor } from '@/app/api/suggested';
import { liveOf } from '@/app/server/live-for';
import { currentPolicies, sentPolicies } from '@/app/server/policies';

export const dynamic = 'force-dynamic';

/** Beside the policies that the server was given. */
export const GET = (request: Request) =>
  answer(async () => {
    const asked = readSuggestion(new URL(request.url));
    return jsonAnswer(await suggestedFor(await liveOf(request), asked, await currentPolicies()));
  });

/** Beside the policies in the body, YAML or JSON, and no others. */
export const POST = (request: Request) =>
  answer(async () => {
    const asked = readSuggestion(new URL(request.url));
    const given = await sentPolicies(await readPolicyBody(request));
    return jsonAnswer(await suggestedFor(await liveOf(request), asked, given));
  });
