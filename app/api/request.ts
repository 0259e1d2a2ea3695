// What a request asks for, read from its URL and checked before anything is done.
import { z } from 'zod';
import type { Filter } from '@/lib/filter/filter';
import { parseFilter } from '@/lib/filter/parse';
import { groupings } from '@/lib/graph/graph';
import { type Scope, type WatchQuery, wants } from '@/lib/live/live';
import { readAgo, resolveTime } from '@/lib/view/time';
import { type LiveViews, liveViews } from '@/lib/wire/answer';
import { ProblemError } from './respond';

const minute = 60_000;

const scopeParameters = z.object({
  q: z.string().max(8192, 'is longer than 8192 characters; shorten the filter').default(''),
  cluster: z.string().max(256).optional(),
  from: z.string().optional(),
  to: z.string().optional(),
});

const group = z.enum(groupings, { error: `must be one of ${groupings.join(', ')}` }).default('workload');

const flowsParameters = z.object({
  limit: z.coerce
    .number({ error: 'must be a number' })
    .int()
    .min(1, 'must be from 1 to 1000')
    .max(1000, 'must be from 1 to 1000')
    .default(100),
  cursor: z.string().max(512).optional(),
});

const seriesParameters = z.object({
  by: z.enum(['verdict', 'reason', 'namespace'], { error: 'must be verdict, reason or namespace' }).default('verdict'),
  step: z.coerce
    .number({ error: 'must be seconds' })
    .min(15, 'must be at least 15 seconds')
    .max(3600, 'must be at most 3600 seconds')
    .default(30),
});

const watchParameters = z.object({
  want: z
    .string()
    .default('map,drops,flows,status')
    .transform((text) => text.split(',').filter(Boolean))
    .pipe(z.array(z.enum(wants, { error: `must be some of ${wants.join(', ')}` })).min(1, 'names nothing')),
  group,
  window: z.string().default('15m'),
  from: z.string().optional(),
  to: z.string().optional(),
  rows: z.coerce.number({ error: 'must be a number' }).int().min(0).max(1000, 'must be at most 1000').default(200),
});

/** Filter, cluster and time of a request. Throws a ProblemError that names the parameter. */
export function readScope(url: URL, nowMs = Date.now()): Scope {
  const { q, cluster, from, to } = scopeParameters.parse(parameters(url));
  const fromMs = readTime('from', from, nowMs);
  const toMs = readTime('to', to, nowMs);
  if (fromMs !== undefined && toMs !== undefined && fromMs > toMs) {
    throw ProblemError.of('bad-request', 'from is later than to; swap them.');
  }
  return {
    filter: readFilter(q),
    ...(cluster && { cluster }),
    ...(fromMs !== undefined && { fromMs }),
    ...(toMs !== undefined && { toMs }),
  };
}

export function readGroup(url: URL) {
  return z.object({ group }).parse(parameters(url)).group;
}

export function readPage(url: URL) {
  return flowsParameters.parse(parameters(url));
}

export function readSeries(url: URL) {
  const { by, step } = seriesParameters.parse(parameters(url));
  return { by, stepMs: step * 1000 };
}

/** A relative `from` without an end is the length of the moving window: as an instant it would grow with time. */
export function readWatch(url: URL): WatchQuery {
  const { want, group: grouping, window, rows, from, to } = watchParameters.parse(parameters(url));
  const { fromMs, ...scope } = readScope(url);
  const ago = from && !to ? readAgo(from) : null;
  const windowMs = ago ? windowOf('from', ago) : readWindow(window);
  return {
    ...scope,
    ...(ago === null && fromMs !== undefined && { fromMs }),
    wants: want,
    group: grouping,
    windowMs,
    rows,
  };
}

/** Views that share a stream; what each asks is read on its own, so that a mistake in one is told of that one. */
export async function readViews(request: Request): Promise<LiveViews['views']> {
  return liveViews.parse(readJson(await readText(request, bodyLimit))).views;
}

const bodyLimit = 1024 * 1024;

async function readText(request: Request, limit: number): Promise<string> {
  const decoder = new TextDecoder();
  let text = '';
  for await (const chunk of request.body ?? []) {
    text += decoder.decode(chunk, { stream: true });
    if (text.length > limit)
      throw ProblemError.of('bad-request', 'The body is longer than 1 MiB; ask for fewer views.');
  }
  return text + decoder.decode();
}

function readJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw ProblemError.of('bad-request', 'The body is not JSON; send {"views":[{"key":"1","query":"q=ns:shop"}]}.');
  }
}

function readFilter(text: string): Filter {
  const parsed = parseFilter(text);
  if (parsed.ok) return parsed.filter;
  const { message, position, length, fix } = parsed.error;
  throw ProblemError.of('bad-filter', message, { position, length, ...(fix && { fix }) });
}

function readTime(name: string, text: string | undefined, nowMs: number): number | undefined {
  if (text === undefined || text === '') return undefined;
  const resolved = resolveTime(text, nowMs);
  if (resolved === null)
    throw ProblemError.of(
      'bad-request',
      `${name}: "${text.slice(0, 64)}" is not a time; write RFC 3339, now, or -15m.`,
    );
  return resolved;
}

function readWindow(text: string): number {
  return windowOf('window', readAgo(`-${text}`) ?? 0);
}

function windowOf(name: string, lengthMs: number): number {
  if (lengthMs >= 15_000 && lengthMs <= 60 * minute) return lengthMs;
  throw ProblemError.of('bad-request', `${name}: a moving window is 15s to 60m long, such as 15m.`);
}

function parameters(url: URL): Record<string, string> {
  return Object.fromEntries(url.searchParams);
}
