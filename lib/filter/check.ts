// What only the server can say of a filter: whether its regular expressions and CEL expressions compile.
import type { Filter } from '@/lib/filter/filter';
import { patternProblem } from '@/lib/filter/match/pattern-syntax';
import { engineProblem } from '@/lib/filter/match/patterns';
import type { FilterPlace } from '@/lib/filter/place';
import { printToken } from '@/lib/filter/print';

const patternKeys: ReadonlySet<string> = new Set(['http.path', 'http.url', 'dns.query']);

export interface FilterProblem extends FilterPlace {
  /** One sentence naming the token. */
  readonly message: string;
}

/** The first that is wrong, or null. `celProblem` says what is wrong with a CEL expression, or null. */
export function filterProblem(filter: Filter, celProblem: (expression: string) => string | null): FilterProblem | null {
  for (const [at, token] of filter.tokens.entries()) {
    const problemOf = patternKeys.has(token.key) ? patternOrEngine : token.key === 'cel' ? celProblem : null;
    for (const value of problemOf ? token.values : []) {
      const problem = problemOf?.(value) ?? null;
      if (problem !== null)
        return { token: at, value, message: `"${printToken(token)}" cannot be answered: ${problem}` };
    }
  }
  return null;
}

const patternOrEngine = (pattern: string): string | null => patternProblem(pattern) ?? engineProblem(pattern);
