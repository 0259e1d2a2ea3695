// What a request asks for, read from its URL and checked before anything is done.
import { z } from 'zod';
import { shownDrops } from '@/lib/drops/group';
import { type GroupFacts, readGroupId } from '@/lib/drops/group-id';
import { type Filter, type FilterKey, filterKeys, sides } from '@/lib/filter/filter';
import { longForm } from '@/lib/filter/keys/keys';
import { isListed, type ListedKey } from '@/lib/filter/keys/listed-keys';
import { parseFilter } from '@/lib/filter/parse';
import { groupings } from '@/lib/graph/graph';
import { type Scope, type ValuesQuery, type WatchQuery, wants } from '@/lib/live/live';
import { policyTextLimit } from '@/lib/policy/read-text';
import { readAgo, resolveTime } from '@/lib/view/time';
import { type LiveViews, liveViews } from '@/lib/wire/answer';
import { embedTokenRequest } from '@/lib/wire/embed-token';
import { markRequest } from '@/lib/wire/mark';
import { bundleRequest, snapshotRequest } from '@/lib/wire/snapshot';
import { ProblemError } from './respond';

const minute = 60_000;

const numbers = (error: string, least: number, most: number) =>
  z.coerce.number({ error }).int(error).min(least, error).max(most, error);

const time = z
  .string()
  .refine((text) => text === '' || resolveTime(text, 0) !== null, {
    error: ({ input }) => `"${String(input).slice(0, 64)}" is not a time; write RFC 3339, now, or -15m`,
  })
  .optional();

const scopeShape = {
  q: z.string().max(8192, 'is longer than 8192 characters; shorten the filter').default(''),
  cluster: z.string().max(256, 'is longer than 256 characters').optional(),
  from: time,
  to: time,
};

const mapShape = {
  ...scopeShape,
  group: z.enum(groupings, { error: `must be one of ${groupings.join(', ')}` }).default('workload'),
};

const dropsShape = {
  ...scopeShape,
  show: z.enum(shownDrops, { error: `must be ${shownDrops.join(' or ')}` }).default('dropped'),
};

const flowsShape = {
  ...scopeShape,
  limit: numbers('must be a whole number from 1 to 1000', 1, 1000).default(100),
  cursor: z.string().max(512, 'is longer than any that was given out; ask for the first page again').optional(),
};

const seriesShape = {
  ...scopeShape,
  by: z.enum(['verdict', 'reason', 'namespace'], { error: 'must be verdict, reason or namespace' }).default('verdict'),
  step: numbers('must be whole seconds from 15 to 3600', 15, 3600).default(30),
};

const suggestionShape = {
  cluster: scopeShape.cluster,
  from: time,
  to: time,
  kind: z
    .enum(['CiliumNetworkPolicy', 'NetworkPolicy'], { error: 'must be CiliumNetworkPolicy or NetworkPolicy' })
    .default('CiliumNetworkPolicy'),
};

const mostGroups = 20;

const listedKeys = filterKeys.filter(isListed);

const valuesShape = {
  ...scopeShape,
  key: z
    .string({ error: 'is missing; name a filter key such as ns' })
    .transform((word) => longForm(word.toLowerCase()))
    .refine(isListedKey, { error: `must be one of ${listedKeys.join(', ')}` }),
  side: z.enum(sides, { error: `must be one of ${sides.join(', ')}` }).default('either'),
  prefix: z.string().max(256, 'is longer than 256 characters').default(''),
  limit: numbers('must be a whole number from 1 to 50', 1, 50).default(50),
};

function isListedKey(key: FilterKey | undefined): key is ListedKey {
  return key !== undefined && isListed(key);
}

const windowSentence = 'must be a length from 15s to 60m, such as 15m';

