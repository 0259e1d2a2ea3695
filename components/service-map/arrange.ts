// The way to the layout worker: one task at a time, and of those that wait only the newest.
import type { Positions } from '@/lib/graph/layout';
import { placeNodes } from '@/lib/graph/layout';
import type { LayoutAnswer, LayoutTask } from './layout-worker';

export type Arranging = Omit<LayoutTask, 'id'>;

export interface Arranger {
  /** `done` is called for the newest task only. */
  ask(task: Arranging, done: (positions: Positions) => void): void;
  close(): void;
}

export function openArranger(start: () => Worker | null = startWorker): Arranger {
  const worker = start();
  let newest = 0;
  let done: (positions: Positions) => void = () => {};
  let running = false;
  let waiting: LayoutTask | null = null;
  const post = (task: LayoutTask) => {
    running = true;
    worker?.postMessage(task);
  };
  if (worker) {
    worker.onmessage = ({ data }: MessageEvent<LayoutAnswer>) => {
      running = false;
      const next = waiting;
      waiting = null;
      if (next) post(next);
      if (data.id === newest) done(data.positions);
    };
  }
  return {
    ask(arranging, then) {
      newest += 1;
      done = then;
      if (!worker) then(arrangedHere(arranging));
      else if (running) waiting = { ...arranging, id: newest };
      else post({ ...arranging, id: newest });
    },
    close() {
      done = () => {};
      worker?.terminate();
    },
  };
}

export function arrangedHere({ graph, sizes, previous, layout }: Arranging): Positions {
  return placeNodes(graph, (node) => sizes.get(node.id) ?? { width: 0, height: 0 }, previous, layout);
}

/** Null in browsers without workers, and where a policy or a sandbox forbids them: then the page itself arranges. */
function startWorker(): Worker | null {
  try {
    return new Worker(new URL('./layout-worker.ts', import.meta.url), { type: 'module' });
  } catch {
    return null;
  }
}
