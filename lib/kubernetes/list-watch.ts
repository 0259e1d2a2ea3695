// All objects of one resource, and then what changes: Kubernetes' list and watch, once. Whoever reads goes on from where
// it ended by handing in the same place again.
import { KubernetesError, type KubernetesErrorCode } from '@/lib/kubernetes/error';
import { type Answered, type Ask, notKubernetes, readJson, readLines } from '@/lib/kubernetes/request';
import { listPath, type Resource, resourceName } from '@/lib/kubernetes/resources';
import { type Fields, fieldsOf, isObject, textOf } from '@/lib/policy/shape';

export type Change =
  | { readonly kind: 'all'; readonly objects: readonly Fields[] }
  | { readonly kind: 'set' | 'removed'; readonly object: Fields }
  /** The server said that nothing else has changed so far. */
  | { readonly kind: 'heard' };

/** Where a watch goes on; null: all is to be listed. It moves while one reads. */
export interface Place {
  version: string | null;
}

export interface ListWatchOptions {
  readonly resource: Resource;
  readonly ask: Ask;
  readonly signal: AbortSignal;
  /** How long a list may take, and how long the server is asked to keep a watch open. */
  readonly listMs: number;
  readonly watchMs: number;
  /** How much longer than asked for a watch may stay open before it counts as dead. */
  readonly watchGraceMs: number;
}

const pageLength = 500;
const mostPages = 200;
const mostListBytes = 64 * 2 ** 20;
const mostLineBytes = 8 * 2 ** 20;

/** After these nothing is left that a watch could go on from. */
const endsPlace: ReadonlySet<KubernetesErrorCode> = new Set(['gone', 'malformed', 'absent']);

/** Ends when the server ends the watch. Throws KubernetesError; after `gone`, `malformed` and `absent` the place is null. */
export async function* listAndWatch(place: Place, options: ListWatchOptions): AsyncGenerator<Change> {
  try {
    if (place.version === null) {
      const within = AbortSignal.any([options.signal, AbortSignal.timeout(options.listMs)]);
      const { objects, version } = await listAll({ ...options, path: listPath(options.resource), signal: within });
      place.version = version;
      yield { kind: 'all', objects };
    }
    yield* watch(place, options);
  } catch (error) {
    if (error instanceof KubernetesError && endsPlace.has(error.code)) place.version = null;
    throw error;
  }
}

export interface ListOptions extends Pick<ListWatchOptions, 'resource' | 'ask' | 'signal'> {
  readonly path: string;
  /** Selectors, as the API takes them. */
  readonly query?: Readonly<Record<string, string>>;
}

/** All objects there are, page by page. Throws KubernetesError. */
export async function listAll({ resource, path, query: asked, ask, signal }: ListOptions): Promise<{
  objects: readonly Fields[];
  version: string;
}> {
  const objects: Fields[] = [];
  let next = '';
  for (let page = 0; page < mostPages; page += 1) {
    const query = new URLSearchParams({ ...asked, limit: String(pageLength), ...(next && { continue: next }) });
    const answer = accepted(await ask(`${path}?${query}`, signal), resource, 'list');
    const { items, metadata } = fieldsOf(await readJson(answer, mostListBytes));
    const { resourceVersion, continue: more } = fieldsOf(metadata);
    if (!Array.isArray(items) || textOf(resourceVersion) === '') throw notKubernetes(answer.server, 'sends no list');
    objects.push(...items.filter(isObject));
    next = textOf(more);
    if (next === '') return { objects, version: textOf(resourceVersion) };
  }
  throw new KubernetesError('malformed', `There are more than ${mostPages * pageLength} ${resourceName(resource)}.`);
}

async function* watch(
  place: Place,
  { resource, ask, signal, watchMs, watchGraceMs }: ListWatchOptions,
): AsyncGenerator<Change> {
  const within = AbortSignal.any([signal, AbortSignal.timeout(watchMs + watchGraceMs)]);
  const query = new URLSearchParams({
    watch: '1',
    resourceVersion: place.version ?? '',
    allowWatchBookmarks: 'true',
    timeoutSeconds: String(Math.ceil(watchMs / 1_000)),
  });
  const answer = accepted(await ask(`${listPath(resource)}?${query}`, within), resource, 'watch');
  for await (const line of readLines(answer, mostLineBytes)) {
    const { type, object } = fieldsOf(line);
    if (!isObject(object)) throw notKubernetes(answer.server, 'sends events without an object');
    if (type === 'ERROR') throw eventError(object, answer, resource);
    place.version = textOf(fieldsOf(object.metadata).resourceVersion) || place.version;
    if (type === 'ADDED' || type === 'MODIFIED') yield { kind: 'set', object };
    else if (type === 'DELETED') yield { kind: 'removed', object };
    else yield { kind: 'heard' };
  }
}

function eventError({ code }: Fields, answer: Answered, resource: Resource): KubernetesError {
  return refusal({ ...answer, status: typeof code === 'number' ? code : 500 }, resource, 'watch');
}

/** The answer where it is one; throws what its status means otherwise. */
export function accepted(answer: Answered, resource: Resource, verb: Resource['verbs'][number]): Answered {
  if (answer.status === 200 || answer.status === 201) return answer;
  answer.close();
  throw refusal(answer, resource, verb);
}

function refusal({ status, server, retryAfterMs }: Answered, resource: Resource, verb: string): KubernetesError {
  const name = resourceName(resource);
  switch (status) {
    case 401:
      return new KubernetesError('unauthenticated', `${server} does not take our token or certificate (401).`);
    case 403:
      return new KubernetesError(
        'forbidden',
        `This account may not ${verb} ${name} (403); deploy/ has the role it needs.`,
      );
    case 404:
      return new KubernetesError('absent', `${server} has no ${name} (404).`);
    case 410:
      return new KubernetesError('gone', `${server} no longer holds what came before; ${name} are read anew.`);
    default:
      if (status === 429 || status >= 500)
        return new KubernetesError('busy', `${server} cannot answer now (${status}).`, retryAfterMs);
      return notKubernetes(server, `answers with ${status}`);
  }
}
