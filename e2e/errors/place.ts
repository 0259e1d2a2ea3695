// One address on loopback at which a Relay, or something that is none, can be started and ended, and a dashboard for it.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import type net from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { startDemoRelay } from '@/demo/demo';
import type { RelayOptions } from '@/demo/relay-server';
import { type App, freePort, startApp } from '../support/app';

export type Env = Record<string, string>;

export interface Place {
  /** `127.0.0.1:port` */
  readonly address: string;
  /** Ends what runs here and starts a Relay. */
  relay(tls?: RelayOptions['tls']): Promise<void>;
  /** Ends what runs here and listens as something else. */
  listen(server: net.Server): Promise<void>;
  /** Writes a file into a folder of its own, gives its path. */
  file(name: string, text: string): string;
  /** Starts the dashboard; one that runs is ended, and its port used again. */
  dashboard(env: Env): Promise<App>;
  /** Ends what runs here. */
  clear(): Promise<void>;
  /** Ends it for good. */
  stop(): Promise<void>;
}

export async function openPlace(): Promise<Place> {
  const [port, appPort] = [await freePort(), await freePort()];
  const folder = mkdtempSync(path.join(tmpdir(), 'errors-'));
  let end = async () => {};
  let app: App | undefined;
  const clear = async () => {
    await Promise.all([app?.kill(), end()]);
    [app, end] = [undefined, async () => {}];
  };
  return {
    address: `127.0.0.1:${port}`,
    async relay(tls) {
      await end();
      const demo = await startDemoRelay({ port, tls, outages: false, historyS: 30 });
      end = () => demo.stop();
    },
    async listen(server) {
      await end();
      const sockets = new Set<net.Socket>();
      server.on('connection', (socket: net.Socket) => sockets.add(socket.on('close', () => sockets.delete(socket))));
      await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve));
      end = async () => {
        for (const socket of sockets) socket.destroy();
        await new Promise((resolve) => server.close(resolve));
      };
    },
    file(name, text) {
      const file = path.join(folder, name);
      writeFileSync(file, text);
      return file;
    },
    async dashboard(env) {
      await app?.kill();
      app = await startApp(env, appPort);
      return app;
    },
    clear,
    async stop() {
      await clear();
      rmSync(folder, { recursive: true });
    },
  };
}
