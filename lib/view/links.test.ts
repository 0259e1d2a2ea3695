// Links as people have them in tickets and chats, made by this version and by those before it: what each means stays.
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, it } from 'vitest';
import type { Filter } from '@/lib/filter/filter';
import { defaultView, type View, viewParameters } from './parameters';
import { readView, viewSpan, writeView } from './view';

interface OldLink {
  readonly link: string;
  /** What is not at its default. */
  readonly means: { readonly [name in keyof View]?: unknown };
  /** Parameters that are ignored, and told so. */
  readonly told?: readonly string[];
}

const file = path.join(import.meta.dirname, 'fixtures/links.json');
const links: readonly OldLink[] = JSON.parse(readFileSync(file, 'utf8'));

const paramsOf = (link: string) => new URL(link, 'http://eyepiece.example').searchParams;

it.each(links.map((one) => [one.link, one] as const))('%s', (_, { link, means, told = [] }) => {
  const { view, notices } = readView(paramsOf(link));
  expect(saidOf(view)).toEqual(means);
  expect(notices.map(({ parameter }) => parameter)).toEqual(told);
  // And as this version writes it, it means the same again.
  expect(readView(new URLSearchParams(writeView(view)))).toEqual({ view, notices: [] });
  const { fromMs = 0, toMs = 1 } = viewSpan(view, Date.UTC(2026, 4, 5));
  expect(Number.isFinite(fromMs) && Number.isFinite(toMs)).toBe(true);
});

it('every parameter is among them', () => {
  const seen = new Set(links.flatMap(({ means }) => Object.keys(means)));
  expect(viewParameters.filter((name) => !seen.has(name))).toEqual([]);
  expect(links.length).toBeGreaterThanOrEqual(40);
});

function saidOf(view: View): OldLink['means'] {
  const told = viewParameters.filter((name) => JSON.stringify(view[name]) !== JSON.stringify(defaultView[name]));
  return Object.fromEntries(
    told.map((name) => [name, name === 'q' || name === 'off' ? words(view[name]) : view[name]]),
  );
}

const words = ({ tokens }: Filter): readonly string[] =>
  tokens.map(({ key, side, not, values }) => `${not ? 'not ' : ''}${side} ${key}: ${values.join(' | ')}`);
