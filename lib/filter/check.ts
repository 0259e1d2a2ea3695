// What only the server can say of a filter: whether its regular expressions and CEL expressions compile.
import type { Filter } from '@/lib/filter/filter';
import { patternProblem } from '@/lib/filter/pattern-syntax';
import { engineProblem } from '@/lib/filter/patterns';
import { printToken } from '@/lib/filter/print';

const patternKeys: ReadonlySet<string> = new Set(['http.path', 'http.url', 'dns.query']);

/** One sentence naming the token, or null. `celProblem` says what is wrong with a CEL expression, or null. */
export function filterProblem(filter: Filter, celProblem: (expression: string) => string | null): string | null {
  for (const token of filter.tokens) {
    const problemOf = patternKeys.has(token.key) ? patternOrEngine : token.key === 'cel' ? celProblem : null;
    const problem = problemOf && token.values.map(problemOf).find((found) => found !== null);
    if (problem) return `"${printToken(token)}" cannot be answered: ${problem}`;
  }
  return null;
}

const patternOrEngine = (pattern: string): string | null => patternProblem(pattern) ?? engineProblem(pattern);
