// Everything that can be set by environment variables, checked once at start with all mistakes at once.
import { existsSync, readFileSync, statSync } from 'node:fs';
import { readAncestors } from '@/lib/embed/ancestors';
import { traceTemplateProblem } from '@/lib/flow/trace-link';
import type { RelayTarget, RelayTls } from '@/lib/relay/relay';
import { parseAddress } from '@/lib/relay/target';
import { type Keep, keeps } from '@/lib/wire/share';
import { type AccessConfig, accessVariables, readAccessSettings } from './access';
import { type EmbedTokenConfig, readEmbedTokens } from './embed-tokens';
import { type NotifyConfig, readNotify } from './notify';
import { type QuickFilter, readQuickFilters } from './quick-filters';

export interface Config {
  readonly clusters: readonly RelayTarget[];
  readonly host: string;
  readonly port: number;
  /** '' or '/prefix', without a slash at the end. */
  readonly basePath: string;
  /** Bytes for all that is held of flows, and for the process around it. */
  readonly memoryBytes: number;
  /** `always` reads all flows from the start on, `on-demand` those that a reader's filter asks for. */
  readonly observe: Observe;
  /** Secrets in flows are shown as they were sent. */
  readonly showSecrets: boolean;
  /** A link with `{trace_id}` in it, or null. */
  readonly traceUrl: string | null;
  /** Offered to everybody, applied to nobody. */
  readonly quickFilters: readonly QuickFilter[];
  /** A folder or file of policies to judge flows by; null where there is none. */
  readonly policies: string | null;
  /** Policies are read from the API of the cluster that Cilium calls so, where its name is known; null: they are not. */
  readonly kubernetes: { readonly cluster: string | null } | null;
  /** Sources of pages that may frame embedded views, as CSP writes them. */
  readonly frameAncestors: readonly string[];
  /** How embed tokens are made and checked; null: there are none. */
  readonly embedTokens: EmbedTokenConfig | null;
  /** Who reads, and what they may see. */
  readonly access: AccessConfig;
  /** Where readers reach us, without a slash at the end; null where it was not said. */
  readonly publicUrl: string | null;
  /** Where new drop groups are told; null: nowhere. */
  readonly notify: NotifyConfig | null;
  /** Folder for what readers leave here, such as marks of drop groups; null: they are kept in memory. */
  readonly dataDir: string | null;
  /** How long snapshots may be kept, the one to offer first in front; none: there are no snapshots. */
  readonly keeps: readonly Keep[];
}

const observes = ['always', 'on-demand'] as const;
type Observe = (typeof observes)[number];

/** Every mistake at once; each sentence names its variable and the cure. */
export type Configured =
  | { readonly ok: true; readonly config: Config }
  | { readonly ok: false; readonly problems: readonly string[] };

type Env = Readonly<Record<string, string | undefined>>;

