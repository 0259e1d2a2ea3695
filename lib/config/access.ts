// Settings of who reads and what they may see, read together. Secrets are never repeated in a sentence.
import { existsSync, readFileSync } from 'node:fs';
import { parse } from 'yaml';
import { readAddresses } from '@/lib/access/addresses';
import type { OidcConfig } from '@/lib/access/oidc';
import type { ProxyHeaders } from '@/lib/access/proxy-identity';
import { type ReadRules, readRules } from '@/lib/access/rules';
import { readLength } from '@/lib/config/length';
import { type FarEnd, farEnds } from '@/lib/sight/sight';
import { readHosts } from '@/scripts/hosts.mjs';

export interface AccessConfig {
  readonly auth:
    | { readonly kind: 'none' }
    | { readonly kind: 'proxy'; readonly headers: ProxyHeaders }
    | { readonly kind: 'oidc'; readonly provider: OidcConfig; readonly secrets: readonly string[] };
  /** Whose word on a request's origin and reader is taken; a list that was found good. */
  readonly trustedProxies: string;
  /** What readers may see who have signed in. */
  readonly rights:
    | { readonly kind: 'all' }
    | { readonly kind: 'file'; readonly file: string }
    | {
        readonly kind: 'kubernetes';
        readonly userPrefix: string;
        readonly groupsPrefix: string;
        /** How long what the cluster said of somebody holds. */
        readonly keptMs: number;
        /** What Cilium calls that cluster; null where it was not said. */
        readonly cluster: string | null;
      };
  readonly farEnd: FarEnd;
  /** Origins of other sites whose pages may read the API. */
  readonly corsOrigins: readonly string[];
  /** What one client may have open, and ask in a minute; 0 is without limit. */
  readonly limits: { readonly streams: number; readonly queriesPerMinute: number };
}

