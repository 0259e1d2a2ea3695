// The environment variables there are, and what was said of each.
import { accessVariables } from './access';
import type { Setting } from './setting';

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
export type Variable = (typeof variables)[number]['name'];

export type Env = Readonly<Record<string, string | undefined>>;

/** What was said of a variable, or what holds where nothing was. */
export type Said = (name: Variable) => Setting;

export function settingOf(env: Env, name: Variable): Setting {
  const row = variables.find((variable) => variable.name === name);
  for (const candidate of [name, ...(row?.also ?? [])]) {
    const text = env[candidate]?.trim();
    if (text) return { name: candidate, text, given: true };
  }
  return { name, text: row?.fallback ?? '', given: false };
}

export function unknownSettings(env: Env): string[] {
  const known = new Set<string>(variables.map((variable) => variable.name));
  return Object.keys(env)
    .filter((name) => name.startsWith('EYEPIECE_') && !known.has(name))
    .map((name) => `${name} is not a setting of this version; remove it, or see the README for the names.`);
}