/** One row per variable; the README's table is made from it. `also` are hubble-ui's names for the same. */
export const variables = [
  {
    name: 'HUBBLE_SERVER',
    also: ['FLOWS_API_ADDR'],
    fallback: 'localhost:4245',
    help: 'Relay: `host:port`, `tls://host:port`, `[::1]:4245` or `unix:///path`',
  },
  {
    name: 'HUBBLE_TLS',
    also: ['TLS_TO_RELAY_ENABLED'],
    fallback: 'false',
    help: '`true` to speak TLS (so does a `tls://` address)',
  },
  {
    name: 'HUBBLE_TLS_ALLOW_INSECURE',
    also: ['TLS_TO_RELAY_ALLOW_INSECURE'],
    fallback: 'false',
    help: '`true` to accept any certificate; only for trying out',
  },
  {
    name: 'HUBBLE_TLS_CA_CERT_FILES',
    also: ['TLS_RELAY_CA_CERT_FILES'],
    fallback: '',
    help: 'Authorities to trust, PEM files separated by commas; re-read when they change',
  },
  {
    name: 'HUBBLE_TLS_CLIENT_CERT_FILE',
    also: ['TLS_RELAY_CLIENT_CERT_FILE'],
    fallback: '',
    help: 'Client certificate for mTLS, PEM; re-read when it changes',
  },
  {
    name: 'HUBBLE_TLS_CLIENT_KEY_FILE',
    also: ['TLS_RELAY_CLIENT_KEY_FILE'],
    fallback: '',
    help: 'Its key, PEM; re-read when it changes',
  },
  {
    name: 'HUBBLE_TLS_SERVER_NAME',
    also: ['TLS_RELAY_SERVER_NAME'],
    fallback: '',
    help: 'Name in the certificate of Relay, such as `ui.hubble-relay.cilium.io`',
  },
  { name: 'HOST', also: [], fallback: '127.0.0.1', help: 'Address the dashboard listens on' },
  { name: 'PORT', also: [], fallback: '3000', help: 'Port the dashboard listens on' },
  ...accessVariables,
  {
    name: 'EYEPIECE_BASE_PATH',
    also: [],
    fallback: '',
    help: 'Path prefix behind a proxy, such as `/hubble`; the proxy may take it off or leave it',
  },
  {
    name: 'EYEPIECE_MEMORY',
    also: [],
    fallback: '512MiB',
    help: 'Memory the whole server may take, `64MiB` or more; more keeps more flows',
  },
  {
    name: 'EYEPIECE_OBSERVE',
    also: [],
    fallback: 'always',
    help: '`on-demand` asks Relay only for what is being looked at: for clusters too big to watch whole',
  },
  {
    name: 'EYEPIECE_SHOW_SECRETS',
    also: [],
    fallback: 'false',
    help: '`true` shows tokens, cookies and passwords in headers and URLs as they were sent; masked otherwise',
  },
  {
    name: 'EYEPIECE_TRACE_URL',
    also: [],
    fallback: '',
    help: 'Where traces are looked at, such as `https://jaeger.example/trace/{trace_id}`; trace ids become links',
  },
  {
    name: 'EYEPIECE_QUICK_FILTERS',
    also: [],
    fallback: 'Denied = verdict:denied; HTTP 5xx = http.status:5+; DNS errors = dns.rcode:NXDOMAIN,SERVFAIL,REFUSED',
    help: 'Filters to choose by name, `Label = filter; Label = filter`; `none` offers none',
  },
  {
    name: 'EYEPIECE_POLICIES',
    also: [],
    fallback: '',
    help: 'Folder or file of policies in YAML; drops are explained by them as they are now',
  },
  {
    name: 'EYEPIECE_KUBERNETES',
    also: [],
    fallback: 'false',
    help: '`true` reads the policies from the Kubernetes API instead, by `KUBECONFIG` or the account of the pod',
  },
  {
    name: 'EYEPIECE_KUBERNETES_CLUSTER',
    also: [],
    fallback: '',
    help: "Cilium's name of that cluster, where flows of several are seen: ends in others are not judged by it",
  },
  {
    name: 'EYEPIECE_FRAME_ANCESTORS',
    also: [],
    fallback: 'self',
    help: 'Pages that may show `/embed` in a frame: `self`, `none`, or origins such as `https://portal.example`',
  },
  {
    name: 'EYEPIECE_EMBED_KEYS',
    also: [],
    fallback: '',
    help: 'File or folder of the keys (JWKS) of embed tokens; re-read when they change',
  },
  {
    name: 'EYEPIECE_EMBED_JWKS',
    also: [],
    fallback: '',
    help: 'Public keys of a portal that signs embed tokens itself: a file, a folder or an https address',
  },
  {
    name: 'EYEPIECE_EMBED_ISSUER',
    also: [],
    fallback: '',
    help: 'What that portal calls itself in its tokens (`iss`)',
  },
  {
    name: 'EYEPIECE_EMBED_SECRET',
    also: [],
    fallback: '',
    help: 'What backends of portals show to have tokens made, 32 characters or more. Never shown',
  },
  {
    name: 'EYEPIECE_EMBED_MAX_LIFE',
    also: [],
    fallback: '7d',
    help: 'Embed tokens that live longer are refused, `1m` to `365d`',
  },
  {
    name: 'EYEPIECE_PUBLIC_URL',
    also: [],
    fallback: '',
    help: 'Where readers reach the dashboard, such as `https://eyepiece.example`; links that leave it begin so',
  },
  {
    name: 'EYEPIECE_NOTIFY_URL',
    also: [],
    fallback: '',
    help: 'Where new drop groups are told, an http or https address; nowhere when empty. Never shown',
  },
  {
    name: 'EYEPIECE_NOTIFY_KIND',
    also: [],
    fallback: 'webhook',
    help: '`webhook` posts JSON of our own, `alertmanager` posts alerts',
  },
  {
    name: 'EYEPIECE_NOTIFY_FILTER',
    also: [],
    fallback: '',
    help: 'Only drop groups of this filter are told, such as `ns:shop verdict:denied`',
  },
  {
    name: 'EYEPIECE_NOTIFY_QUIET',
    also: [],
    fallback: '1h',
    help: 'A group is told again once it was quiet for this long, `15m` to `7d`',
  },
  {
    name: 'EYEPIECE_DATA_DIR',
    also: [],
    fallback: '',
    help: 'Folder to keep snapshots and what readers say of drop groups; in memory, until a restart, when empty',
  },
  {
    name: 'EYEPIECE_SNAPSHOT_EXPIRY',
    also: [],
    fallback: '1w, 1h, 1d, never',
    help: 'How long snapshots may be kept, of `1h`, `1d`, `1w`, `never`; the first is offered first. `none`: no snapshots',
  },
] as const;
type Variable = (typeof variables)[number]['name'];

