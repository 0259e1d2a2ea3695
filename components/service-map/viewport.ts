// What part of the map is seen.
import { centre, type Point, type Rect, type Size } from '@/lib/graph/geometry';

/** A model point stands at `point * zoom + pan` in the pane. */
export interface Viewport {
  readonly zoom: number;
  readonly pan: Point;
}

export const zoomLimits = { least: 0.05, most: 2.5 } as const;

/** Room along the edges of the pane, and how large a fit may draw. */
export interface Room {
  readonly x: number;
  readonly top: number;
  readonly bottom: number;
  readonly mostZoom: number;
}

/** For the tools; never larger than life. */
export const toolRoom: Room = { x: 16, top: 44, bottom: 52, mostZoom: 1 };

/** Without tools, for the names over boxes alone: larger than life on a pane that is looked at from afar. */
export const bareRoom = ({ width }: Size): Room => ({ x: 8, top: 24, bottom: 8, mostZoom: Math.max(1, width / 1_800) });

/** Shows all of `bounds`. */
export function fitTo(bounds: Rect, pane: Size, margin: Room = toolRoom): Viewport {
  const width = Math.max(1, pane.width - 2 * margin.x);
  const height = Math.max(1, pane.height - margin.top - margin.bottom);
  const zoom = Math.max(zoomLimits.least, Math.min(margin.mostZoom, width / bounds.width, height / bounds.height));
  const x = margin.x + (width - bounds.width * zoom) / 2 - bounds.x * zoom;
  const y = margin.top + (height - bounds.height * zoom) / 2 - bounds.y * zoom;
  return { zoom, pan: { x: Math.round(x), y: Math.round(y) } };
}

/** All of `bounds`; or, where nothing could be read then, what is chosen and what stands around it. */
export function fitAround(chosen: Rect | null, bounds: Rect, pane: Size, room: Room = toolRoom): Viewport {
  const all = fitTo(bounds, pane, room);
  return chosen && all.zoom < readable ? centredOn(chosen, { ...all, zoom: readable }, pane) : all;
}

/** Names can be read from here on. */
const readable = 0.4;

/** Closer or further away, with the middle of the pane staying where it is. */
export function zoomedBy({ zoom, pan }: Viewport, factor: number, pane: Size): Viewport {
  const next = Math.min(zoomLimits.most, Math.max(zoomLimits.least, zoom * factor));
  const middle = { x: pane.width / 2, y: pane.height / 2 };
  const shift = next / zoom;
  return { zoom: next, pan: { x: middle.x - (middle.x - pan.x) * shift, y: middle.y - (middle.y - pan.y) * shift } };
}

export function centredOn(rect: Rect, { zoom }: Viewport, pane: Size): Viewport {
  const at = centre(rect);
  return { zoom, pan: { x: pane.width / 2 - at.x * zoom, y: pane.height / 2 - at.y * zoom } };
}

/** Moved no further than it takes to see `rect`; its upper left corner where it is larger than the pane. */
export function shiftedTo(rect: Rect, viewport: Viewport, pane: Size): Viewport {
  const { zoom, pan } = viewport;
  const margin = toolRoom;
  const along = (at: number, length: number, by: number, room: number, before: number, after: number) => {
    const [start, end] = [at * zoom + by, (at + length) * zoom + by];
    const back = Math.min(0, room - after - end);
    return by + (start + back < before ? before - start : back);
  };
  const x = along(rect.x, rect.width, pan.x, pane.width, margin.x, margin.x);
  const y = along(rect.y, rect.height, pan.y, pane.height, margin.top, margin.bottom);
  return { zoom, pan: { x, y } };
}

/** The part of the model that is seen; with a room along the edges, the part that is seen within it. */
export function visible(
  { zoom, pan }: Viewport,
  pane: Size,
  { x, top, bottom }: Omit<Room, 'mostZoom'> = noRoom,
): Rect {
  return {
    x: (x - pan.x) / zoom,
    y: (top - pan.y) / zoom,
    width: (pane.width - 2 * x) / zoom,
    height: (pane.height - top - bottom) / zoom,
  };
}

const noRoom = { x: 0, top: 0, bottom: 0 } as const;
