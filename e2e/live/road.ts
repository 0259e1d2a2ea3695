// A Relay and a dashboard that follows it, both processes of their own, and the questions specs ask of the two.
import { devNull } from 'node:os';
import { expect } from '@playwright/test';
import {
  type ClusterAnswer,
  clusterOf,
  type DropsAnswer,
  type FlowsAnswer,
  type MapAnswer,
  type StatusAnswer,
} from '../support/answers';
import { type App, startApp } from '../support/app';
import { type KnownFlow, push } from '../support/known-flows';
import { type RelayProcess, type Sent, sent, startRelay } from '../support/relay';

export interface Road {
  readonly app: App;
  readonly relay: RelayProcess;
  /** Page or API address with a query, relative to the dashboard. */
  readonly url: (pathAndQuery: string) => string;
  /** Has the nodes tell of these flows now, each on its own node, in this order. */
  readonly push: (flows: readonly KnownFlow[]) => Promise<void>;
  readonly map: (query?: string) => Promise<MapAnswer>;
  readonly drops: (query?: string) => Promise<DropsAnswer>;
  readonly flows: (query?: string) => Promise<FlowsAnswer>;
  readonly status: () => Promise<StatusAnswer>;
  /** The one cluster there is. */
  readonly cluster: () => Promise<ClusterAnswer>;
  readonly close: () => Promise<void>;
}

/** A relay whose three nodes tell only what is pushed. */
export const quiet = ['--replay', devNull, '--nodes', '3'] as const;

/** Starts both, and waits until the dashboard follows the relay. */
export async function openRoad(...options: readonly string[]): Promise<Road> {
  const relay = await startRelay(...options);
  const road = await follow(relay).catch(async (error) => {
    await relay.stop();
    throw error;
  });
  return { ...road, close: () => Promise.all([road.close(), relay.stop()]).then(() => {}) };
}

/** A dashboard on a relay that is there already, and stays. */
export async function follow(relay: RelayProcess): Promise<Road> {
  const app = await startApp({ HUBBLE_SERVER: relay.address });
  const road = roadOf(app, relay);
  await expect.poll(async () => (await road.cluster()).connection.state).toBe('live');
  return road;
}

function roadOf(app: App, relay: RelayProcess): Road {
  const status = () => app.api<StatusAnswer>('/api/v1/status');
  return {
    app,
    relay,
    url: (pathAndQuery) => app.url + pathAndQuery,
    push: (flows) => push(relay, flows),
    map: (query = '') => app.api(`/api/v1/map?${query}`),
    drops: (query = '') => app.api(`/api/v1/drops?${query}`),
    flows: (query = '') => app.api(`/api/v1/flows?${query}`),
    status,
    cluster: () => clusterOf({ app }),
    close: app.kill,
  };
}

/** Has the story stand still, and waits until all that was sent has been counted. Gives what was sent. */
export async function standStill({ relay, cluster }: Road): Promise<Sent> {
  await relay.control('pause', {});
  await expect
    .poll(
      async () => {
        // What was sent is asked last, so that nothing that is still on its way looks as if it were counted twice.
        const { flowsReceived, repeatsDropped } = await cluster();
        const { flows } = await sent(relay);
        return flows - flowsReceived - repeatsDropped;
      },
      { timeout: 90_000 },
    )
    .toBe(0);
  return sent(relay);
}
