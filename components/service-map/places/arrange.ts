// The way to the layout worker: one task at a time, and of those that wait only the newest.
import type { Positions } from '@/lib/graph/layout';
import { placeNodes } from '@/lib/graph/layout';
import type { LayoutTask } from './layout-worker';

export type Arranging = LayoutTask;

export interface Arranger {
  /** Whether a task is under way. */
  busy(): boolean;
  /** `done` is called for every task that was begun, in their order. */
  ask(task: Arranging, done: (positions: Positions) => void): void;
  close(): void;
}

interface Asked {
  readonly task: Arranging;
  readonly done: (positions: Positions) => void;
}

export function openArranger(start: () => Worker | null = startWorker): Arranger {
  let worker = start();
  let running: Asked | null = null;
  let waiting: Asked | null = null;
  const begin = (asked: Asked) => {
    if (!worker) return asked.done(arrangedHere(asked.task));
    running = asked;
    worker.postMessage(asked.task);
  };
  const answer = (positionsOf: (task: Arranging) => Positions) => {
    const [answered, next] = [running, waiting];
    running = waiting = null;
    if (next) begin(next);
    answered?.done(positionsOf(answered.task));
  };
  if (worker) {
    worker.onmessage = ({ data }: MessageEvent<Positions>) => answer(() => data);
    worker.onerror = () => {
      worker?.terminate();
      worker = null;
      answer(arrangedHere);
    };
  }
  return {
    busy: () => running !== null,
    ask(task, done) {
      if (running) waiting = { task, done };
      else begin({ task, done });
    },
    close() {
      running = waiting = null;
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
