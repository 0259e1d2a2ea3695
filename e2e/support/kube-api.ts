// A Kubernetes API server on loopback: TLS, bearer tokens or client certificates, RBAC, lists in pages, watches with
// bookmarks and versions that are forgotten. It speaks the protocol and holds what it is given; faults are set from outside.
import { once } from 'node:events';
import { mkdir, writeFile } from 'node:fs/promises';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import path from 'node:path';
import type { TLSSocket } from 'node:tls';
import { type Certificates, makeCertificates } from '../../demo/certificates';

/** A rule of a ClusterRole. */
export interface Rule {
  readonly apiGroups: readonly string[];
  readonly resources: readonly string[];
  readonly verbs: readonly string[];
}

/** What befalls requests for a resource. */
export type ApiFault =
  /** This status instead of an answer; `code` 200 with a body is something else that answers. */
  | { readonly kind: 'status'; readonly code: number; readonly body?: string; readonly retryAfterS?: number }
  /** No answer at all. */
  | { readonly kind: 'hang' }
  /** The connection ends after so many bytes of the body. */
  | { readonly kind: 'cut'; readonly afterBytes: number }
  /** The resource is not there, as without its CRD. */
  | { readonly kind: 'absent' }
  /** Watches alone are refused: HTTP 410, or an event that says so. */
  | { readonly kind: 'gone'; readonly how: 'status' | 'event' };

export interface ApiRequest {
  readonly verb: 'get' | 'list' | 'watch' | 'create';
  readonly group: string;
  readonly resource: string;
  readonly query: Readonly<Record<string, string>>;
  /** The bearer token that came with it; '' without one. */
  readonly token: string;
}

export interface ApiObject {
  readonly apiVersion?: string;
  readonly kind: string;
  readonly metadata: { readonly name: string; readonly namespace?: string; readonly [field: string]: unknown };
  readonly [field: string]: unknown;
}

export interface KubeApi {
  readonly url: string;
  readonly certificates: Certificates;
  /** All that was asked, in order. */
  readonly requests: readonly ApiRequest[];
  /** The SubjectAccessReviews that were sent, as they were. */
  readonly reviews: readonly unknown[];
  put(object: ApiObject): void;
  remove(kind: string, namespace: string, name: string): void;
  /** Of this resource, such as `networkpolicies`; null mends it. */
  fault(resource: string, fault: ApiFault | null): void;
  /** Only these tokens are known from now on. */
  accept(...tokens: readonly string[]): void;
  /** What may be done; everything unless said. */
  grant(rules: readonly Rule[]): void;
  /** Namespaces whose pods a user or a group may read; `*` is all. Nobody may read any until it is said. */
  letRead(name: string, namespaces: readonly string[]): void;
  /** Writes a line of any text to all open watches of a resource. */
  write(resource: string, line: string): void;
  /** Ends open watches: as the server does, or as a network does. */
  endWatches(how: 'ended' | 'cut'): void;
  /** Forgets all versions before the present one. */
  compact(): void;
  watches(): number;
  /** Of the objects that there are, in order. */
  names(resource: string): readonly string[];
  /** A kubeconfig with this login and the files it names, in the folder; its path. */
  kubeconfig(folder: string, login?: 'token' | 'certificate'): Promise<string>;
  /** What a pod finds of its account, in the folder. */
  account(folder: string, token?: string): Promise<Readonly<Record<string, string>>>;
  close(): Promise<void>;
}

interface Change {
  readonly version: number;
  readonly type: 'ADDED' | 'MODIFIED' | 'DELETED';
  readonly resource: string;
  readonly object: unknown;
}

interface Watch {
  readonly resource: string;
  readonly response: ServerResponse;
  bookmark(): void;
}

export const apiToken = 'a-token-of-the-test';

