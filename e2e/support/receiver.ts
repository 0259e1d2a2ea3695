// Whoever is told of drops: an HTTP server on loopback that keeps what it is sent, and fails in the ways that such
// servers do.
import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** How it answers from now on. `reset` breaks the connection; `hang` says nothing. */
export type ReceiverAnswer =
  | { readonly status: number; readonly headers?: Readonly<Record<string, string>>; readonly body?: string }
  | 'reset'
  | 'hang';

export interface Message {
  readonly path: string;
  readonly headers: IncomingMessage['headers'];
  // biome-ignore lint/suspicious/noExplicitAny: whatever was sent, looked at by tests only
  readonly body: any;
}

export interface Receiver {
  readonly url: string;
  /** What was accepted. */
  readonly taken: readonly Message[];
  /** All that came, refused or not. */
  readonly attempts: readonly Message[];
  answer(how: ReceiverAnswer): void;
  close(): Promise<void>;
}

export async function startReceiver(): Promise<Receiver> {
  const taken: Message[] = [];
  const attempts: Message[] = [];
  let how: ReceiverAnswer = { status: 200 };

  async function receive(request: IncomingMessage, response: ServerResponse): Promise<void> {
    let text = '';
    for await (const chunk of request) text += chunk;
    const message = { path: request.url ?? '', headers: request.headers, body: JSON.parse(text) };
    attempts.push(message);
    if (how === 'hang') return;
    if (how === 'reset') {
      request.socket.resetAndDestroy();
      return;
    }
    if (how.status < 300) taken.push(message);
    response.writeHead(how.status, how.headers);
    response.end(how.body);
  }

  const server = createServer((request, response) => void receive(request, response));
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    taken,
    attempts,
    answer: (next) => {
      how = next;
    },
    close() {
      server.closeAllConnections();
      return new Promise((resolve) => server.close(() => resolve()));
    },
  };
}
