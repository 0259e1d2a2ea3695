import { readPolicyBody } from '@/app/api/request';
import { answer, jsonAnswer } from '@/app/api/respond';
import { liveOf } from '@/app/server/live-for';
import { besideOf, currentPolicies, sentPolicies } from '@/app/server/policies';
import type { Flow } from '@/lib/flow/flow';
import { answerOf } from '@/lib/policy/answer';

export const dynamic = 'force-dynamic';

type Context = { params: Promise<{ id: string }> };

/** Judged by the policies that the server was given. */
export const GET = (request: Request, context: Context) =>
  answer(async () => {
    const [flow, given] = await Promise.all([flowOf(request, context), currentPolicies()]);
    return jsonAnswer(answerOf(flow, given, await besideOf(given, flow)));
  });

/** Judged by the policies in the body, YAML or JSON, and by no others. */
export const POST = (request: Request, context: Context) =>
  answer(async () => {
    const flow = await flowOf(request, context);
    const given = await sentPolicies(await readPolicyBody(request));
    return jsonAnswer(answerOf(flow, given, await besideOf(given, flow)));
  });

async function flowOf(request: Request, { params }: Context): Promise<Flow> {
  const cluster = new URL(request.url).searchParams.get('cluster') ?? undefined;
  return (await liveOf(request)).flow(cluster, (await params).id);
}
