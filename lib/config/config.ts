// Everything that can be set by environment variables, checked once at start with all mistakes at once.
import { existsSync, statSync } from 'node:fs';
import { readAncestors } from '@/lib/embed/ancestors';
import { traceTemplateProblem } from '@/lib/flow/trace-link';
import type { RelayTarget } from '@/lib/relay/relay';
import { type Keep, keeps } from '@/lib/wire/share';
import { type AccessConfig, readAccessSettings } from './access';
import { type EmbedTokenConfig, readEmbedTokens } from './embed-tokens';
import { type NotifyConfig, readNotify } from './notify';
import { type QuickFilter, readQuickFilters } from './quick-filters';
import { readRelay } from './relay';
import { readBoolean, type Setting } from './setting';
import { type Env, type Said, settingOf, unknownSettings, type Variable } from './variables';

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

function readKubernetes(said: Said, problems: string[]): Config['kubernetes'] {
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

function readTokens(said: Said, problems: string[]): EmbedTokenConfig | null {
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

function readNotifications(said: Said, problems: string[]): NotifyConfig | null {
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