/** Reads and checks the environment; never throws. */
export function readConfig(env: Env): Configured {
  const problems: string[] = unknownSettings(env);
  const said = (name: Variable) => settingOf(env, name);
  const publicUrl = said('EYEPIECE_PUBLIC_URL').text.replace(/\/+$/, '');
  const config: Config = {
    clusters: [readRelay(said, problems)],
    host: said('HOST').text,
    port: readPort(said('PORT'), problems),
    basePath: readBasePath(said('EYEPIECE_BASE_PATH'), problems),
    memoryBytes: readMemory(said('EYEPIECE_MEMORY'), problems),
    observe: readObserve(said('EYEPIECE_OBSERVE'), problems),
    showSecrets: readBoolean(said('EYEPIECE_SHOW_SECRETS'), problems),
    traceUrl: readTraceUrl(said('EYEPIECE_TRACE_URL'), problems),
    quickFilters: readQuick(said('EYEPIECE_QUICK_FILTERS'), problems),
    policies: readPlace(said('EYEPIECE_POLICIES'), problems),
    kubernetes: readKubernetes(said, problems),
    frameAncestors: readFrameAncestors(said('EYEPIECE_FRAME_ANCESTORS'), problems),
    embedTokens: readTokens(said, problems),
    access: readAccessSettings(said, { publicUrl, cluster: said('EYEPIECE_KUBERNETES_CLUSTER').text }, problems),
    publicUrl: publicUrl || null,
    notify: readNotifications(said, problems),
    dataDir: readFolder(said('EYEPIECE_DATA_DIR'), problems),
    keeps: readKeeps(said('EYEPIECE_SNAPSHOT_EXPIRY'), problems),
  };
  return problems.length > 0 ? { ok: false, problems } : { ok: true, config };
}

/** A value and the variable it came from, so that a mistake names what the person wrote. */
interface Setting {
  readonly name: string;
  readonly text: string;
  readonly given: boolean;
}

function settingOf(env: Env, name: Variable): Setting {
  const row = variables.find((variable) => variable.name === name);
  for (const candidate of [name, ...(row?.also ?? [])]) {
    const text = env[candidate]?.trim();
    if (text) return { name: candidate, text, given: true };
  }
  return { name, text: row?.fallback ?? '', given: false };
}

function unknownSettings(env: Env): string[] {
  const known = new Set<string>(variables.map((variable) => variable.name));
  return Object.keys(env)
    .filter((name) => name.startsWith('EYEPIECE_') && !known.has(name))
    .map((name) => `${name} is not a setting of this version; remove it, or see the README for the names.`);
}

