// What a frozen view says of itself.
import type { FrozenPage } from '@/lib/wire/share';

export interface FrozenAbout {
  /** Who froze it, where that is known. */
  readonly by: string | null;
  /** The page it was seen on, and the query of its link; cluster and time are left out of it. */
  readonly page: FrozenPage;
  readonly view: string;
}
