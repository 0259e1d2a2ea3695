import type { Core } from 'cytoscape';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { glide } from './glide';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

/** A canvas that takes `costMs` to be drawn, and the clock that goes on meanwhile. */
function canvasOf(costMs: number) {
  let [zoom, x, nowMs] = [1, 0, 0];
  const style = { transform: '', transformOrigin: '' };
  const draw = vi.fn(() => {
    nowMs += costMs;
  });
  const renderer = {
    data: { canvasContainer: { style } },
    render: draw as (options?: object) => void,
    redrawHint: vi.fn(),
    redraw: () => renderer.render(),
  };
  const cy = { renderer: () => renderer, zoom: () => zoom, pan: () => ({ x, y: 0 }) } as unknown as Core;
  const control = glide(cy, () => nowMs);
  const move = (byX: number, byZoom = 1) => {
    x = x * byZoom + byX;
    zoom *= byZoom;
    nowMs += 16;
    renderer.render();
  };
  renderer.render();
  return { style, draw, control, move, again: (options?: object) => renderer.render(options) };
}

describe('a map that is moved', () => {
  it('is shifted as it was drawn, by as much as it was moved', () => {
    const { style, draw, move } = canvasOf(30);
    move(10);
    move(10);
    expect(draw).toHaveBeenCalledTimes(1);
    expect(style.transform).toBe('translate(20px, 0px) scale(1)');
    move(4, 2);
    expect(style.transform).toBe('translate(44px, 0px) scale(2)');
  });

  it('is drawn when it rests', () => {
    const { style, draw, move } = canvasOf(30);
    move(10);
    vi.advanceTimersByTime(1_000);
    expect(draw).toHaveBeenCalledTimes(2);
    expect(style.transform).toBe('');
  });

  it('is drawn now and then in a long movement, for a fifth of the time at most', () => {
    const { draw, move } = canvasOf(30);
    for (let step = 0; step < 100; step += 1) move(1);
    expect(draw.mock.calls.length).toBeGreaterThan(3);
    expect((draw.mock.calls.length * 30) / (100 * 16)).toBeLessThan(0.25);
  });

  it('is drawn for every step where that costs little', () => {
    const { draw, move } = canvasOf(2);
    for (let step = 0; step < 10; step += 1) move(1);
    expect(draw).toHaveBeenCalledTimes(11);
  });

  it('is drawn at once where it was sent somewhere', () => {
    const { draw, move, control } = canvasOf(30);
    control.hurry();
    move(500);
    expect(draw).toHaveBeenCalledTimes(2);
  });

  it('is drawn at once when what it shows changes and it stands still', () => {
    const { draw, again } = canvasOf(30);
    again();
    expect(draw).toHaveBeenCalledTimes(2);
  });

  it('is drawn for who asks for a picture of it, and not shifted for that', () => {
    const { draw, move, again, style } = canvasOf(30);
    move(10);
    again({ forcedContext: {} });
    expect(draw).toHaveBeenCalledTimes(2);
    expect(style.transform).not.toBe('');
  });

  it('has figures wait for longer the more a drawing costs, and for a second at most', () => {
    const rests = [2, 20, 200].map((costMs) => canvasOf(costMs).control.restMs());
    expect(rests).toEqual([50, 500, 1_000]);
    const { control, move } = canvasOf(20);
    for (let step = 0; step < 6; step += 1) move(0);
    expect(control.restMs()).toBe(500);
  });

  it('is left alone once it is closed', () => {
    const { draw, move, control } = canvasOf(30);
    move(10);
    control.close();
    vi.advanceTimersByTime(1_000);
    expect(draw).toHaveBeenCalledTimes(1);
  });
});
