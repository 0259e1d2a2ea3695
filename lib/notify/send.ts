// One attempt to hand over a message. Sentences never hold the address: its path and query may be secrets.

export type Sent =
  | { readonly kind: 'sent' }
  /** Worth another attempt, not before `afterMs` where the receiver said so. */
  | { readonly kind: 'later'; readonly message: string; readonly afterMs: number | null }
  | { readonly kind: 'never'; readonly message: string };

export interface Post {
  readonly url: string;
  readonly body: string;
  readonly waitMs: number;
  readonly signal: AbortSignal;
}

/** Never throws. */
export async function post({ url, body, waitMs, signal }: Post): Promise<Sent> {
  const { address, headers } = addressed(url);
  try {
    const answer = await fetch(address, {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'user-agent': 'eyepiece', ...headers },
      body,
      redirect: 'manual',
      cache: 'no-store',
      signal: AbortSignal.any([signal, AbortSignal.timeout(waitMs)]),
    });
    await answer.body?.cancel();
    return judged(answer);
  } catch (error) {
    return { kind: 'later', message: whyNot(error), afterMs: null };
  }
}

/** A name and password in an address go into a header: fetch refuses them, and names the whole address in doing so. */
function addressed(text: string): { address: URL; headers: Readonly<Record<string, string>> } {
  const address = new URL(text);
  const { username, password } = address;
  if (username === '' && password === '') return { address, headers: {} };
  address.username = '';
  address.password = '';
  const login = `${decoded(username)}:${decoded(password)}`;
  return { address, headers: { authorization: `Basic ${Buffer.from(login).toString('base64')}` } };
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

const laterStatuses = [408, 425, 429];

function judged({ status, headers }: Response): Sent {
  if (status >= 200 && status < 300) return { kind: 'sent' };
  if (status >= 500 || laterStatuses.includes(status)) {
    return { kind: 'later', message: `The receiver answered ${status}.`, afterMs: retryAfterOf(headers) };
  }
  if (status >= 300 && status < 400) {
    return { kind: 'never', message: `The receiver answered ${status}: give the address that it leads to.` };
  }
  return { kind: 'never', message: `The receiver answered ${status} and will not take it.` };
}

/** Seconds or a date. */
function retryAfterOf(headers: Headers): number | null {
  const text = headers.get('retry-after');
  if (text === null) return null;
  const ms = /^\d{1,6}$/.test(text) ? Number(text) * 1_000 : Date.parse(text) - Date.now();
  return Number.isFinite(ms) ? Math.max(0, ms) : null;
}

function whyNot(error: unknown): string {
  const code = codeOf(error);
  if (code === 'TimeoutError') return 'The receiver did not answer in time.';
  if (code === 'ECONNREFUSED') return 'Nothing listens at the receiver’s address.';
  if (code === 'ENOTFOUND' || code === 'EAI_AGAIN') return 'The name of the receiver has no address.';
  if (/CERT|SIGNATURE|TLS|SSL|^UNABLE_TO_/.test(code)) return `TLS with the receiver fails (${code}).`;
  return `The receiver could not be reached${code === '' ? '' : ` (${code})`}.`;
}

/** fetch hides what went wrong in `cause`. */
function codeOf(error: unknown): string {
  if (!(error instanceof Error)) return '';
  if (error.name === 'TimeoutError') return error.name;
  const { cause } = error;
  return cause instanceof Error && 'code' in cause && typeof cause.code === 'string' ? cause.code : '';
}
