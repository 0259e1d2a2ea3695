// The way to the shared worker. Its script is a file of our own origin, so that a policy of `worker-src 'self'` lets it.
import type { Dial } from './line';
import type { FromHub } from './port';

/** `endpoint` names the worker: pages of one live route find the same one. */
export function dialHub(endpoint: string): Dial {
  return (heard, failed) => {
    const worker = startWorker(endpoint);
    if (!worker) return null;
    const { port } = worker;
    worker.onerror = failed;
    port.onmessage = ({ data }: MessageEvent<FromHub>) => heard(data);
    return {
      post: (message) => port.postMessage(message),
      hangUp() {
        worker.onerror = null;
        port.onmessage = null;
        port.close();
      },
    };
  };
}

/** Null in browsers without shared workers, and where a policy or a sandbox forbids them. */
function startWorker(name: string): SharedWorker | null {
  try {
    return new SharedWorker(new URL('./hub-worker.ts', import.meta.url), { type: 'module', name });
  } catch {
    return null;
  }
}
