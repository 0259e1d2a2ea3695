// What a frozen view says of itself.

export const frozenPages = ['map', 'drops', 'flows'] as const;
export type FrozenPage = (typeof frozenPages)[number];

export interface FrozenAbout {
  /** Who froze it, where that is known. */
  readonly by: string | null;
  /** The page it was seen on, and the query of its link; cluster and time are left out of it. */
  readonly page: FrozenPage;
  readonly view: string;
}
