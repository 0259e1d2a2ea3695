// The dashboard's production server behind a relay under load, and windows of time in which its cost is read.
import { type Figure, figure, quantile } from '@/bench/figure';
import { pause } from '@/bench/part';
import { type Cost, coresBetween, costOf } from '@/bench/process-cost';
import type { SseReader } from '@/bench/sse-reader';
import { type App, startApp } from '@/e2e/support/app';
import { type RelayProcess, sent, startRelay } from '@/e2e/support/relay';

export interface Load {
  readonly rate: number;
  readonly services?: number;
}

export interface Bench {
  readonly app: App;
  readonly relay: RelayProcess;
  stop(): Promise<void>;
}

export async function startBench({ rate, services = 200 }: Load, env: Record<string, string> = {}): Promise<Bench> {
  const relay = await startRelay('--rate', String(rate), '--services', String(services), '--steady');
  const app = await startApp({ HUBBLE_SERVER: relay.address, ...env });
  return { app, relay, stop: async () => void (await Promise.all([app.stop(), relay.stop()])) };
}

export interface Reading {
  /** Part of one core. */
  readonly cores: Figure;
  readonly flowsPerSecond: Figure;
  readonly microsecondsPerFlow: Figure;
  readonly residentMiB: number;
  readonly delayP50: Figure;
  readonly delayP95: Figure;
  /** Longest time the event loop that serves HTTP was held up, ms: Node's own histogram, which counts waiting for a core as well. */
  readonly heldUpMs: number;
  /** Flows sent by the relay and not received, in the end. */
  readonly missing: number;
}

export interface Windows {
  readonly warmSeconds: number;
  readonly count: number;
  readonly seconds: number;
}

export function windowsFor(quick: boolean): Windows {
  return quick ? { warmSeconds: 3, count: 3, seconds: 1.5 } : { warmSeconds: 10, count: 7, seconds: 5 };
}

/** Reads the cost of the server in several windows one after the other. */
export async function readCost({ app }: Bench, windows: Windows, reader?: SseReader): Promise<Reading> {
  await pause(windows.warmSeconds * 1000);
  reader?.takeDelays();
  await heldUp(app);
  const looks: { readonly cost: Cost; readonly flows: number; readonly delays: readonly number[] }[] = [];
  for (let index = 0; index <= windows.count; index += 1) {
    if (index > 0) await pause(windows.seconds * 1000);
    looks.push({ flows: await received(app), cost: costOf(app.pid), delays: reader?.takeDelays() ?? [] });
  }
  const spans = looks.slice(1).flatMap((after, index) => {
    const before = looks[index];
    return before ? [{ before, after, seconds: (after.cost.atMs - before.cost.atMs) / 1000 }] : [];
  });
  const rates = spans.map(({ before, after, seconds }) => (after.flows - before.flows) / seconds);
  const cores = spans.map(({ before, after }) => coresBetween(before.cost, after.cost));
  const delays = spans.flatMap(({ after }) => (after.delays.length > 0 ? [after.delays] : []));
  return {
    cores: figure(cores),
    flowsPerSecond: figure(rates),
    microsecondsPerFlow: figure(cores.map((each, index) => (each / (rates[index] ?? Number.NaN)) * 1e6)),
    residentMiB: costOf(app.pid).residentMiB,
    delayP50: figure(delays.map((each) => quantile(each, 0.5))),
    delayP95: figure(delays.map((each) => quantile(each, 0.95))),
    heldUpMs: await heldUp(app),
    missing: await missing(app),
  };
}

/** Where the flows of a run are. */
export interface Account {
  /** By the relay: written to the stream, or passed over because the stream was slow. */
  readonly made: number;
  readonly received: number;
  /** What the server says was lost. */
  readonly told: number;
}

export async function accountOf({ app, relay }: Bench): Promise<Account> {
  const { uniqueFlows, lostFlows } = await sent(relay);
  return { made: uniqueFlows + lostFlows, received: await received(app), told: await missing(app) };
}

/** Waits until nothing moves any more after the relay was paused; how long that took, ms. */
export async function settle(bench: Bench): Promise<number> {
  const start = Date.now();
  let movedAt = start;
  let last = '';
  while (Date.now() - movedAt < stillMs) {
    const now = JSON.stringify(await accountOf(bench));
    if (now !== last) movedAt = Date.now();
    last = now;
    await pause(100);
  }
  return movedAt - start;
}

const stillMs = 1_500;

/** Pauses the relay and says what became of its flows. */
export async function balanceOf(bench: Bench): Promise<string> {
  await bench.relay.control('pause', {});
  await settle(bench);
  const { made, received, told } = await accountOf(bench);
  return `${made} flows made, ${received} received, ${told} said to be lost, ${made - received - told} unaccounted for`;
}

interface StatusAnswer {
  readonly clusters: readonly { readonly flowsReceived: number; readonly lostEvents: string }[];
}

async function received(app: App): Promise<number> {
  const { clusters } = await app.api<StatusAnswer>('/api/v1/status');
  return clusters[0]?.flowsReceived ?? 0;
}

async function missing(app: App): Promise<number> {
  const { clusters } = await app.api<StatusAnswer>('/api/v1/status');
  return Number(clusters[0]?.lostEvents ?? 0);
}

/** Since it was asked last. */
async function heldUp(app: App): Promise<number> {
  const text = await (await fetch(`${app.url}/metrics`)).text();
  return Number(/^nodejs_eventloop_lag_max_seconds (\S+)/m.exec(text)?.[1] ?? Number.NaN) * 1000;
}
