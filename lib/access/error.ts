// Why somebody may not read: a code, and one sentence with the cure.

/**
 * - `unauthenticated` 401: nobody is signed in, or no longer
 * - `no-rights`       403: signed in, and nothing is for them
 * - `rights-unavailable` 503: whoever says what readers may see cannot be asked at the moment
 * - `other-site`      403: a page of another site asks for what only our own may
 * - `too-many-requests` 429: asked more often, or holds more streams open, than one client may
 * - `token-expired`   401: the embed token was good
 * - `token-refused`   401: the embed token is not
 * - `keys-unavailable` 503: the keys of embed tokens cannot be had at the moment
 */
export type AccessErrorCode =
  | 'unauthenticated'
  | 'no-rights'
  | 'rights-unavailable'
  | 'other-site'
  | 'too-many-requests'
  | 'token-expired'
  | 'token-refused'
  | 'keys-unavailable';

/** Its message is for whoever asked. */
export class AccessError extends Error {
  override readonly name = 'AccessError';

  constructor(
    readonly code: AccessErrorCode,
    message: string,
    /** Whole seconds after which it may be tried again. */
    readonly retryAfterS: number | null = null,
  ) {
    super(message);
  }
}