const watchShape = {
  ...mapShape,
  want: z
    .string()
    .default('map,drops,flows,status')
    .refine((text) => listOf(text).length > 0 && listOf(text).every(isWant), `must be some of ${wants.join(', ')}`)
    .transform((text) => wants.filter((want) => listOf(text).includes(want))),
  window: z
    .string()
    .default('15m')
    .refine((text) => isWindow(readAgo(`-${text}`)), windowSentence),
  rows: numbers('must be a whole number from 0 to 1000', 0, 1000).default(200),
};

/** Filter, cluster and time of a request. Throws what names every parameter that is wrong. */
export function readScope(url: URL): Scope {
  return scopeOf(read(url, scopeShape));
}

export function readMap(url: URL) {
  const { group, ...rest } = read(url, mapShape);
  return { scope: scopeOf(rest), group };
}

/** `show=audit` asks for what audit mode let pass, instead of what was dropped. */
export function readDrops(url: URL) {
  const { show, ...rest } = read(url, dropsShape);
  return { scope: scopeOf(rest), shown: show };
}

export function readFlows(url: URL) {
  const { limit, cursor, ...rest } = read(url, flowsShape);
  const [group] = readGroups(url, 1);
  return { scope: scopeOf(rest), page: { limit, cursor }, group };
}

export function readSeries(url: URL) {
  const { by, step, ...rest } = read(url, seriesShape);
  return { scope: scopeOf(rest), by, stepMs: step * 1000 };
}

export function readValues(url: URL): { readonly scope: Scope; readonly query: ValuesQuery } {
  const { key, side, prefix, limit, ...rest } = read(url, valuesShape);
  return { scope: scopeOf(rest), query: { key, side, prefix, limit } };
}

/** Each `of` is a filter that selects refused flows to let through; `refused` selects all there are. */
export function readSuggestion(url: URL) {
  const { kind, ...rest } = read(url, suggestionShape);
  const of = url.searchParams.getAll('of');
  if (of.length === 0 || of.length > mostGroups || of.some((text) => text.length > 8192)) {
    const message = `of: give 1 to ${mostGroups} filters of at most 8192 characters, such as of=${encodeURIComponent('to.workload:frontend verdict:denied')}.`;
    throw ProblemError.of('bad-request', message);
  }
  const { filter: refused, ...scope } = scopeOf({ ...rest, q: 'verdict:denied' });
  return { of: of.map(readFilter), groups: readGroups(url, of.length), refused, scope, kind };
}

/** Either none, or one for each filter. */
function readGroups(url: URL, filters: number): readonly GroupFacts[] {
  const ids = url.searchParams.getAll('group');
  if (ids.length === 0) return [];
  const groups = ids.flatMap((id) => readGroupId(id) ?? []);
  if (ids.length === filters && groups.length === filters) return groups;
  const whose = filters === 1 ? 'the filter' : 'each of the filters, in their order';
  throw ProblemError.of('bad-request', `group: give the id of a drop group for ${whose}.`);
}

/** A relative `from` without an end is the length of the moving window: as an instant it would grow with time. */
export function readWatch(url: URL): WatchQuery {
  const { want, group, window, rows, ...rest } = read(url, watchShape);
  const { fromMs, ...scope } = scopeOf(rest);
  const ago = rest.from && !rest.to ? readAgo(rest.from) : null;
  if (ago && !isWindow(ago)) throw ProblemError.of('bad-request', `from: without "to" it ${windowSentence}.`);
  return {
    ...scope,
    ...(ago === null && fromMs !== undefined && { fromMs }),
    wants: want,
    group,
    windowMs: ago || (readAgo(`-${window}`) ?? 0),
    rows,
  };
}

/** Views that share a stream; what each asks is read on its own, so that a mistake in one is told of that one. */
export async function readViews(request: Request): Promise<LiveViews['views']> {
  const text = await readText(request, bodyLimit);
  return liveViews.parse(readJson(text, '{"views":[{"key":"1","query":"q=ns:shop"}]}')).views;
}

const markBodyLimit = 16 * 1024;

