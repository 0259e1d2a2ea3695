// What a reader sees of the stream, and how a spec knows that it moves.
import { expect, type Frame, type FrameLocator, type Page } from '@playwright/test';

/** A page, or a frame of one. */
export type Reader = Page | Frame | FrameLocator;

/** "12,345 flows" in the filter bar: what the newest frame says. */
export const figure = (reader: Reader) => reader.getByText(/^[\d,]+ flows?$/).first();

export async function figureOf(reader: Reader): Promise<number> {
  return Number((await figure(reader).textContent())?.replace(/\D/g, ''));
}

export const stream = (reader: Reader, state: string) => reader.locator(`[data-stream=${state}]`);

/** Live, and frames come: the figure changes, and goes on to. */
export async function expectLive(reader: Reader): Promise<void> {
  await expect(stream(reader, 'live')).toBeVisible({ timeout: 90_000 });
  for (const _ of ['once', 'again']) {
    const before = await figureOf(reader);
    await expect.poll(() => figureOf(reader), { timeout: 30_000 }).not.toBe(before);
  }
}

/** Ten views that differ in their window alone, so that each has something new in every frame. */
export const tenViews = ['map', 'drops', 'flows', 'flows', 'drops', 'map', 'flows', 'drops', 'flows', 'drops'].map(
  (page, index) => `/${page}?from=-${index + 2}m`,
);
