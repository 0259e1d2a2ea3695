// Who asks, and what they may see.
import type { Filter } from '@/lib/filter/filter';
import type { EpochMs } from '@/lib/flow/flow';
import { type Sight, seesEverything } from '@/lib/sight/sight';
import type { TokenView } from './token';

export interface Reader {
  /** Name or address by which the access log and marks know them; null where nobody signs in. */
  readonly name: string | null;
  /** As their identity provider or proxy names them. */
  readonly groups: readonly string[];
  /** How they came in: open to all, by a trusted proxy, signed in, or with an embed token. */
  readonly by: 'none' | 'proxy' | 'oidc' | 'token';
  readonly sight: Sight;
  /** When their session or token ends; absent where it does not end by itself. */
  readonly untilMs?: EpochMs;
  /** Of a reader who signed in. */
  readonly sessionId?: string;
  /** Of a token: added to whatever is asked, so that it narrows and is never widened. */
  readonly within?: Filter;
  /** Of a token: the views it is for. */
  readonly views?: readonly TokenView[];
}

/** Nothing is kept from this reader, neither by rights nor by a token. */
export const readsEverything = ({ sight, within }: Pick<Reader, 'sight' | 'within'>): boolean =>
  seesEverything(sight) && within === undefined;
