// Regular expressions by RE2: linear in the text, so that no expression of a reader can hold the server up.
import { RE2JS } from 're2js';

/** A test that finds the expression anywhere in a text. Throws on what is none. */
export function compilePattern(pattern: string): (text: string) => boolean {
  const compiled = RE2JS.compile(pattern);
  return (text) => compiled.matcher(text).find();
}

/** What is wrong with an expression, in the engine's words; null where nothing is. */
export function engineProblem(pattern: string): string | null {
  try {
    RE2JS.compile(pattern);
    return null;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}
