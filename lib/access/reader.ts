// A reader, and how they came in.
import type { EpochMs } from '@/lib/flow/flow';
import type { Reader } from '@/lib/sight/reader';
import type { TokenView } from './token';

export interface AdmittedReader extends Reader {
  /** As their identity provider or proxy names them. */
  readonly groups: readonly string[];
  /** How they came in: open to all, by a trusted proxy, signed in, or with an embed token. */
  readonly by: 'none' | 'proxy' | 'oidc' | 'token';
  /** When their session or token ends; absent where it does not end by itself. */
  readonly untilMs?: EpochMs;
  /** Of a reader who signed in. */
  readonly sessionId?: string;
  /** Of a token: the views it is for. */
  readonly views?: readonly TokenView[];
}
