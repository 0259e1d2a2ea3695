import { execFile } from 'node:child_process';
import path from 'node:path';
import { promisify } from 'node:util';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { type DemoOptions, startDemoRelay } from '@/demo/demo';
import { TestClient } from '@/demo/test-client';

// A busy machine may take its time; nothing here depends on how long.
vi.setConfig({ testTimeout: 60_000 });
const eventually = <Value>(read: () => Value) => expect.poll(read, { timeout: 30_000 });

const closers: (() => unknown)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0).reverse()) await close();
});

async function demo(options: DemoOptions) {
  const started = await startDemoRelay(options);
  const client = new TestClient(started.relay.address);
  closers.push(
    () => started.stop(),
    () => client.close(),
  );
  return { ...started, client };
}

describe('the demo relay', () => {
  it('holds a past at once, and goes on', async () => {
    const { relay, client } = await demo({ historyS: 20 });
    const { flows } = await client.getFlows({ number: 5n });
    expect(flows).toHaveLength(15);
    const before = relay.stats().nodes.reduce((sum, { seen }) => sum + seen, 0);
    await eventually(() => relay.stats().nodes.reduce((sum, { seen }) => sum + seen, 0)).toBeGreaterThan(before);
  });

  // At a rate at which a busy machine does not let the rings overrun their reader.
  it('counts exactly what a reader got', async () => {
    const { relay, client } = await demo({ rate: 500, historyS: 0, outages: false });
    const { flows } = await client.getFlows({ follow: true }, (seen) => seen.flows.length >= 500);
    await eventually(() => relay.stats().open).toBe(0);
    const stats = relay.stats();
    expect(stats.flows).toBeGreaterThanOrEqual(flows.length);
    expect(stats).toMatchObject({ uniqueFlows: stats.flows, lostFlows: 0 });
    expect(new Set(flows.map(({ uuid }) => uuid)).size).toBe(flows.length);
  });

  it('plays load on its nodes and takes pushed flows on one of their own', async () => {
    const { relay, client } = await demo({ rate: 20_000 });
    relay.push({ uuid: 'mine' });
    const { flows } = await client.getFlows({ whitelist: [{ uuid: ['mine'] }] });
    expect(flows.map(({ nodeName }) => nodeName)).toEqual(['demo/test-server-quiet']);
    const { flows: live } = await client.getFlows({ follow: true }, (seen) => seen.flows.length >= 1000);
    expect(new Set(live.map(({ uuid }) => uuid)).size).toBe(live.length);
  });

  it('stands still while paused and leaves out what would have happened', async () => {
    const { relay, player } = await demo({ rate: 4000, historyS: 0 });
    const seen = () => relay.stats().nodes.reduce((sum, node) => sum + node.seen, 0);
    await eventually(seen).toBeGreaterThan(0);
    player.pause();
    const still = seen();
    await new Promise((resolve) => setTimeout(resolve, 60));
    expect(seen()).toBe(still);
    player.resume();
    await eventually(seen).toBeGreaterThan(still);
  });
});

describe('npm run relay', () => {
  const root = path.resolve(import.meta.dirname, '..');
  const run = (...args: string[]) =>
    promisify(execFile)(process.execPath, ['--import', 'tsx', 'demo/relay.ts', ...args], { cwd: root });

  it.each([
    [['--listen', 'nowhere'], '--listen nowhere is not HOST:PORT, such as 127.0.0.1:4245 or [::1]:4245'],
    [['--rate', 'fast'], '--rate fast is not a whole number from 1 to 200000'],
    [['--bogus'], "Unknown option '--bogus'"],
    [['--replay', '/nowhere.jsonl', '--listen', '127.0.0.1:0'], 'cannot replay /nowhere.jsonl'],
    [['--replay', 'x', '--replay-shift', '--replay-now'], '--replay-shift and --replay-now exclude each other'],
  ])('says in one sentence what is wrong with %j', async (args, message) => {
    const failure = await run(...args).catch((error: { code: number; stderr: string }) => error);
    expect(failure).toMatchObject({ code: 1, stderr: expect.stringContaining(`relay: ${message}`) });
    expect(failure.stderr.trimEnd().split('\n')).toHaveLength(1);
  });

  it('explains itself', async () => {
    expect((await run('--help')).stdout).toContain('--listen HOST:PORT');
  });
});
