// The worker in which large maps are arranged, so that the page stays free meanwhile.
import type { Size } from '@/lib/graph/geometry';
import { type Layout, type Placeable, type Positions, placeNodes } from '@/lib/graph/layout';

export interface LayoutTask {
  readonly graph: Placeable;
  readonly sizes: ReadonlyMap<string, Size>;
  readonly previous: Positions;
  readonly layout: Layout;
}

const scope = workerScope();

scope.onmessage = ({ data: { graph, sizes, previous, layout } }) => {
  const none: Size = { width: 0, height: 0 };
  scope.postMessage(placeNodes(graph, (node) => sizes.get(node.id) ?? none, previous, layout));
};

/** This file is only ever run as a worker; its scope is not among the DOM types the rest is checked with. */
function workerScope(): {
  onmessage: (event: MessageEvent<LayoutTask>) => void;
  postMessage(answer: Positions): void;
} {
  return self as unknown as ReturnType<typeof workerScope>;
}
