// A Relay, a dashboard and the gate before it.
import { type App, freePort, startApp } from '../support/app';
import { type RelayProcess, startRelay } from '../support/relay';
import { type Gate, startGate } from './gate';

export interface Scene {
  readonly relay: RelayProcess;
  readonly gate: Gate;
  /** What browsers open. */
  readonly url: string;
  /** Views being read, over all connections. */
  readonly readers: () => Promise<number>;
  /** Ends the server; what comes back on the same port knows nothing of before. */
  readonly stopApp: () => Promise<void>;
  readonly startApp: () => Promise<void>;
  readonly stop: () => Promise<void>;
}

export async function openScene(...relayOptions: string[]): Promise<Scene> {
  const relay = await startRelay('--steady', ...relayOptions);
  const port = await freePort();
  let app: App | undefined;
  const start = async () => {
    app = await startApp({ HUBBLE_SERVER: relay.address, EYEPIECE_FRAME_ANCESTORS: 'http://localhost:*' }, port);
  };
  await start();
  const gate = await startGate(`http://127.0.0.1:${port}`);
  return {
    relay,
    gate,
    url: gate.url,
    readers: async () => (await app?.api<{ readers: number }>('/api/v1/status'))?.readers ?? 0,
    stopApp: async () => app?.stop(),
    startApp: start,
    async stop() {
      await gate.close();
      await Promise.all([app?.kill(), relay.stop()]);
    },
  };
}