function readRelay(said: (name: Variable) => Setting, problems: string[]): RelayTarget {
  const server = said('HUBBLE_SERVER');
  const address = parseAddress(server.text);
  if (!address.ok) problems.push(`${server.name}: ${address.message}`);
  const wantsTls = readBoolean(said('HUBBLE_TLS'), problems);
  const tls = readTls(said, problems);
  const given = (['HUBBLE_TLS_CA_CERT_FILES', 'HUBBLE_TLS_CLIENT_CERT_FILE', 'HUBBLE_TLS_SERVER_NAME'] as const).find(
    (name) => said(name).given,
  );
  const secure = wantsTls || (address.ok && address.tls);
  if (given && !secure) {
    problems.push(`${said(given).name} is set but TLS is off; set HUBBLE_TLS=true or write tls:// before the address.`);
  }
  return { cluster: 'default', address: address.ok ? address.address : '', tls: secure ? tls : null };
}

function readTls(said: (name: Variable) => Setting, problems: string[]): RelayTls {
  const caFiles = said('HUBBLE_TLS_CA_CERT_FILES');
  const cert = said('HUBBLE_TLS_CLIENT_CERT_FILE');
  const key = said('HUBBLE_TLS_CLIENT_KEY_FILE');
  const files = caFiles.text
    .split(',')
    .map((file) => file.trim())
    .filter(Boolean);
  for (const file of files) checkPem(caFiles.name, file, problems);
  for (const setting of [cert, key]) if (setting.given) checkPem(setting.name, setting.text, problems);
  if (cert.given !== key.given) {
    const [has, lacks] = cert.given ? [cert, key] : [key, cert];
    problems.push(`${has.name} is set without ${lacks.name}; mTLS needs both.`);
  }
  const serverName = said('HUBBLE_TLS_SERVER_NAME');
  return {
    caFiles: files,
    allowInsecure: readBoolean(said('HUBBLE_TLS_ALLOW_INSECURE'), problems),
    ...(cert.given && { certFile: cert.text }),
    ...(key.given && { keyFile: key.text }),
    ...(serverName.given && { serverName: serverName.text }),
  };
}

function readPlace({ name, text, given }: Setting, problems: string[]): string | null {
  if (!given) return null;
  if (!existsSync(text)) problems.push(`${name}: ${text} does not exist; name a folder or a file of policies.`);
  return text;
}

/** One that is not there yet is made. */
function readFolder({ name, text, given }: Setting, problems: string[]): string | null {
  if (!given) return null;
  if (statSync(text, { throwIfNoEntry: false })?.isDirectory() === false) {
    problems.push(`${name}: ${text} is a file; name a folder.`);
  }
  return text;
}

function readKeeps({ name, text }: Setting, problems: string[]): readonly Keep[] {
  if (text === 'none') return [];
  const words = text.split(',').map((word) => word.trim());
  const unknown = words.find((word) => !keeps.some((keep) => keep === word));
  if (unknown !== undefined) problems.push(`${name}: "${unknown}" is none of ${keeps.join(', ')}; or write none.`);
  return [...new Set(words)].flatMap((word) => keeps.find((keep) => keep === word) ?? []);
}

function readKubernetes(said: (name: Variable) => Setting, problems: string[]): Config['kubernetes'] {
  const wanted = said('EYEPIECE_KUBERNETES');
  const cluster = said('EYEPIECE_KUBERNETES_CLUSTER');
  if (!readBoolean(wanted, problems)) {
    const isOfUse = said('EYEPIECE_ACCESS').text.toLowerCase() === 'kubernetes';
    if (cluster.given && !isOfUse) {
      problems.push(`${cluster.name} is set but ${wanted.name} is not; set it to true.`);
    }
    return null;
  }
  if (said('EYEPIECE_POLICIES').given) {
    problems.push(`${wanted.name} and EYEPIECE_POLICIES are both set; drops are explained by one of the two.`);
  }
  return { cluster: cluster.given ? cluster.text : null };
}

function readFrameAncestors({ name, text }: Setting, problems: string[]): readonly string[] {
  const read = readAncestors(text);
  if (!read.ok) problems.push(`${name}: ${read.problem}`);
  return read.ok ? read.sources : [];
}

