// What stands between browser and server here: it counts connections, says which of them carry a live stream, and can
// be shut.
import { once } from 'node:events';
import { connect, createServer, type Socket } from 'node:net';

export interface Gate {
  readonly url: string;
  /** Connections that are open now. */
  readonly open: () => number;
  /** Those whose last request was for the live route. */
  readonly live: () => number;
  /** The most of them at a time since the last call. */
  readonly mostLive: () => number;
  /** Requests for the live route since the start. */
  readonly asked: () => number;
  /** Resets all connections and takes no others until it is opened. */
  readonly shut: () => void;
  readonly reopen: () => void;
  readonly close: () => Promise<void>;
}

/** Carries everything to `target`, `http://host:port`. */
export async function startGate(target: string): Promise<Gate> {
  const { hostname, port } = new URL(target);
  const clients = new Map<Socket, { isLive: boolean }>();
  let isShut = false;
  let asked = 0;
  let most = 0;
  const live = () => [...clients.values()].filter(({ isLive }) => isLive).length;

  const server = createServer({ noDelay: true }, (client) => {
    if (isShut) return client.resetAndDestroy();
    const state = { isLive: false };
    clients.set(client, state);
    const upstream = connect({ host: hostname, port: Number(port), noDelay: true });
    client.on('data', (bytes) => {
      const [, path] = /^(?:GET|POST) (\S+) HTTP/.exec(bytes.toString('latin1')) ?? [];
      if (!path) return;
      state.isLive = /\/api\/v1\/live/.test(path);
      if (state.isLive) asked += 1;
      most = Math.max(most, live());
    });
    client.pipe(upstream).pipe(client);
    const end = () => {
      clients.delete(client);
      client.destroy();
      upstream.destroy();
    };
    for (const socket of [client, upstream]) socket.on('error', end).on('close', end);
  });

  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (!address || typeof address === 'string') throw new Error('the gate listens nowhere');
  return {
    url: `http://127.0.0.1:${address.port}`,
    open: () => clients.size,
    live,
    mostLive() {
      const before = Math.max(most, live());
      most = live();
      return before;
    },
    asked: () => asked,
    shut() {
      isShut = true;
      for (const client of clients.keys()) client.resetAndDestroy();
    },
    reopen() {
      isShut = false;
    },
    async close() {
      for (const client of clients.keys()) client.destroy();
      server.close();
      await once(server, 'close');
    },
  };
}
