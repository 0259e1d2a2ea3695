// What can go wrong with the Kubernetes API: a code, and one sentence with the cure. Nothing that a server or a file said
// is repeated, because sentences are shown to all readers.

/**
 * - `no-access`     no kubeconfig and no account of a pod, or one that cannot be read
 * - `unsupported`   the kubeconfig asks for what is not done here, such as a program that logs in
 * - `unreachable`   nothing answers, or too late
 * - `tls`           the server's certificate, or ours, is not accepted
 * - `unauthenticated` 401 · `forbidden` 403 · `absent` 404
 * - `gone`          410: the version to go on from is no longer held; all is read anew
 * - `busy`          429, or 5xx: later
 * - `malformed`     what answers does not speak as Kubernetes does
 */
export const kubernetesErrorCodes = [
  'no-access',
  'unsupported',
  'unreachable',
  'tls',
  'unauthenticated',
  'forbidden',
  'absent',
  'gone',
  'busy',
  'malformed',
] as const;
export type KubernetesErrorCode = (typeof kubernetesErrorCodes)[number];

export class KubernetesError extends Error {
  override readonly name = 'KubernetesError';

  constructor(
    readonly code: KubernetesErrorCode,
    message: string,
    /** How long the server asks to wait, ms. */
    readonly retryAfterMs: number | null = null,
    options?: ErrorOptions,
  ) {
    super(message, options);
  }

  /** Anything thrown while `server` was spoken to. */
  static from(error: unknown, server: string): KubernetesError {
    if (error instanceof KubernetesError) return error;
    const cause = codeOf(error);
    const [code, message] = sentenceOf(cause, server);
    return new KubernetesError(code, message, null, { cause: error });
  }
}

function codeOf(error: unknown): string {
  if (!(error instanceof Error)) return '';
  return 'code' in error && typeof error.code === 'string' ? error.code : error.name;
}

const certificateCodes = /CERT|SIGNATURE|^UNABLE_TO_|^ERR_TLS|^ERR_SSL|^ERR_OSSL|^EPROTO$|^CRL_/;

function sentenceOf(code: string, server: string): [KubernetesErrorCode, string] {
  if (code === 'ERR_TLS_CERT_ALTNAME_INVALID') {
    return ['tls', `The certificate of ${server} is for another name; set tls-server-name in the kubeconfig.`];
  }
  if (code === 'CERT_HAS_EXPIRED') return ['tls', `The certificate of ${server} has expired.`];
  if (certificateCodes.test(code)) {
    return ['tls', `TLS with ${server} fails (${code}); check the authority and the client certificate.`];
  }
  if (code === 'TimeoutError' || code === 'ETIMEDOUT') return ['unreachable', `${server} does not answer in time.`];
  if (code === 'ENOTFOUND' || code === 'EAI_AGAIN') return ['unreachable', `The name in ${server} has no address.`];
  if (code === 'ECONNREFUSED') return ['unreachable', `Nothing listens at ${server}.`];
  return ['unreachable', `The connection to ${server} broke${/^[A-Z_]+$/.test(code) ? ` (${code})` : ''}.`];
}
