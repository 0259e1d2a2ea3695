// Relay moves: another takes its place at the same address, or its name leads elsewhere.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect, test } from '@playwright/test';
import { clusterOf } from '../support/answers';
import { freePort, startApp } from '../support/app';
import { type RelayProcess, type Sent, startRelay } from '../support/relay';
import { followConnection } from './connection';
import { patience, pictureOf, recordedBy } from './road';

// These wait for what a new stream reads back; the limit only ends a run that hangs.
test.setTimeout(180_000);

const names = path.resolve(import.meta.dirname, '../support/names.mjs');
const recorded = async (relay: RelayProcess) => recordedBy(await relay.control<Sent>('stats'));

/** A Relay that holds nothing from before its start. */
function newRelay(host: string, port: number): Promise<RelayProcess> {
  return startRelay('--steady', '--history', '0', '--ring', '65535', '--listen', `${host}:${port}`);
}

test('another Relay takes over the address: its flows are counted too, and that some may be missing is told', async () => {
  const port = await freePort();
  const first = await newRelay('127.0.0.1', port);
  const app = await startApp({ HUBBLE_SERVER: `127.0.0.1:${port}` });
  const received = async () => (await clusterOf({ app })).flowsReceived;
  let second: RelayProcess | undefined;
  try {
    await expect.poll(received, patience).toBeGreaterThan(300);
    await first.control('pause', {});
    const before = await recorded(first);
    await expect.poll(received, patience).toBe(before);
    await first.kill();
    second = await newRelay('127.0.0.1', port);
    await expect.poll(received, patience).toBeGreaterThan(before + 300);
    await second.control('pause', {});
    await expect.poll(async () => (await received()) - (await recorded(second as RelayProcess)), patience).toBe(before);
    const told = { kind: 'reconnect', quiet: false, message: expect.stringMatching(/flows .*may be missing/) };
    await expect
      .poll(async () => (await pictureOf({ app })).gaps, patience)
      .toContainEqual(expect.objectContaining(told));
  } finally {
    await Promise.all([app.kill(), first.stop(), second?.stop()]);
  }
});

test('the name of Relay leads nowhere, then elsewhere: it is followed without a restart', async () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'faults-'));
  const resolveTo = (...addresses: string[]) =>
    writeFileSync(path.join(folder, 'names.json'), JSON.stringify({ 'hubble-relay.test': addresses }));
  const port = await freePort();
  resolveTo('127.0.0.1');
  const first = await newRelay('127.0.0.1', port);
  const app = await startApp({
    HUBBLE_SERVER: `hubble-relay.test:${port}`,
    NODE_OPTIONS: `--import ${names}`,
    NAMES_FILE: path.join(folder, 'names.json'),
  });
  const connection = followConnection(app);
  const last = () => connection.states.at(-1);
  let second: RelayProcess | undefined;
  try {
    await expect.poll(last, patience).toBe('live');
    await first.kill();
    await expect.poll(() => connection.states, patience).toContain('refused');
    resolveTo();
    await expect.poll(() => connection.states, patience).toContain('name-not-resolved');
    second = await newRelay('[::1]', port);
    const { flowsReceived } = await clusterOf({ app });
    resolveTo('::1');
    await expect.poll(last, patience).toBe('live');
    await expect.poll(async () => (await clusterOf({ app })).flowsReceived, patience).toBeGreaterThan(flowsReceived);
    expect((await second.control<Sent>('stats')).open).toBe(1);
  } finally {
    connection.stop();
    await Promise.all([app.kill(), first.stop(), second?.stop()]);
    rmSync(folder, { recursive: true });
  }
});
