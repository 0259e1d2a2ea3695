// How every route answers: JSON, and a problem document for whatever goes wrong.
import { ZodError } from 'zod';
import type { AccessError } from '@/lib/access/error';
import { placeIn } from '@/lib/filter/place';
import type { LiveError } from '@/lib/live/error';
import { type Problem, type ProblemType, problemOf } from '@/lib/wire/problem';

/** Thrown by request readers; becomes its document. */
export class ProblemError extends Error {
  constructor(readonly problem: Problem) {
    super(problem.detail);
  }

  static of(type: ProblemType, detail: string, extra?: Partial<Problem>): ProblemError {
    return new ProblemError(problemOf(type, detail, extra));
  }
}

export function jsonAnswer(body: unknown, status = 200): Response {
  return Response.json(body, { status, headers: { 'cache-control': 'no-store' } });
}

/**
 * Runs a handler; its errors become problem documents, unknown ones without their inner text. With the request, what is
 * wrong with a filter is told with its place in `q`.
 */
export async function answer(handler: () => Promise<Response>, request?: Request): Promise<Response> {
  try {
    return await handler();
  } catch (error) {
    return problemAnswer(toProblem(error, request && new URL(request.url).searchParams), headersOf(error));
  }
}

export function problemAnswer(problem: Problem, more: Readonly<Record<string, string>> = {}): Response {
  const headers = { 'content-type': 'application/problem+json', 'cache-control': 'no-store', ...more };
  return new Response(JSON.stringify(problem), { status: problem.status, headers });
}

/** The document for anything thrown; what is unknown is written to the log and told without its inner text. */
export function toProblem(error: unknown, query?: URLSearchParams): Problem {
  if (error instanceof ProblemError) return error.problem;
  if (isLiveError(error) && error.code === 'filter')
    return problemOf('bad-filter', error.message, (error.place && placeIn(query?.get('q') ?? '', error.place)) ?? {});
  if (isLiveError(error) && error.code !== 'filter') return problemOf(error.code, error.message);
  if (isAccessError(error)) return problemOf(error.code, error.message);
  if (error instanceof ZodError) return problemOf('bad-request', zodSentence(error));
  if (isCutOff(error)) return problemOf('bad-request', 'The body ended before it was whole.');
  process.stderr.write(`eyepiece: request failed: ${error instanceof Error ? error.stack : String(error)}\n`);
  return problemOf('internal', 'The server log says why.');
}

/** By name: start-up code and routes may carry a class of their own each, so `instanceof` would not hold. */
function isLiveError(error: unknown): error is Pick<LiveError, keyof LiveError> {
  return error instanceof Error && error.name === 'LiveError';
}

function isAccessError(error: unknown): error is Pick<AccessError, keyof AccessError> {
  return error instanceof Error && error.name === 'AccessError';
}

/** Whoever sends the body is gone, or was too slow. */
function isCutOff(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'ECONNRESET' && error.message === 'aborted';
}

function headersOf(error: unknown): Readonly<Record<string, string>> {
  return isAccessError(error) && error.retryAfterS !== null ? { 'retry-after': String(error.retryAfterS) } : {};
}

function zodSentence(error: ZodError): string {
  const named = error.issues.map(({ path, message }) => `${path.join('.') || 'request'}: ${message}`);
  return `${[...new Set(named)].join('; ')}.`;
}
