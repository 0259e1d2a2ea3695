import { describe, expect, it } from 'vitest';
import { contains, grown } from '@/lib/graph/geometry';
import { fitTo, shiftedTo, toolRoom, type Viewport, visible } from './viewport';

const pane = { width: 700, height: 400 };
const lifeSize: Viewport = { zoom: 1, pan: { x: 0, y: 0 } };
const card = (x: number, y: number) => ({ x, y, width: 160, height: 80 });

describe('bringing something into sight', () => {
  it('moves nothing that is seen', () => {
    expect(shiftedTo(card(100, 100), lifeSize, pane)).toEqual(lifeSize);
  });

  it('moves no further than to the edge, with room for the tools there', () => {
    expect(shiftedTo(card(900, 100), lifeSize, pane).pan).toEqual({ x: 700 - 16 - 1060, y: 0 });
    expect(shiftedTo(card(-50, -50), lifeSize, pane).pan).toEqual({ x: 66, y: 94 });
  });

  it('shows the upper left corner of what is larger than the pane', () => {
    const shown = visible(shiftedTo({ x: 500, y: 500, width: 3_000, height: 3_000 }, lifeSize, pane), pane);
    expect([shown.x, shown.y]).toEqual([500 - 16, 500 - 44]);
  });

  it('counts in pixels of the pane whatever the zoom', () => {
    const { pan, zoom } = shiftedTo(card(900, 100), { zoom: 0.5, pan: { x: 300, y: 0 } }, pane);
    expect([zoom, pan.x]).toEqual([0.5, 700 - 16 - 530]);
  });
});

it('sees beside the tools all that it was fitted to', () => {
  const bounds = { x: -300, y: 40, width: 1_900, height: 316 };
  for (const room of [toolRoom, { ...toolRoom, top: 4, bottom: 90 }]) {
    expect(contains(grown(visible(fitTo(bounds, pane, room), pane, room), 2), bounds)).toBe(true);
  }
  expect(contains(visible(lifeSize, pane), { x: 0, y: 0, width: 700, height: 400 })).toBe(true);
  expect(contains(visible(lifeSize, pane, toolRoom), { x: 20, y: 20, width: 100, height: 100 })).toBe(false);
});
