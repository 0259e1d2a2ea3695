// Rows of the recorded cases of filters, read in place from beside this repository; for tests.
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';

const folder = path.resolve(import.meta.dirname, '../../../shared/cases/filters');

export const hasFilterCases = existsSync(folder);

/** One row a line; none where the folder is absent. */
export function filterCases<Row>(name: string): readonly Row[] {
  if (!hasFilterCases) return [];
  return readFileSync(path.join(folder, name), 'utf8')
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line));
}
