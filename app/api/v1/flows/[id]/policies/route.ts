import { readPolicyBody } from '@/app/api/request';
import { answer, jsonAnswer } from '@/app/api/respond';
import { readerOf } from '@/app/server/access/reader';
import { liveFor } from '@/app/server/live-for';
import { besideOf, sentPolicies } from '@/app/server/policies/policies';
import { policiesFor } from '@/app/server/policies/policies-for';
import type { AdmittedReader } from '@/lib/access/reader';
import type { Flow } from '@/lib/flow/flow';
import { answerOf } from '@/lib/policy/answer';

export const dynamic = 'force-dynamic';

type Context = { params: Promise<{ id: string }> };

/** Judged by the policies that the server was given. */
export const GET = (request: Request, context: Context) =>
  answer(async () => {
    const reader = await readerOf(request);
    const [flow, given] = await Promise.all([flowOf(reader, request, context), policiesFor(reader)]);
    return jsonAnswer(answerOf(flow, given, await besideOf(given, flow, reader)));
  });

/** Judged by the policies in the body, YAML or JSON, and by no others. */
export const POST = (request: Request, context: Context) =>
  answer(async () => {
    const reader = await readerOf(request);
    const flow = await flowOf(reader, request, context);
    const given = await sentPolicies(await readPolicyBody(request));
    return jsonAnswer(answerOf(flow, given, await besideOf(given, flow, reader)));
  });

async function flowOf(reader: AdmittedReader, request: Request, { params }: Context): Promise<Flow> {
  const cluster = new URL(request.url).searchParams.get('cluster') ?? undefined;
  return liveFor(reader).flow(cluster, (await params).id);
}
