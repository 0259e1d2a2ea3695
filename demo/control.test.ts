import { afterEach, expect, it } from 'vitest';
import { startControl } from '@/demo/control';
import { createMisbehaving } from '@/demo/faults/misbehaviour';
import { startRelay } from '@/demo/relay-server';
import { TestClient } from '@/demo/test-client';

const closers: (() => unknown)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0).reverse()) await close();
});

async function controlled() {
  const misbehaving = createMisbehaving();
  const relay = await startRelay({ nodes: ['demo/a', 'demo/b'], outbound: misbehaving.outbound });
  const control = await startControl({ relay, misbehaving }, 0);
  const client = new TestClient(relay.address);
  closers.push(
    () => relay.stop(),
    () => control.close(),
    () => client.close(),
  );
  const send = async (command: string, body?: object | string) => {
    const text = typeof body === 'string' ? body : JSON.stringify(body);
    const answer = await fetch(
      `http://127.0.0.1:${control.port}${command}`,
      body ? { method: 'POST', body: text } : {},
    );
    return { status: answer.status, body: await answer.json() };
  };
  return { relay, client, send };
}

it('pushes flows at the moment asked, with time, uuid and node filled in', async () => {
  const { client, send } = await controlled();
  const flow = { verdict: 'DROPPED', drop_reason_desc: 'POLICY_DENIED', source: { namespace: 'shop' } };
  expect(await send('/push', { node: 'demo/b', flows: [flow] })).toMatchObject({ status: 200, body: { ok: true } });
  const [pushed] = (await client.getFlows({})).flows;
  expect(pushed).toMatchObject({ nodeName: 'demo/b', verdict: 2, dropReasonDesc: 133 });
  expect(pushed?.uuid).toMatch(/^[0-9a-f-]{36}$/);
  expect(Number(pushed?.time?.seconds)).toBeGreaterThan(Date.now() / 1000 - 60);
});

it('takes capture lines of any form', async () => {
  const { client, send } = await controlled();
  const { body } = await send(
    '/lines?times=each',
    '2026-01-01T00:00:00Z stdout F {"flow":{"verdict":"AUDIT"}}\nnonsense\n',
  );
  expect(body).toMatchObject({ flows: 1, bad: [{ line: 2 }] });
  expect((await client.getFlows({})).flows[0]?.verdict).toBe(4);
});

it('takes nodes away, loses events, and counts exactly', async () => {
  const { client, send } = await controlled();
  await send('/node', { name: 'demo/b', state: 'down' });
  await send('/lose', { node: 'demo/a', source: 'OBSERVER_EVENTS_QUEUE', count: '4294967297000' });
  expect((await client.getFlows({})).lost).toEqual([4294967297000n]);
  const { body } = await send('/stats');
  expect(body).toMatchObject({ open: 0, opened: 1, flows: 0, calls: { GetFlows: 1 } });
  expect(body.nodes).toMatchObject([
    { name: 'demo/a', up: true },
    { name: 'demo/b', up: false },
  ]);
});

it('crashes and revives on the same port', async () => {
  const { relay, send } = await controlled();
  await send('/crash', {});
  await send('/revive', {});
  const later = new TestClient(relay.address);
  closers.push(() => later.close());
  await expect(later.call('serverStatus')).resolves.toBeDefined();
});

it.each([
  ['/nothing', {}, /no command \/nothing; there are .*\/stats/],
  ['/push', {}, /push wants/],
  ['/push', { flows: [{ verdict: 'NO' }] }, /verdict/i],
  ['/node', { name: 'demo/a', state: 'asleep' }, /node wants/],
  ['/lose', { source: 'x' }, /lose wants/],
  ['/odd', { kind: 'fine' }, /odd wants .*giant/],
  ['/misbehave', { kind: 'well' }, /misbehave wants/],
  ['/rotate', { tls: { cert: 'x' } }, /tls wants/],
  ['/push', { flows: [{}], node: 'demo/z' }, /no node "demo\/z"; there are demo\/a, demo\/b/],
  ['/lines?times=never', 'x', /times is/],
])('says what is wrong with %s %j', async (command, body, message) => {
  const { send } = await controlled();
  const answer = await send(command, body);
  expect(answer.status).toBe(400);
  expect(answer.body.error).toMatch(message);
});

it('records oddities and misbehaves on demand, and counts what it sent too often', async () => {
  const { client, send } = await controlled();
  expect((await send('/odd', { kind: 'epoch', count: 2 })).body).toEqual({ flows: 2, others: 0 });
  await send('/misbehave', { kind: 'repeat', times: 3 });
  expect((await client.getFlows({})).flows).toHaveLength(6);
  expect((await send('/stats')).body).toMatchObject({ flows: 2, repeated: 4, garbled: 0 });
});

it('loses events many times over', async () => {
  const { client, send } = await controlled();
  await send('/lose', { source: 'PERF_EVENT_RING_BUFFER', times: 1_000 });
  expect((await client.getFlows({})).lost).toHaveLength(1_000);
});