/** One row per variable; part of the table in lib/config/config.ts. */
export const accessVariables = [
  {
    name: 'EYEPIECE_AUTH',
    also: [],
    fallback: 'none',
    help: 'Who says who a reader is: `none`, `proxy` (headers of a trusted proxy) or `oidc` (sign-in with an OpenID provider)',
  },
  {
    name: 'EYEPIECE_ACCESS',
    also: [],
    fallback: '',
    help: 'What signed-in readers may see: `all`, `kubernetes` (as the cluster lets them), or a YAML file of groups and namespaces',
  },
  {
    name: 'EYEPIECE_FAR_END',
    also: [],
    fallback: 'namespace',
    help: 'How an end outside of what a reader may see is shown: `full`, `namespace` or `hidden`',
  },
  {
    name: 'EYEPIECE_TRUSTED_PROXIES',
    also: [],
    fallback: '',
    help: 'Addresses and ranges of proxies in front, such as `10.0.0.0/8`; nobody else is believed about who asks',
  },
  {
    name: 'EYEPIECE_PROXY_USER',
    also: [],
    fallback: 'X-Forwarded-User',
    help: 'Header in which the proxy names the reader',
  },
  {
    name: 'EYEPIECE_PROXY_GROUPS',
    also: [],
    fallback: 'X-Forwarded-Groups',
    help: 'Header in which the proxy lists their groups, between commas',
  },
  {
    name: 'EYEPIECE_OIDC_ISSUER',
    also: [],
    fallback: '',
    help: 'The OpenID provider, such as `https://sso.example/realms/ops`; its discovery document is read',
  },
  { name: 'EYEPIECE_OIDC_CLIENT_ID', also: [], fallback: '', help: 'What Eyepiece is called there' },
  {
    name: 'EYEPIECE_OIDC_CLIENT_SECRET',
    also: [],
    fallback: '',
    help: 'Its secret there; a public client has none. Never shown',
  },
  {
    name: 'EYEPIECE_OIDC_SCOPES',
    also: [],
    fallback: 'openid profile email',
    help: 'Scopes that are asked for; add `groups` or `offline_access` where the provider wants them',
  },
  { name: 'EYEPIECE_OIDC_NAME_CLAIM', also: [], fallback: 'email', help: 'Claim that names the reader' },
  { name: 'EYEPIECE_OIDC_GROUPS_CLAIM', also: [], fallback: 'groups', help: 'Claim that lists their groups' },
  {
    name: 'EYEPIECE_SESSION_SECRET',
    also: [],
    fallback: '',
    help: 'Encrypts sessions, 32 characters or more, the same on all replicas; several between commas, the newest first. Never shown',
  },
  {
    name: 'EYEPIECE_SESSION_LENGTH',
    also: [],
    fallback: '12h',
    help: 'Readers sign in again after this time, `5m` to `30d`',
  },
  {
    name: 'EYEPIECE_KUBERNETES_USER_PREFIX',
    also: [],
    fallback: '',
    help: "What the cluster's API server puts before names of readers (`--oidc-username-prefix`)",
  },
  {
    name: 'EYEPIECE_KUBERNETES_GROUPS_PREFIX',
    also: [],
    fallback: '',
    help: 'Likewise before their groups (`--oidc-groups-prefix`)',
  },
  {
    name: 'EYEPIECE_KUBERNETES_RIGHTS_KEPT',
    also: [],
    fallback: '1m',
    help: 'How long what the cluster said of a reader holds, `1s` to `1h`; it is asked about each namespace',
  },
  {
    name: 'EYEPIECE_ALLOWED_HOSTS',
    also: [],
    fallback: '',
    help: 'Hosts to answer for besides `localhost`, addresses and that of `EYEPIECE_PUBLIC_URL`; `*`: any, as where readers sign in and none is named',
  },
  {
    name: 'EYEPIECE_CORS_ORIGINS',
    also: [],
    fallback: '',
    help: 'Origins of other sites whose pages may read the API, such as `https://portal.example`; never with cookies',
  },
  {
    name: 'EYEPIECE_CLIENT_STREAMS',
    also: [],
    fallback: '2000',
    help: 'Live streams that one reader, or one address where nobody signs in, may have open; `0` is without limit',
  },
  {
    name: 'EYEPIECE_CLIENT_QUERIES',
    also: [],
    fallback: '6000',
    help: 'Requests to the API that they may make in a minute; `0` is without limit',
  },
] as const;
export type AccessVariable = (typeof accessVariables)[number]['name'];

type Said = (name: AccessVariable) => { readonly text: string; readonly given: boolean };

/** Settings of other parts that matter here; '' where they were not said. */
interface Beside {
  readonly publicUrl: string;
  readonly cluster: string;
}

/** Checked as one: what a mode needs, and what would be set for nothing. */
export function readAccessSettings(said: Said, { publicUrl, cluster }: Beside, problems: string[]): AccessConfig {
  const auth = readAuth(said, publicUrl, problems);
  const trustedProxies = said('EYEPIECE_TRUSTED_PROXIES').text;
  const proxies = readAddresses(trustedProxies);
  if (!proxies.ok) problems.push(`EYEPIECE_TRUSTED_PROXIES: ${proxies.problem}`);
  const hosts = readHosts(said('EYEPIECE_ALLOWED_HOSTS').text);
  if (!hosts.ok) problems.push(`EYEPIECE_ALLOWED_HOSTS: ${hosts.problem}`);
  if (auth.kind === 'proxy' && trustedProxies === '') {
    problems.push('EYEPIECE_AUTH=proxy needs EYEPIECE_TRUSTED_PROXIES: the addresses whose headers are believed.');
  }
  return {
    auth,
    trustedProxies,
    rights: readRights(said, auth.kind, cluster, problems),
    farEnd: readFarEnd(said('EYEPIECE_FAR_END').text, problems),
    corsOrigins: readOrigins(said('EYEPIECE_CORS_ORIGINS').text, problems),
    limits: {
      streams: readNumber(said, 'EYEPIECE_CLIENT_STREAMS', problems),
      queriesPerMinute: readNumber(said, 'EYEPIECE_CLIENT_QUERIES', problems),
    },
  };
}

