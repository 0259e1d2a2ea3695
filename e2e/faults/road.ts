// The whole road, Relay to dashboard, over a network that can be spoilt; and what both ends say of what it carried.
import { expect } from '@playwright/test';
import { clusterOf, eventsOf, type MapAnswer } from '../support/answers';
import { type App, startApp } from '../support/app';
import { type RelayProcess, type Sent, sent, startRelay } from '../support/relay';
import { startTcpProxy, type TcpProxy } from '../support/tcp-proxy';
import { followConnection } from './connection';

export interface Road {
  readonly relay: RelayProcess;
  /** Between the two. */
  readonly network: TcpProxy;
  readonly app: App;
  /**
   * Waits until one of these is told of the connection, `live` or a code. What was told earlier than the last thing
   * waited for does not count, unless it still holds.
   */
  says(...codes: readonly string[]): Promise<void>;
  close(): Promise<void>;
}

/** A busy machine may take its time; this only ends what would never come. */
export const patience = { timeout: 60_000 };

/** A story that loses nothing, as Hubble's largest rings hold it, unless the options say otherwise. */
export async function openRoad(options: readonly string[] = [], env: Record<string, string> = {}): Promise<Road> {
  const relay = await startRelay('--steady', '--history', '10', '--ring', '65535', ...options);
  const network = await startTcpProxy(relay.address);
  const app = await startApp({ HUBBLE_SERVER: network.address, ...env });
  const connection = followConnection(app);
  let heard = 0;
  return {
    relay,
    network,
    app,
    async says(...codes) {
      const wanted = (state: string) => codes.includes(state);
      const told = () => connection.states.slice(heard).some(wanted) || wanted(connection.states.at(-1) ?? '');
      await expect.poll(() => (told() ? 'told' : connection.states.slice(heard)), patience).toBe('told');
      const at = connection.states.slice(heard).findIndex(wanted);
      heard = at < 0 ? connection.states.length : heard + at + 1;
    },
    close: async () => {
      connection.stop();
      await Promise.all([app.kill(), network.close(), relay.stop()]);
    },
  };
}

export async function pictureOf({ app }: Pick<Road, 'app'>): Promise<MapAnswer> {
  return app.api<MapAnswer>('/api/v1/map?from=-1h');
}

/** Flows go on arriving: the connection is not just said to be live. */
export async function flowsAgain(road: Road): Promise<void> {
  await road.says('live');
  const before = (await clusterOf(road)).flowsReceived;
  await expect.poll(async () => (await clusterOf(road)).flowsReceived, patience).toBeGreaterThan(before);
}

/** Breaks the connection; then it was made anew, which is told with what became of the flows meanwhile. */
export async function isReadBack(road: Road, breakIt: () => unknown): Promise<void> {
  const reconnects = async () => (await pictureOf(road)).gaps.filter(({ kind }) => kind === 'reconnect');
  const before = (await reconnects()).length;
  await breakIt();
  const told = {
    quiet: true,
    message: expect.stringMatching(/^Reconnected after .*; flows of that span were read back\.$/),
  };
  await expect.poll(async () => (await reconnects()).slice(before), patience).toEqual([expect.objectContaining(told)]);
}

/**
 * The story stands still until the dashboard has every flow the agents recorded, each once: in its counts, in its log
 * and in its picture. At Relay one stream is open, and no more.
 */
export async function everyFlowCountsOnce(road: Road): Promise<void> {
  await road.relay.control('pause', {});
  try {
    await expect(async () => {
      const [cluster, picture, all] = await Promise.all([clusterOf(road), pictureOf(road), sent(road.relay)]);
      const recorded = recordedBy(all);
      expect({ received: cluster.flowsReceived, held: cluster.held.flows, pictured: eventsOf(picture) }).toEqual({
        received: recorded,
        held: recorded,
        pictured: recorded,
      });
      expect(all.open).toBe(1);
    }).toPass(patience);
  } finally {
    await road.relay.control('resume', {});
  }
}

/** Flows that the agents have recorded since they started. */
export function recordedBy({ nodes }: Sent): number {
  return nodes.reduce((sum, { seen }) => sum + seen, 0);
}

export interface Costs {
  /** Bytes of the process, and how many of them it accounts for: flows, pictures, frames, names. */
  readonly memory: number;
  readonly held: number;
  readonly files: number;
}

/** What the dashboard's process takes. */
export async function costsOf({ app }: Pick<Road, 'app'>): Promise<Costs> {
  const text = await (await fetch(`${app.url}/metrics`)).text();
  const figure = (name: string) => Number(new RegExp(`^${name} (\\S+)$`, 'm').exec(text)?.[1]);
  const held = [...text.matchAll(/^eyepiece_memory_held_bytes\{.*\} (\S+)$/gm)].map(([, bytes]) => Number(bytes));
  return {
    memory: figure('process_resident_memory_bytes'),
    held: held.reduce((sum, bytes) => sum + bytes, 0),
    files: figure('process_open_fds'),
  };
}
