// Who asks, as far as answers depend on it. Plain data, so that it travels to the live thread with a query.
import type { Filter } from '@/lib/filter/filter';
import { type Sight, seesEverything } from './sight';

export interface Reader {
  /** By which the access log, marks and opened captures know them; null where nobody signs in, and nobody's name. */
  readonly name: string | null;
  readonly sight: Sight;
  /**
   * What an embed token keeps them within: added to every filter they ask by, so that it narrows and is never widened.
   * What is answered beside a filter, such as namespaces and flows left out, is to stay within it, too.
   */
  readonly within?: Filter;
}

/** Nothing is kept from this reader, neither by rights nor by a token. */
export const readsEverything = ({ sight, within }: Pick<Reader, 'sight' | 'within'>): boolean =>
  seesEverything(sight) && within === undefined;
