import { act, cleanup, render, screen } from '@testing-library/react';
import { Component, type ReactNode, useRef } from 'react';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { emptyPicture } from '@/components/service-map/picture/picture';
import type { CanvasEvents, MapCanvas } from './canvas';
import { loadCanvas } from './load-canvas';
import { useCanvas } from './use-canvas';

vi.mock('./load-canvas', () => ({ loadCanvas: vi.fn() }));

/** As far as a pane without pictures needs it. */
const canvas: MapCanvas = {
  show() {},
  follow() {},
  paint() {},
  look() {},
  viewport: () => ({ zoom: 1, pan: { x: 0, y: 0 } }),
  size: () => ({ width: 0, height: 0 }),
  resized() {},
  close: vi.fn(),
};

class Boundary extends Component<{ readonly children: ReactNode }> {
  override state = { said: '' };
  static getDerivedStateFromError = (error: Error) => ({ said: error.message });
  override render() {
    return this.state.said || this.props.children;
  }
}

function Pane() {
  const pane = useRef<HTMLDivElement>(null);
  const sights = { asked: [], bounds: null, looksAt: '', attended: null, bare: false };
  const ignore = () => {};
  const on = { onTap: ignore, onDoubleTap: ignore, onMenu: ignore, onHover: ignore, onViewport: ignore };
  useCanvas(pane, emptyPicture, sights, { ...on, onDrag: ignore, onDrop: ignore, onLost: ignore }, false);
  return <div ref={pane} />;
}

beforeEach(() => {
  vi.spyOn(console, 'error').mockImplementation(() => {});
  vi.stubGlobal(
    'ResizeObserver',
    class {
      observe() {}
      disconnect() {}
    },
  );
  vi.stubGlobal('matchMedia', () => new EventTarget());
});

afterEach(() => {
  cleanup();
  vi.restoreAllMocks();
  vi.unstubAllGlobals();
});

it('a picture that fails on its way to the canvas is told to the boundary, and the canvas closed', async () => {
  let events: CanvasEvents | undefined;
  const openCanvas = (_: HTMLElement, on: CanvasEvents) => {
    events = on;
    return canvas;
  };
  vi.mocked(loadCanvas).mockResolvedValue({ openCanvas });
  await act(async () =>
    render(
      <Boundary>
        <Pane />
      </Boundary>,
    ),
  );
  expect(events).toBeDefined();
  act(() => events?.onFailed(new Error('no room for it')));
  expect(screen.getByText('no room for it')).toBeTruthy();
  expect(canvas.close).toHaveBeenCalledTimes(1);
});