/** The rules in a file, as it is now. Never throws. */
export function readRulesFile(file: string): ReadRules {
  try {
    return readRules(parse(readFileSync(file, 'utf8'), { maxAliasCount: 100 }));
  } catch (error) {
    const why = !existsSync(file) ? 'does not exist' : error instanceof Error ? firstLine(error.message) : 'fails';
    return { ok: false, problems: [`${file} cannot be read as YAML: ${why}.`] };
  }
}

const firstLine = (text: string) => (text.split('\n')[0] ?? '').replace(/[.:\s]+$/, '');

function readAuth(said: Said, publicUrl: string, problems: string[]): AccessConfig['auth'] {
  const { text } = said('EYEPIECE_AUTH');
  switch (text.toLowerCase()) {
    case 'none':
      refuseUseless(said, 'none', problems);
      return { kind: 'none' };
    case 'proxy':
      return {
        kind: 'proxy',
        headers: { user: header(said, 'USER', problems), groups: header(said, 'GROUPS', problems) },
      };
    case 'oidc':
      return {
        kind: 'oidc',
        provider: readProvider(said, publicUrl, problems),
        secrets: readSecrets(said('EYEPIECE_SESSION_SECRET').text, problems),
      };
    default:
      problems.push(`EYEPIECE_AUTH: "${text}" is none of none, proxy and oidc.`);
      return { kind: 'none' };
  }
}

/** Rights without sign-in would look like a lock and be none. */
function refuseUseless(said: Said, mode: string, problems: string[]): void {
  const names = ['EYEPIECE_ACCESS', 'EYEPIECE_OIDC_ISSUER', 'EYEPIECE_OIDC_CLIENT_ID'] as const;
  const given = names.find((name) => said(name).given);
  if (given) problems.push(`${given} is set but EYEPIECE_AUTH is ${mode}: nobody signs in, everybody sees everything.`);
}

function header(said: Said, which: 'USER' | 'GROUPS', problems: string[]): string {
  const { text } = said(`EYEPIECE_PROXY_${which}`);
  if (!/^[A-Za-z0-9-]+$/.test(text)) problems.push(`EYEPIECE_PROXY_${which}: "${text}" is no name of a header.`);
  return text.toLowerCase();
}

function readProvider(said: Said, publicUrl: string, problems: string[]): OidcConfig {
  const secret = said('EYEPIECE_OIDC_CLIENT_SECRET');
  for (const name of ['EYEPIECE_OIDC_ISSUER', 'EYEPIECE_OIDC_CLIENT_ID'] as const) {
    if (!said(name).given) problems.push(`EYEPIECE_AUTH=oidc needs ${name}.`);
  }
  const issuer = said('EYEPIECE_OIDC_ISSUER').text;
  if (issuer !== '' && !isSafe(issuer)) {
    problems.push(`EYEPIECE_OIDC_ISSUER: "${issuer}" is no https address; plain http is for this machine alone.`);
  }
  if (publicUrl === '') {
    problems.push('EYEPIECE_AUTH=oidc needs EYEPIECE_PUBLIC_URL: where the provider sends readers back to.');
  } else if (!isSafe(publicUrl)) {
    problems.push('EYEPIECE_PUBLIC_URL: sign-in needs an https address; plain http is for this machine alone.');
  }
  const scopes = said('EYEPIECE_OIDC_SCOPES').text;
  if (!scopes.split(/\s+/).includes('openid')) problems.push('EYEPIECE_OIDC_SCOPES: openid is missing; add it.');
  return {
    issuer,
    clientId: said('EYEPIECE_OIDC_CLIENT_ID').text,
    clientSecret: secret.given ? secret.text : null,
    scopes,
    nameClaim: said('EYEPIECE_OIDC_NAME_CLAIM').text,
    groupsClaim: said('EYEPIECE_OIDC_GROUPS_CLAIM').text,
    sessionMs: readSessionLength(said('EYEPIECE_SESSION_LENGTH').text, problems),
  };
}

