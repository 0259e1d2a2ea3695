import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { themeOf } from './theme';

const read = (name: string) => readFileSync(path.join(import.meta.dirname, name), 'utf8');

/** The declarations of the rule that begins with `selector`, without their indentation. */
function declarations(css: string, selector: string): string[] {
  const start = css.indexOf('{', css.indexOf(selector)) + 1;
  return css
    .slice(start, css.indexOf('}', start))
    .split(';')
    .map((line) => line.replace(/\s+/g, ' ').trim())
    .filter((line) => line !== '');
}

describe('the theme', () => {
  it('is what the link says, then what the reader chose, then dark', () => {
    expect(themeOf('light', 'dark')).toBe('light');
    expect(themeOf(null, 'auto')).toBe('auto');
    expect(themeOf('purple', undefined)).toBe('dark');
  });

  it('gives readers who leave it to their system the same light as those who choose it', () => {
    const chosen = declarations(read('tokens.css'), 'html.light {');
    expect(chosen.length).toBeGreaterThan(50);
    expect(declarations(read('tokens-auto.css'), 'html.auto {')).toEqual(chosen);
  });
});
