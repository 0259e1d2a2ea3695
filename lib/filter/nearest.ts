// The allowed word somebody probably meant.

const longest = 64;

/** The candidate fewest edits away, when that is few enough to be a slip of the finger; else undefined. */
export function nearest(word: string, candidates: readonly string[]): string | undefined {
  if (word.length > longest) return undefined;
  const sought = word.toLowerCase();
  let best: string | undefined;
  let bestDistance = Math.max(1, Math.floor(sought.length / 3)) + 1;
  for (const candidate of candidates) {
    // A word that was not typed to its end is likelier than a slip.
    const isBegun = candidate.toLowerCase().startsWith(sought);
    const distance = editDistance(sought, candidate.toLowerCase()) - (isBegun ? 0.5 : 0);
    if (distance < bestDistance) {
      best = candidate;
      bestDistance = distance;
    }
  }
  return best ?? candidates.find((candidate) => sought.length >= 3 && candidate.toLowerCase().startsWith(sought));
}

/** Insertions, deletions, replacements and swapped neighbours (optimal string alignment). */
function editDistance(a: string, b: string): number {
  let beforeLast: number[] = [];
  let last = Array.from({ length: b.length + 1 }, (_, j) => j);
  for (let i = 1; i <= a.length; i++) {
    const row = [i];
    for (let j = 1; j <= b.length; j++) {
      const same = a[i - 1] === b[j - 1];
      const replaced = (last[j - 1] ?? 0) + (same ? 0 : 1);
      const swapped = i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1];
      const candidates = [replaced, (last[j] ?? 0) + 1, (row[j - 1] ?? 0) + 1];
      if (swapped) candidates.push((beforeLast[j - 2] ?? 0) + 1);
      row.push(Math.min(...candidates));
    }
    beforeLast = last;
    last = row;
  }
  return last[b.length] ?? 0;
}
