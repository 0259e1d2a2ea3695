// Whatever goes wrong between us and Relay becomes a RelayError here: a code, a sentence with the cure, the cause.
import { status as grpcStatus } from '@grpc/grpc-js';
import type { RelayErrorCode, RelayTarget } from './relay';

/** What was tried when it went wrong. */
export interface ErrorContext {
  readonly target: RelayTarget;
  readonly during: 'connect' | 'observe' | 'status' | 'nodes' | 'namespaces';
}

/** `message` is one sentence naming the thing and the cure; `code` has its cure in docs/errors.md. */
export class RelayError extends Error {
  override readonly name = 'RelayError';
  readonly code: RelayErrorCode;

  constructor(code: RelayErrorCode, message: string, cause?: unknown) {
    super(message, { cause });
    this.code = code;
  }

  /** Never throws; a RelayError comes back as it is. */
  static from(cause: unknown, context: ErrorContext): RelayError {
    if (cause instanceof RelayError) return cause;
    const failure = failureOf(cause);
    return RelayError.of(codeOf(failure, context), context.target, failure.text, cause);
  }

  /** `detail` is what the other side or the system said, where that helps. */
  static of(code: RelayErrorCode, target: RelayTarget, detail = '', cause?: unknown): RelayError {
    return new RelayError(code, sentences[code](target, detail), cause);
  }
}

/** Whether waiting alone will not mend it: the state is then `refused`, and retried slowly. */
export const isLasting: Record<RelayErrorCode, boolean> = {
  'name-not-resolved': false,
  unreachable: false,
  refused: false,
  timeout: false,
  'plaintext-expected': true,
  'tls-expected': true,
  'tls-name-mismatch': true,
  'tls-unknown-authority': true,
  'tls-expired': true,
  'client-certificate-required': true,
  'certificate-unreadable': true,
  'not-a-relay': true,
  unimplemented: true,
  unauthenticated: true,
  'permission-denied': true,
  'invalid-request': true,
  'no-nodes': false,
  ended: false,
  silent: false,
  unavailable: false,
  unknown: false,
};

interface Failure {
  /** gRPC status, where there is one. */
  readonly status: number | undefined;
  readonly text: string;
}

function failureOf(cause: unknown): Failure {
  if (!(cause instanceof Error)) return { status: undefined, text: clean(String(cause)) };
  const { code, details } = cause as { readonly code?: unknown; readonly details?: unknown };
  return {
    status: typeof code === 'number' ? code : undefined,
    text: clean(typeof details === 'string' && details !== '' ? details : cause.message),
  };
}

/** What grpc-js wraps around the system's own words: counters, dates, source files of OpenSSL. */
function clean(text: string): string {
  return text
    .replace(/^No connection established\. Last error: (Error: |Error \[[A-Z_]+\]: )?/, '')
    .replace(/\. Resolution note: .*$/s, '')
    .replace(/\(\d{4}-\d\d-\d\dT[\d:.]+Z\)/g, '')
    .replace(/[0-9A-F]{6,}:error:[0-9A-F]+:SSL routines:[a-z0-9_]*:/gi, '')
    .replace(/:\.\.\/deps\/\S*( alert number \d+)?/g, '')
    .replace(/\s+/g, ' ')
    .trim();
}