const kinds: Readonly<Record<string, { readonly group: string; readonly version: string; readonly resource: string }>> =
  {
    CiliumNetworkPolicy: { group: 'cilium.io', version: 'v2', resource: 'ciliumnetworkpolicies' },
    CiliumClusterwideNetworkPolicy: { group: 'cilium.io', version: 'v2', resource: 'ciliumclusterwidenetworkpolicies' },
    CiliumEndpoint: { group: 'cilium.io', version: 'v2', resource: 'ciliumendpoints' },
    NetworkPolicy: { group: 'networking.k8s.io', version: 'v1', resource: 'networkpolicies' },
    Service: { group: '', version: 'v1', resource: 'services' },
    EndpointSlice: { group: 'discovery.k8s.io', version: 'v1', resource: 'endpointslices' },
  };

export interface ApiOptions {
  readonly certificates?: Certificates;
  /** How often watches are told that nothing has changed, ms. */
  readonly bookmarkMs?: number;
}

export async function startKubeApi({ certificates: given, bookmarkMs = 200 }: ApiOptions = {}): Promise<KubeApi> {
  const certificates = given ?? (await makeCertificates({ names: ['127.0.0.1', 'localhost'] }));
  const objects = new Map<string, { readonly resource: string; readonly object: ApiObject }>();
  const watches = new Set<Watch>();
  const faults = new Map<string, ApiFault>();
  const requests: ApiRequest[] = [];
  const reviews: unknown[] = [];
  let history: Change[] = [];
  let version = 100;
  let forgottenBefore = 0;
  let tokens: readonly string[] = [apiToken];
  let rules: readonly Rule[] | null = null;
  const readable = new Map<string, readonly string[]>();

  const { ca, cert, key } = certificates;
  const server = createServer({ ca, cert, key, requestCert: true, rejectUnauthorized: false }, answer);
  const bookmarks = setInterval(() => watches.forEach((watch) => void watch.bookmark()), bookmarkMs);

  function answer(request: IncomingMessage, response: ServerResponse): void {
    const url = new URL(request.url ?? '/', 'https://api');
    const found = /^\/(?:api|apis\/([^/]+))\/[^/]+(?:\/namespaces\/([^/]+))?\/([^/]+)(?:\/([^/]+))?$/.exec(
      url.pathname,
    );
    if (!found) {
      refuse(response, 404);
      return;
    }
    const [, group = '', namespace = '', resource = '', name = ''] = [...found].map(
      (part) => part && decodeURIComponent(part),
    );
    const query = Object.fromEntries(url.searchParams);
    const verb = request.method === 'POST' ? 'create' : name ? 'get' : query.watch ? 'watch' : 'list';
    const token = /^Bearer (.*)$/.exec(request.headers.authorization ?? '')?.[1] ?? '';
    requests.push({ verb, group, resource, query, token });
    const isKnown = tokens.includes(token) || (request.socket as TLSSocket).authorized;
    const fault = faults.get(resource);
    if (!isKnown) refuse(response, 401);
    else if (!mayDo(verb, group, resource)) refuse(response, 403);
    else if (fault && suffer(fault, verb, response)) return;
    else if (verb === 'create') void review(request, response);
    else if (verb === 'get') get(`${resource} ${namespace}/${name}`, response);
    else if (verb === 'watch') watch(resource, query, response);
    else list({ resource, namespace }, query, response);
  }

  /** As the API server answers a SubjectAccessReview: by namespace, or of all where there is none. */
  async function review(request: IncomingMessage, response: ServerResponse): Promise<void> {
    let text = '';
    for await (const chunk of request) text += chunk;
    const asked = JSON.parse(text);
    reviews.push(asked);
    const { user, groups, resourceAttributes } = asked.spec;
    const names = [user, ...groups].flatMap((name: string) => readable.get(name) ?? []);
    const allowed = names.includes('*') || names.includes(resourceAttributes.namespace ?? '*');
    response.writeHead(201, { 'content-type': 'application/json' });
    response.end(JSON.stringify({ kind: 'SubjectAccessReview', status: { allowed } }));
  }

  function mayDo(verb: string, group: string, resource: string): boolean {
    const speaks = (rule: Rule) =>
      rule.apiGroups.includes(group) && rule.resources.includes(resource) && rule.verbs.includes(verb);
    return rules === null || rules.some(speaks);
  }

  /** Whether that was the answer. */
  function suffer(fault: ApiFault, verb: string, response: ServerResponse): boolean {
    switch (fault.kind) {
      case 'hang':
        return true;
      case 'absent':
        refuse(response, 404);
        return true;
      case 'status':
        refuse(response, fault.code, fault);
        return true;
      case 'cut':
        response.writeHead(200, { 'content-type': 'application/json', 'content-length': 100_000 });
        response.write(' '.repeat(fault.afterBytes), () => response.destroy());
        return true;
      case 'gone':
        if (verb !== 'watch') return false;
        if (fault.how === 'status') refuse(response, 410);
        else response.end(line('ERROR', { kind: 'Status', code: 410, reason: 'Expired' }));
        return true;
    }
  }

  function get(place: string, response: ServerResponse): void {
    const found = objects.get(place);
    if (found) json(response, found.object);
    else refuse(response, 404);
  }

  function list(
    { resource, namespace }: { readonly resource: string; readonly namespace: string },
    query: Record<string, string>,
    response: ServerResponse,
  ): void {
    const all = [...objects.values()]
      .filter((held) => held.resource === resource)
      .map(({ object }) => object)
      .filter(({ metadata }) => namespace === '' || metadata.namespace === namespace)
      .filter((object) => isSelected(object, query));
    const start = Number(query.continue ?? 0);
    const end = start + Number(query.limit || all.length);
    const more = end < all.length ? { continue: String(end) } : {};
    // Items of a list do not say their kind.
    const items = all.slice(start, end).map(({ kind: _, apiVersion: __, ...item }) => item);
    json(response, { kind: 'List', metadata: { resourceVersion: String(version), ...more }, items });
  }

  function watch(resource: string, query: Record<string, string>, response: ServerResponse): void {
    const since = Number(query.resourceVersion);
    response.writeHead(200, { 'content-type': 'application/json' });
    if (since < forgottenBefore) {
      response.end(line('ERROR', { kind: 'Status', code: 410, reason: 'Expired' }));
      return;
    }
    response.flushHeaders();
    for (const change of history) {
      if (change.resource === resource && change.version > since) response.write(line(change.type, change.object));
    }
    const bookmark = () => {
      if (query.allowWatchBookmarks === 'true') {
        response.write(line('BOOKMARK', { metadata: { resourceVersion: String(version) } }));
      }
    };
    const opened = { resource, response, bookmark };
    watches.add(opened);
    const end = setTimeout(() => response.end(), Number(query.timeoutSeconds ?? 60) * 1_000);
    response.once('close', () => {
      clearTimeout(end);
      watches.delete(opened);
    });
  }

  function happen(type: Change['type'], resource: string, object: ApiObject): void {
    version += 1;
    const stamped = { ...object, metadata: { ...object.metadata, resourceVersion: String(version) } };
    const place = `${resource} ${object.metadata.namespace ?? ''}/${object.metadata.name}`;
    if (type === 'DELETED') objects.delete(place);
    else objects.set(place, { resource, object: stamped });
    history.push({ version, type, resource, object: stamped });
    for (const each of watches) if (each.resource === resource) each.response.write(line(type, stamped));
  }

  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const url = `https://127.0.0.1:${(server.address() as AddressInfo).port}`;

  return {
    url,
    certificates,
    requests,
    reviews,
    put(object) {
      const { resource } = kindOf(object.kind);
      const place = `${resource} ${object.metadata.namespace ?? ''}/${object.metadata.name}`;
      happen(objects.has(place) ? 'MODIFIED' : 'ADDED', resource, object);
    },
    remove(kind, namespace, name) {
      const { resource } = kindOf(kind);
      const found = objects.get(`${resource} ${namespace}/${name}`);
      if (found) happen('DELETED', resource, found.object);
    },
    fault(resource, fault) {
      if (fault) faults.set(resource, fault);
      else faults.delete(resource);
    },
    accept: (...known) => {
      tokens = known;
    },
    letRead: (name, namespaces) => void readable.set(name, namespaces),
    grant: (granted) => {
      rules = granted;
    },
    write(resource, text) {
      for (const each of watches) if (each.resource === resource) each.response.write(`${text}\n`);
    },
    endWatches(how) {
      for (const { response } of watches) {
        if (how === 'ended') response.end();
        else (response.socket as TLSSocket).destroy();
      }
      watches.clear();
    },
    compact() {
      version += 1;
      forgottenBefore = version;
      history = [];
    },
    watches: () => watches.size,
    names: (resource) =>
      [...objects.values()]
        .filter((held) => held.resource === resource)
        .map(({ object }) => object.metadata.name)
        .sort(),
    kubeconfig: (folder, login = 'token') => writeKubeconfig(folder, url, certificates, login),
    async account(folder, token = apiToken) {
      await mkdir(folder, { recursive: true });
      await Promise.all([writeFile(path.join(folder, 'token'), token), writeFile(path.join(folder, 'ca.crt'), ca)]);
      return { KUBERNETES_SERVICE_HOST: '127.0.0.1', KUBERNETES_SERVICE_PORT: new URL(url).port };
    },
    close() {
      clearInterval(bookmarks);
      server.closeAllConnections();
      return new Promise((resolve) => server.close(() => resolve()));
    },
  };
}

