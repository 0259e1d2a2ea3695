// Keys whose values are worth listing, with how many flows have each.
import type { FilterKey } from '@/lib/filter/filter';

/** A word of one's own, ids that few flows share, and whole expressions. */
const unlisted = ['text', 'uuid', 'trace', 'iptrace', 'cel'] as const satisfies readonly FilterKey[];

export type ListedKey = Exclude<FilterKey, (typeof unlisted)[number]>;

export const isListed = (key: FilterKey): key is ListedKey => !unlisted.some((each) => each === key);
