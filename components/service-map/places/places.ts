// Where everything stands, kept from one graph to the next and from one visit to the next.

import { isOutside } from '@/lib/graph/folding';
import { boundsOf, overlaps, type Point, type Rect, type Size } from '@/lib/graph/geometry';
import type { Graph, GraphNode } from '@/lib/graph/graph';
import type { Layout } from '@/lib/graph/layout';
import { type Box, nowhere, type Positions, spacing } from '@/lib/graph/positions';
import { type Arranging, arrangedHere } from './arrange';
import { type Pins, pinName } from './pins';

export interface Places {
  readonly key: string;
  readonly positions: Positions;
  /** The same with the places of nodes that are away; they find them again when they come back. */
  readonly remembered: Positions;
  /** Nodes that came after the map was first arranged, or since it was last tidied up, and are still there. */
  readonly newcomers: ReadonlySet<GraphNode['id']>;
}

type SizeOf = (node: GraphNode) => Size;

/** What was stored under the key; nothing when there is nothing, or nothing readable. */
export function openPlaces(key: string, storage: Storage | undefined = browserStorage()): Places {
  return { ...noPlaces(key), remembered: readPositions(storage, key) };
}

export const noPlaces = (key: string): Places => ({ key, positions: nowhere, remembered: nowhere, newcomers: nobody });

/** The places with every node of the graph in them; the same object when nothing had to be placed. */
export function settled(places: Places, graph: Graph, sizeOf: SizeOf, layout: Layout = 'calls'): Places {
  const task = taskFor(places, graph, sizeOf, layout);
  return task === null ? places : arranged(places, graph, arrangedHere(task));
}

/** What has to be arranged, for whoever does it; null when nothing has. */
export function taskFor(places: Places, graph: Graph, sizeOf: SizeOf, layout: Layout): Arranging | null {
  if (fits(places.positions, graph, sizeOf)) return null;
  const nodes = knownIn(places);
  // Ends along the borders stand around what is inside: where nothing of that stays, they give no hold either.
  const inside = graph.nodes.filter((node) => !isOutside(node));
  const afresh = inside.length > 0 && inside.every((node) => !(node.id in nodes));
  return taskOf(graph, sizeOf, layout, afresh ? nowhere : { nodes, boxes: boxesOf(places) });
}

/** With an empty `previous` everything is arranged afresh. */
export function taskOf(graph: Graph, sizeOf: SizeOf, layout: Layout, previous: Positions = nowhere): Arranging {
  const nodes = graph.nodes.map(({ id, kind, cluster, namespace, name, workloadKind }) => {
    return { id, kind, cluster, namespace, name, workloadKind };
  });
  const edges = graph.edges.map(({ source, destination, flows }) => ({ source, destination, flows }));
  return {
    graph: { nodes, edges },
    sizes: new Map(graph.nodes.map((node) => [node.id, sizeOf(node)])),
    previous,
    layout,
  };
}

/** The places once a task for them is done. */
export function arranged(places: Places, graph: Graph, positions: Positions): Places {
  const known = knownIn(places);
  const first = graph.nodes.every((node) => isOutside(node) || !(node.id in known));
  const isNew = ({ id }: GraphNode) => places.newcomers.has(id) || !(first || id in known);
  return {
    ...places,
    positions,
    remembered: remembering(positions, { boxes: boxesOf(places), nodes: known }),
    newcomers: new Set(graph.nodes.filter(isNew).map(({ id }) => id)),
  };
}

const nobody: Places['newcomers'] = new Set();

/** Everything arranged afresh. */
export function tidied(places: Places, positions: Positions): Places {
  return { key: places.key, positions, remembered: positions, newcomers: nobody };
}

/** With every card that the reader has put somewhere in its place, as far as it covers no other. */
export function pinned(places: Places, pins: Pins): Places {
  if (pins.size === 0) return places;
  return Object.keys(places.positions.nodes).reduce((now, id) => {
    const [at, slot] = [pins.get(pinName(id)), now.positions.nodes[id]];
    return at && slot && (at.x !== slot.x || at.y !== slot.y) ? movedTo(now, id, at) : now;
  }, places);
}

const knownIn = ({ remembered, positions }: Places) => ({ ...remembered.nodes, ...positions.nodes });