// The words of Node 20 to 24, OpenSSL 3 and grpc-js 1.14; the tests make each of them happen.
const signs: readonly (readonly [RegExp, RelayErrorCode])[] = [
  [/Name resolution failed|ENOTFOUND|EAI_AGAIN/, 'name-not-resolved'],
  [/ECONNREFUSED/, 'refused'],
  [/ETIMEDOUT/, 'timeout'],
  [/EHOSTUNREACH|ENETUNREACH|EADDRNOTAVAIL|ENOENT|EACCES|EPERM/, 'unreachable'],
  [/does not match certificate's altnames|ERR_TLS_CERT_ALTNAME_INVALID/, 'tls-name-mismatch'],
  [
    /alert (certificate required|bad certificate|unknown ca|certificate unknown|unsupported certificate)/,
    'client-certificate-required',
  ],
  [/alert (certificate expired|certificate revoked|handshake failure|access denied)/, 'client-certificate-required'],
  [/certificate has expired|certificate is not yet valid|CERT_HAS_EXPIRED|CERT_NOT_YET_VALID/, 'tls-expired'],
  [
    /unable to verify|self.signed certificate|unable to get (local )?issuer|certificate signature failure|UNABLE_TO_|SELF_SIGNED/,
    'tls-unknown-authority',
  ],
  [/wrong version number|packet length too long|http request/, 'plaintext-expected'],
  [
    /no application protocol|Protocol error|without gRPC status|NGHTTP2_PROTOCOL_ERROR|missing content-type/i,
    'not-a-relay',
  ],
];

function codeOf({ status, text }: Failure, context: ErrorContext): RelayErrorCode {
  if (status === undefined || status === grpcStatus.UNAVAILABLE || status === grpcStatus.INTERNAL) {
    const sign = signs.find(([pattern]) => pattern.test(text));
    if (sign) return sign[1];
  }
  if (status === grpcStatus.UNIMPLEMENTED && isBasic(context)) return 'not-a-relay';
  // Text taken for a length: an answer to ServerStatus is never that large.
  if (context.during === 'status' && /message larger than max/.test(text)) return 'not-a-relay';
  return (status === undefined ? undefined : byStatus[status]) ?? 'unknown';
}

/** Every Hubble server since 0.5 has these two; without them it is something else. */
function isBasic({ during }: ErrorContext): boolean {
  return during === 'observe' || during === 'status';
}

const byStatus: Readonly<Record<number, RelayErrorCode>> = {
  [grpcStatus.CANCELLED]: 'ended',
  [grpcStatus.INVALID_ARGUMENT]: 'invalid-request',
  [grpcStatus.DEADLINE_EXCEEDED]: 'timeout',
  [grpcStatus.PERMISSION_DENIED]: 'permission-denied',
  [grpcStatus.FAILED_PRECONDITION]: 'invalid-request',
  [grpcStatus.OUT_OF_RANGE]: 'invalid-request',
  [grpcStatus.UNIMPLEMENTED]: 'unimplemented',
  [grpcStatus.INTERNAL]: 'unavailable',
  [grpcStatus.UNAVAILABLE]: 'unavailable',
  [grpcStatus.RESOURCE_EXHAUSTED]: 'unavailable',
  [grpcStatus.UNAUTHENTICATED]: 'unauthenticated',
};

type Sentence = (target: RelayTarget, detail: string) => string;

const sentences: Record<RelayErrorCode, Sentence> = {
  'name-not-resolved': (t) =>
    `The name in ${t.address} does not resolve; check the server address and the DNS of this host.`,
  unreachable: (t, d) => `${t.address} cannot be reached${said(d)}; check the address and the route to it.`,
  refused: (t) =>
    `Nothing listens at ${t.address}; check the address, or that the port-forward to hubble-relay is running.`,
  timeout: (t) => `${t.address} did not answer in time; check the address, firewalls, and whether it wants TLS.`,
  'plaintext-expected': (t) => `${t.address} does not speak TLS; turn TLS off or use Relay's TLS port.`,
  'tls-expected': (t) => `${t.address} wants TLS; turn TLS on (tls:// before the address) and name its CA.`,
  'tls-name-mismatch': (t, d) =>
    `The certificate of ${t.address} is not for the name it was checked against${said(d)}; set the TLS server name, ` +
    'for Relay usually ui.hubble-relay.cilium.io.',
  'tls-unknown-authority': (t, d) =>
    `The certificate of ${t.address} is signed by an authority that is not trusted here${said(d)}; ` +
    "set the CA certificate file to Hubble's CA.",
  'tls-expired': (t, d) =>
    `The certificate of ${t.address} is outside its dates${said(d)}; renew it, or check the clock of this host.`,
  'client-certificate-required': (t, d) =>
    `${t.address} accepts only clients with a certificate of its own CA${said(d)}; set client certificate and key.`,
  'certificate-unreadable': (_, d) =>
    `A certificate file cannot be used${said(d)}; check the path, its permissions and its content.`,
  'not-a-relay': (t, d) => `${t.address} answers, but it is not Hubble Relay${said(d)}; check host and port.`,
  unimplemented: (t, d) => `${t.address} does not offer this call${said(d)}; it may be an agent or an older version.`,
  unauthenticated: (t, d) =>
    `${t.address} wants to know who calls${said(d)}; check the credentials of what stands before Relay.`,
  'permission-denied': (t, d) => `${t.address} does not allow this call${said(d)}; check the rights of this client.`,
  'invalid-request': (t, d) => `${t.address} refused the request${said(d)}; check the filter.`,
  'no-nodes': (t, d) =>
    `Relay at ${t.address} has no connected node${said(d)}; check TLS between Relay and the agents, and hubble.enabled.`,
  ended: (t) => `Relay at ${t.address} ended the stream; it is opened again by itself.`,
  silent: (t, d) => `Relay at ${t.address} fell silent and does not answer${said(d)}; the connection is opened again.`,
  unavailable: (t, d) => `Relay at ${t.address} is not available${said(d)}; check that its pods are running.`,
  unknown: (t, d) => `Talking to ${t.address} failed${said(d)}; look at the log of hubble-relay.`,
};

const longestDetail = 200;

function said(detail: string): string {
  const text = detail.replace(/[\s.]+$/, '');
  return text === '' ? '' : ` (${text.length > longestDetail ? `${text.slice(0, longestDetail)}…` : text})`;
}
