// A reader of /api/v1/live that keeps count: frames, bytes, and how late flows were when their frame came in.
import { type ClientRequest, get, type IncomingMessage } from 'node:http';

export interface SseReader {
  readonly frames: number;
  readonly bytes: number;
  /** Milliseconds from a flow's time to the frame that first had it or a newer one, ascending; empties the list. */
  takeDelays(): number[];
  close(): void;
}

/** Everything that the dashboard can ask for, of everything. */
export const everything = 'want=map,drops,flows,series,namespaces,status';

/** Resolves with the first frame. */
export async function openReader(baseUrl: string, query: string): Promise<SseReader> {
  const reader = { frames: 0, bytes: 0 };
  const delays: number[] = [];
  let newestMs = 0;
  let text = '';

  function onChunk(chunk: string): void {
    reader.bytes += chunk.length;
    text += chunk;
    for (let end = text.indexOf('\n\n'); end >= 0; end = text.indexOf('\n\n')) {
      onEvent(text.slice(0, end));
      text = text.slice(end + 2);
    }
  }

  function onEvent(event: string): void {
    const data = /^data: ?(.*)$/m.exec(event)?.[1];
    if (data === undefined) return;
    reader.frames += 1;
    noteDelay(JSON.parse(data));
  }

  /** Flows come at an even pace, so those between two frames lie evenly between the newest of the one and the other. */
  function noteDelay({ flows }: { readonly flows?: { readonly rows: readonly { readonly timeMs?: number }[] } }): void {
    const newest = Math.max(newestMs, ...(flows?.rows ?? []).map(({ timeMs = 0 }) => timeMs));
    if (newestMs > 0 && newest > newestMs) {
      const steps = Math.ceil(newest - newestMs);
      for (let step = 1; step <= steps; step += 1)
        delays.push(Date.now() - (newestMs + ((newest - newestMs) * step) / steps));
    }
    newestMs = newest;
  }

  const { request, response } = await open(`${baseUrl}/api/v1/live?${query}`);
  response.setEncoding('utf8');
  await new Promise<void>((resolve, reject) => {
    response.on('data', (chunk: string) => {
      onChunk(chunk);
      if (reader.frames > 0) resolve();
    });
    response.once('error', reject);
  });
  return Object.assign(reader, {
    takeDelays: () => delays.splice(0).sort((a, b) => a - b),
    close: () => request.destroy(),
  });
}

function open(url: string): Promise<{ request: ClientRequest; response: IncomingMessage }> {
  return new Promise((resolve, reject) => {
    const request = get(url, { agent: false }, (response) => {
      if (response.statusCode === 200) resolve({ request, response });
      else reject(new Error(`${url} answered ${response.statusCode}`));
    });
    request.once('error', reject);
  });
}
