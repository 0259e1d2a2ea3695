// Small things the field tables share.

/** A value being read: the same keys, writable until it is handed out. */
export type Draft<T> = { -readonly [Key in keyof T]: T[Key] };

/** The empty list of every flow that has none. */
export const none: readonly never[] = [];

/** `list` with `item` behind. Only for lists of a draft: one that is not `none` is extended in place. */
export function added<T>(list: readonly T[], item: T): readonly T[] {
  if (list === none) return [item];
  (list as T[]).push(item);
  return list;
}

/** proto3 cannot tell an enum's zero from its absence. */
export function nonZero(value: number, text: (value: number) => string): string | undefined {
  return value === 0 ? undefined : text(value);
}
