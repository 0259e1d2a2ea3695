// The shared worker: one per browser and live route, whose URL is the worker's name. It ends with the last page.
import { openViewsStream } from './event-stream';
import { createHub } from './hub';
import type { ToHub } from './port';
import { systemClock } from './system-clock';

const scope = workerScope();
const hub = createHub({ endpoint: scope.name, openViews: openViewsStream, ...systemClock });

scope.onconnect = ({ ports: [port] }) => {
  if (!port) return;
  const take = hub.connect({ post: (message) => port.postMessage(message) });
  port.onmessage = ({ data }: MessageEvent<ToHub>) => take(data);
  // Not in every browser; the others are noticed by their silence.
  port.addEventListener('close', () => take({ kind: 'rest' }));
};

/** This file is only ever run as a SharedWorker; its scope is not among the DOM types the rest is checked with. */
function workerScope(): { readonly name: string; onconnect: (event: MessageEvent) => void } {
  return self as unknown as ReturnType<typeof workerScope>;
}