function readTokens(said: (name: Variable) => Setting, problems: string[]): EmbedTokenConfig | null {
  const read = readEmbedTokens({
    keys: said('EYEPIECE_EMBED_KEYS').text,
    jwks: said('EYEPIECE_EMBED_JWKS').text,
    issuer: said('EYEPIECE_EMBED_ISSUER').text,
    secret: said('EYEPIECE_EMBED_SECRET').text,
    maxLife: said('EYEPIECE_EMBED_MAX_LIFE').text,
    publicUrl: said('EYEPIECE_PUBLIC_URL').text,
  });
  problems.push(...read.problems);
  return read.tokens;
}

function readNotifications(said: (name: Variable) => Setting, problems: string[]): NotifyConfig | null {
  const read = readNotify({
    url: said('EYEPIECE_NOTIFY_URL').text,
    kind: said('EYEPIECE_NOTIFY_KIND').text,
    filter: said('EYEPIECE_NOTIFY_FILTER').text,
    quiet: said('EYEPIECE_NOTIFY_QUIET').text,
    publicUrl: said('EYEPIECE_PUBLIC_URL').text,
  });
  problems.push(...read.problems);
  return read.notify;
}

function checkPem(name: string, file: string, problems: string[]): void {
  try {
    if (!readFileSync(file, 'utf8').includes('-----BEGIN ')) problems.push(`${name}: ${file} is not a PEM file.`);
  } catch (error) {
    const why =
      error instanceof Error && 'code' in error && error.code === 'ENOENT' ? 'does not exist' : 'cannot be read';
    problems.push(`${name}: ${file} ${why}; check the path and its permissions.`);
  }
}

function readBoolean({ name, text }: Setting, problems: string[]): boolean {
  if (/^(true|1|t|yes|on)$/i.test(text)) return true;
  if (/^(false|0|f|no|off)$/i.test(text)) return false;
  problems.push(`${name}: "${text}" is neither true nor false.`);
  return false;
}

function readPort({ name, text }: Setting, problems: string[]): number {
  const port = Number(text);
  if (/^\d+$/.test(text) && port >= 1 && port <= 65_535) return port;
  problems.push(`${name}: "${text}" is not a port; write a number from 1 to 65535.`);
  return 0;
}

/** What the paths of our own begin with: behind a proxy that takes the prefix off they could not be told from it. */
export const ownPaths = ['api', 'auth', 'drops', 'embed', 'flows', 'healthz', 'map', 'metrics', 'readyz', 's'];

function readBasePath({ name, text }: Setting, problems: string[]): string {
  const own = ownPaths.find((path) => text.split('/')[1] === path);
  if (own) problems.push(`${name}: "${text}" begins like a path of Eyepiece itself; choose another, such as /hubble.`);
  if (text === '' || /^(\/(?!\.\.?(\/|$))[A-Za-z0-9._~-]+)+$/.test(text)) return text;
  problems.push(`${name}: "${text}" must begin with a slash and not end with one, such as /hubble.`);
  return '';
}

const units: Record<string, number> = { '': 1, k: 2 ** 10, m: 2 ** 20, g: 2 ** 30 };
const leastMemory = 64 * 2 ** 20;

function readMemory({ name, text }: Setting, problems: string[]): number {
  const found = /^(\d+(?:\.\d+)?)\s*([kmg]?)(?:i?b)?$/i.exec(text);
  const bytes = found ? Number(found[1]) * (units[(found[2] ?? '').toLowerCase()] ?? 1) : Number.NaN;
  if (bytes >= leastMemory) return Math.floor(bytes);
  problems.push(`${name}: "${text}" is not a size of at least 64MiB, such as 512MiB or 2GiB.`);
  return leastMemory;
}

function readObserve({ name, text }: Setting, problems: string[]): Observe {
  const found = observes.find((observe) => observe === text.toLowerCase());
  if (!found) problems.push(`${name}: "${text}" is neither always nor on-demand.`);
  return found ?? 'always';
}

function readTraceUrl({ name, text, given }: Setting, problems: string[]): string | null {
  if (!given) return null;
  const problem = traceTemplateProblem(text);
  if (problem)
    problems.push(`${name}: "${text}" ${problem}; write a link such as https://jaeger.example/trace/{trace_id}.`);
  return problem ? null : text;
}

function readQuick({ name, text }: Setting, problems: string[]): readonly QuickFilter[] {
  const read = readQuickFilters(text);
  problems.push(...read.problems.map((problem) => `${name}: ${problem}`));
  return read.filters;
}
