// WCAG 2.2 AA as axe sees it.
import type { Page } from '@playwright/test';
import axe from 'axe-core';

const tags = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'];

/**
 * What is wrong on the page as it stands, by rule; [] is what specs want. Asked of axe in the page itself: what builds
 * on it carries all that is in order out of the page as well, which takes several times as long.
 */
export function violations(page: Page): Promise<Violation[]> {
  return ask(page, 'html', { runOnly: { type: 'tag', values: tags } });
}

/** The same of a part of the page, which is held to what is good practice as well. */
export function violationsWithin(page: Page, part: string): Promise<Violation[]> {
  return ask(page, part, {});
}

interface Violation {
  readonly id: string;
  readonly targets: string[];
}

async function ask(page: Page, part: string, rules: axe.RunOptions): Promise<Violation[]> {
  await page.evaluate(axe.source);
  const found = await page.evaluate(
    ([selector, options]) => window.axe.run(selector, { ...options, resultTypes: ['violations'] }),
    [part, rules] as const,
  );
  return found.violations.map(({ id, nodes }) => ({ id, targets: nodes.map(({ target }) => target.join(' ')) }));
}

declare global {
  interface Window {
    readonly axe: typeof axe;
  }
}