function kindOf(kind: string) {
  const known = kinds[kind];
  if (!known) throw new Error(`the API server does not know ${kind}`);
  return known;
}

/** By name, or by labels that are equal: what is asked for here. */
function isSelected({ metadata }: ApiObject, { fieldSelector, labelSelector }: Record<string, string>): boolean {
  const labels = { ...(metadata.labels as Record<string, string> | undefined) };
  const wanted = labelSelector?.split(',').map((one) => one.split('=')) ?? [];
  const isNamed = fieldSelector === undefined || fieldSelector === `metadata.name=${metadata.name}`;
  return isNamed && wanted.every(([key = '', value = '']) => labels[key] === value);
}

const line = (type: string, object: unknown): string => `${JSON.stringify({ type, object })}\n`;

function json(response: ServerResponse, body: unknown): void {
  response.writeHead(200, { 'content-type': 'application/json' });
  response.end(JSON.stringify(body));
}

function refuse(response: ServerResponse, code: number, how: { body?: string; retryAfterS?: number } = {}): void {
  const headers = how.retryAfterS === undefined ? {} : { 'retry-after': String(how.retryAfterS) };
  response.writeHead(code, { 'content-type': 'application/json', ...headers });
  response.end(how.body ?? JSON.stringify({ kind: 'Status', status: 'Failure', code }));
}

async function writeKubeconfig(
  folder: string,
  server: string,
  { ca, clientCert, clientKey }: Certificates,
  login: 'token' | 'certificate',
): Promise<string> {
  await mkdir(folder, { recursive: true });
  const file = path.join(folder, 'kubeconfig');
  const base64 = (text: string) => Buffer.from(text).toString('base64');
  const user =
    login === 'token'
      ? { tokenFile: 'token' }
      : { 'client-certificate-data': base64(clientCert), 'client-key-data': base64(clientKey) };
  await Promise.all([
    writeFile(path.join(folder, 'token'), apiToken),
    writeFile(path.join(folder, 'ca.crt'), ca),
    writeFile(
      file,
      JSON.stringify({
        apiVersion: 'v1',
        kind: 'Config',
        'current-context': 'test',
        contexts: [{ name: 'test', context: { cluster: 'test', user: 'test' } }],
        clusters: [{ name: 'test', cluster: { server, 'certificate-authority': 'ca.crt' } }],
        users: [{ name: 'test', user }],
      }),
    ),
  ]);
  return file;
}
