import { describe, expect, it } from 'vitest';
import { parseFilter } from '@/lib/filter/parse';
import { type Problem, problemOf } from '@/lib/wire/problem';
import { refusedFilter } from './refused-filter';

const filter = (text: string) => {
  const parsed = parseFilter(text);
  if (!parsed.ok) throw new Error(parsed.error.message);
  return parsed.filter;
};
const refused = (problem: Problem) => ({ state: 'refused', problem }) as const;

describe('a filter that the server refused', () => {
  it('is told with the place of what is wrong', () => {
    const problem = problemOf('bad-filter', 'No such class.', { position: 18, length: 8 });
    expect(refusedFilter(refused(problem), filter('ns:shop   path:\\p{Nope}'))).toEqual({
      text: 'ns:shop http.path:\\p{Nope}',
      error: { message: 'No such class.', token: '\\p{Nope}', position: 18, length: 8 },
    });
  });

  it('is none where something else was refused, or the place is of another text', () => {
    const place = { position: 18, length: 8 };
    expect(refusedFilter({ state: 'live', sinceMs: 0 }, filter('ns:shop'))).toBeNull();
    expect(refusedFilter(refused(problemOf('no-such-cluster', 'None.')), filter('ns:shop'))).toBeNull();
    expect(refusedFilter(refused(problemOf('bad-filter', 'Bad.')), filter('ns:shop'))).toBeNull();
    expect(refusedFilter(refused(problemOf('bad-filter', 'Bad.', place)), filter('ns:shop'))).toBeNull();
  });
});
