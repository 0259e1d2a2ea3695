// A signed-in reader's session. Their browser carries it, sealed; the server keeps none.
import type { EpochMs } from '@/lib/flow/flow';
import type { Identity } from './identity';

export interface Session extends Identity {
  /** Another at each sign-in. */
  readonly id: string;
  /** Who it is at the provider, whatever they are called. */
  readonly subject: string;
  readonly signedInMs: EpochMs;
  /** Name and groups are believed until then; after it the provider is asked anew. */
  readonly freshUntilMs: EpochMs;
  /** It ends then, whatever the provider says. */
  readonly untilMs: EpochMs;
  /** null: the provider gave none, and is not asked again before the end. */
  readonly refreshToken: string | null;
  /** Tells the provider whom to sign out. */
  readonly idToken: string | null;
}

/** One way to the provider and back. */
export interface Attempt {
  readonly state: string;
  readonly nonce: string;
  readonly verifier: string;
  /** Where to go afterwards: a path of ours. */
  readonly to: string;
}

const version = 1;

/** What is sealed of a session, with the version of its form. */
export const sessionValue = (session: Session): object => ({ version, ...session });

/** Of what was sealed; null for one of another version. */
export function sessionOf(value: unknown): Session | null {
  return isObject(value) && value.version === version ? (value as unknown as Session) : null;
}

/** Of what was sealed. */
export function attemptOf(value: unknown): Attempt | null {
  return isObject(value) && typeof value.state === 'string' ? (value as unknown as Attempt) : null;
}

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  value !== null && typeof value === 'object';
