// Keeping the identity of what says the same as before, so that nothing is redrawn for it.

/** The old value where the new one says the same. */
export function kept<T>(old: T | undefined, fresh: T): T {
  return old !== undefined && isSame(old, fresh) ? old : fresh;
}

/** Plain data compared by content. */
export function isSame(a: unknown, b: unknown): boolean {
  if (Object.is(a, b)) return true;
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) return false;
  const [left, right] = [a as Plain, b as Plain];
  const keys = Object.keys(left);
  return keys.length === Object.keys(right).length && keys.every((key) => isSame(left[key], right[key]));
}

type Plain = Readonly<Record<string, unknown>>;
