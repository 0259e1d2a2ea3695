import { answer, jsonAnswer, ProblemError } from '@/app/api/respond';
import { liveOf } from '@/app/server/live-for';

export const dynamic = 'force-dynamic';

/** The body is the file itself: lines of flows in any form that hubble or a log collector writes. */
export const POST = (request: Request) =>
  answer(async () => {
    const live = await liveOf(request);
    if (!request.body) throw ProblemError.of('capture-empty', 'Send the file as the body of the request.');
    const name = new URL(request.url).searchParams.get('name') ?? 'capture';
    return jsonAnswer(await live.openCapture(name.slice(0, 200), chunksOf(request.body)), 201);
  });

async function* chunksOf(body: ReadableStream<Uint8Array>): AsyncIterable<Uint8Array> {
  const reader = body.getReader();
  try {
    for (let read = await reader.read(); !read.done; read = await reader.read()) yield read.value;
  } finally {
    await reader.cancel();
  }
}