/** Whoever listens on the way could sign in as anybody. */
function isSafe(address: string): boolean {
  const url = URL.canParse(address) ? new URL(address) : null;
  if (url?.protocol === 'https:') return true;
  return url?.protocol === 'http:' && /^(localhost|127(\.\d+){3}|\[::1\])$/.test(url.hostname);
}

const leastSecret = 32;

function readSecrets(text: string, problems: string[]): readonly string[] {
  const secrets = text.split(',').map((secret) => secret.trim());
  if (text === '') {
    problems.push('EYEPIECE_AUTH=oidc needs EYEPIECE_SESSION_SECRET; make one with: openssl rand -base64 32');
  } else if (secrets.some((secret) => secret.length < leastSecret)) {
    problems.push(`EYEPIECE_SESSION_SECRET holds a secret shorter than ${leastSecret} characters; make a longer one.`);
  }
  return secrets;
}

const minute = 60_000;

function readSessionLength(text: string, problems: string[]): number {
  const ms = readLength(text, 'mhd') ?? 0;
  if (ms >= 5 * minute && ms <= 30 * 24 * 60 * minute) return ms;
  problems.push(`EYEPIECE_SESSION_LENGTH: "${text}" is no length from 5m to 30d, such as 12h.`);
  return 5 * minute;
}

function readRights(
  said: Said,
  auth: AccessConfig['auth']['kind'],
  cluster: string,
  problems: string[],
): AccessConfig['rights'] {
  const { text, given } = said('EYEPIECE_ACCESS');
  if (auth === 'none') return { kind: 'all' };
  if (!given) {
    const ways = 'all, kubernetes, or a file of groups and namespaces';
    problems.push(`EYEPIECE_AUTH=${auth} needs EYEPIECE_ACCESS: what readers may see, ${ways}.`);
  }
  if (!given || text.toLowerCase() === 'all') return { kind: 'all' };
  if (text.toLowerCase() === 'kubernetes') {
    return {
      kind: 'kubernetes',
      userPrefix: said('EYEPIECE_KUBERNETES_USER_PREFIX').text,
      groupsPrefix: said('EYEPIECE_KUBERNETES_GROUPS_PREFIX').text,
      keptMs: readKept(said('EYEPIECE_KUBERNETES_RIGHTS_KEPT').text, problems),
      cluster: cluster || null,
    };
  }
  const read = readRulesFile(text);
  if (!read.ok) problems.push(...read.problems.map((problem) => `EYEPIECE_ACCESS: ${problem}`));
  return { kind: 'file', file: text };
}

function readKept(text: string, problems: string[]): number {
  const ms = readLength(text, 'smh') ?? 0;
  if (ms >= 1_000 && ms <= 60 * minute) return ms;
  problems.push(`EYEPIECE_KUBERNETES_RIGHTS_KEPT: "${text}" is no length from 1s to 1h, such as 1m.`);
  return minute;
}

function readFarEnd(text: string, problems: string[]): FarEnd {
  const found = farEnds.find((known) => known === text.toLowerCase());
  if (!found) problems.push(`EYEPIECE_FAR_END: "${text}" is none of ${farEnds.join(', ')}.`);
  return found ?? 'hidden';
}

function readOrigins(text: string, problems: string[]): readonly string[] {
  const origins = text.split(/[\s,]+/).filter(Boolean);
  const bad = origins.find((origin) => !URL.canParse(origin) || new URL(origin).origin !== origin);
  if (bad !== undefined) problems.push(`EYEPIECE_CORS_ORIGINS: "${bad}" is no origin such as https://portal.example.`);
  return origins;
}

function readNumber(said: Said, name: AccessVariable, problems: string[]): number {
  const { text } = said(name);
  if (/^\d{1,9}$/.test(text)) return Number(text);
  problems.push(`${name}: "${text}" is no whole number.`);
  return 0;
}