/** The node put where it was dropped, its box stretched to hold it. Where it would cover another, nothing changes. */
export function movedTo(places: Places, id: string, corner: Point): Places {
  const old = places.positions.nodes[id];
  if (!old) return places;
  const slot: Rect = { ...old, x: Math.round(corner.x), y: Math.round(corner.y) };
  const home = homeOf(old, places.positions.boxes);
  const box = home && stretched(home, slot);
  if (!isFree(places.positions, id, slot, home, box)) return places;
  const boxes = places.positions.boxes.map((other) => (other === home && box ? box : other));
  const nodes = { ...places.positions.nodes, [id]: slot };
  const remembered = { nodes: { ...places.remembered.nodes, [id]: slot }, boxes };
  return { ...places, positions: { nodes, boxes }, remembered };
}

/** Keeps the places for the next visit. What cannot be kept is not worth an error. */
export function storePlaces(places: Places, storage: Storage | undefined = browserStorage()): void {
  if (!storage || places.positions === nowhere) return;
  const { nodes } = places.remembered;
  const text = JSON.stringify({ nodes, boxes: boxesOf(places) });
  try {
    storage.setItem(prefix + places.key, text);
  } catch {
    for (const key of Object.keys(storage)) if (key.startsWith(prefix)) storage.removeItem(key);
  }
}

const prefix = 'eyepiece.map.';
const mostRemembered = 2_000;
const mostBoxes = 500;

function fits({ nodes }: Positions, graph: Graph, sizeOf: SizeOf): boolean {
  if (Object.keys(nodes).length !== graph.nodes.length) return false;
  return graph.nodes.every((node) => {
    const slot = nodes[node.id];
    const size = sizeOf(node);
    return slot !== undefined && size.width <= slot.width && size.height <= slot.height;
  });
}

function boxesOf(places: Places): readonly Box[] {
  const here = new Set(places.positions.boxes.map((box) => box.id));
  return [...places.positions.boxes, ...places.remembered.boxes.filter((box) => !here.has(box.id))];
}

/** Where names are made up anew all the time, whoever has been away the longest is forgotten: nodes first, then boxes. */
function remembering(present: Positions, known: Positions): Positions {
  const away = Object.entries(known.nodes).filter(([id]) => !(id in present.nodes));
  const nodes = [...away, ...Object.entries(present.nodes)].slice(-mostRemembered);
  const here = new Set(present.boxes.map(({ id }) => id));
  const boxes = [...present.boxes, ...known.boxes.filter(({ id }) => !here.has(id))].slice(0, mostBoxes);
  return { nodes: Object.fromEntries(nodes), boxes };
}

function homeOf(slot: Rect, boxes: readonly Box[]): Box | undefined {
  return boxes.find((box) => overlaps(box, slot));
}

function stretched(box: Box, slot: Rect): Box {
  const { padding, title } = spacing;
  const needed = {
    x: slot.x - padding,
    y: slot.y - title,
    width: slot.width + 2 * padding,
    height: slot.height + title + padding,
  };
  return { ...box, ...boundsOf([box, needed]) };
}

function isFree({ nodes, boxes }: Positions, id: string, slot: Rect, home?: Box, box?: Box): boolean {
  const reach = box ?? slot;
  const hitsBox = boxes.some((other) => other !== home && overlaps(other, reach));
  return !hitsBox && Object.entries(nodes).every(([other, rect]) => other === id || clears(rect, slot, home, box));
}

/** A card outside must stay clear of the stretched box as well. */
function clears(rect: Rect, slot: Rect, home: Box | undefined, box: Box | undefined): boolean {
  if (overlaps(rect, slot)) return false;
  return !box || !home || overlaps(home, rect) || !overlaps(box, rect);
}

function browserStorage(): Storage | undefined {
  try {
    return globalThis.localStorage;
  } catch {
    return undefined;
  }
}

function readPositions(storage: Storage | undefined, key: string): Positions {
  try {
    const value: unknown = JSON.parse(storage?.getItem(prefix + key) ?? 'null');
    return isPositions(value) ? value : nowhere;
  } catch {
    return nowhere;
  }
}

function isPositions(value: unknown): value is Positions {
  if (!isRecord(value) || !isRecord(value.nodes) || !Array.isArray(value.boxes)) return false;
  const named = (box: unknown) => isRecord(box) && typeof box.id === 'string' && typeof box.key === 'string';
  return Object.values(value.nodes).every(isRect) && value.boxes.every((box) => isRect(box) && named(box));
}

function isRect(value: unknown): boolean {
  return isRecord(value) && ['x', 'y', 'width', 'height'].every((side) => Number.isFinite(value[side]));
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}