/** What is to be said of a drop group. */
export async function readMarkRequest(request: Request) {
  const text = await readText(request, markBodyLimit, 'The body is longer than 16 KiB; shorten the note.');
  return markRequest.parse(readJson(text, '{"group":"an id","kind":"acknowledged","note":"why"}'));
}

const frozenBodyLimit = 64 * 1024;
const longFrozenBody = 'The body is longer than 64 KiB; send the query of a link.';

/** A view to be frozen, and for how long. */
export async function readSnapshotRequest(request: Request) {
  const text = await readText(request, frozenBodyLimit, longFrozenBody);
  return snapshotRequest.parse(readJson(text, '{"page":"map","view":"q=ns:shop","keep":"1d"}'));
}

export async function readBundleRequest(request: Request) {
  const text = await readText(request, frozenBodyLimit, longFrozenBody);
  return bundleRequest.parse(readJson(text, '{"page":"map","view":"q=ns:shop"}'));
}

export function readMarkedGroup(url: URL): string {
  const group = url.searchParams.get('group');
  if (group) return group;
  throw ProblemError.of('bad-request', 'group: is missing; name a drop group by its id.');
}

/** What an embed token is to be made of. */
export async function readEmbedTokenRequest(request: Request) {
  const text = await readText(request, markBodyLimit, 'The body is longer than 16 KiB; name less.');
  const example = '{"views":["map"],"filter":"ns:shop","origins":["https://portal.example"]}';
  const { filter, ...rest } = embedTokenRequest.parse(readJson(text, example));
  return { ...rest, within: readFilter(filter) };
}

/** The text of policies. */
export const readPolicyBody = (request: Request): Promise<string> => readText(request, policyTextLimit, longPolicies);

const longPolicies = `The body is longer than ${policyTextLimit / 2 ** 20} MiB; give fewer policies at once.`;

const bodyLimit = 1024 * 1024;
const longBody = 'The body is longer than 1 MiB; ask for fewer views.';

async function readText(request: Request, limit: number, tooLong = longBody): Promise<string> {
  const decoder = new TextDecoder();
  let text = '';
  for await (const chunk of request.body ?? []) {
    text += decoder.decode(chunk, { stream: true });
    if (text.length > limit) throw ProblemError.of('bad-request', tooLong);
  }
  return text + decoder.decode();
}

function readJson(text: string, example: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw ProblemError.of('bad-request', `The body is not JSON; send ${example}.`);
  }
}

function readFilter(text: string): Filter {
  const parsed = parseFilter(text);
  if (parsed.ok) return parsed.filter;
  const { message, position, length, fix } = parsed.error;
  throw ProblemError.of('bad-filter', message, { position, length, ...(fix && { fix }) });
}

function listOf(text: string): readonly string[] {
  return text.split(',').filter(Boolean);
}

function isWant(text: string): boolean {
  return wants.some((want) => want === text);
}

function isWindow(lengthMs: number | null): boolean {
  return lengthMs !== null && lengthMs >= 15_000 && lengthMs <= 60 * minute;
}

/** Of a parameter that is given twice the first counts, as on the pages. */
function read<Shape extends z.ZodRawShape>(url: URL, shape: Shape): z.infer<z.ZodObject<Shape>> {
  return z.object(shape).parse(Object.fromEntries([...url.searchParams].reverse()));
}

function scopeOf({ q, cluster, from, to }: z.infer<z.ZodObject<typeof scopeShape>>): Scope {
  const nowMs = Date.now();
  const fromMs = from ? (resolveTime(from, nowMs) ?? undefined) : undefined;
  const toMs = to ? (resolveTime(to, nowMs) ?? undefined) : undefined;
  if (fromMs !== undefined && toMs !== undefined && fromMs > toMs) {
    throw ProblemError.of('bad-request', 'from: is later than to; swap them.');
  }
  return {
    filter: readFilter(q),
    ...(cluster && { cluster }),
    ...(fromMs !== undefined && { fromMs }),
    ...(toMs !== undefined && { toMs }),
  };
}
