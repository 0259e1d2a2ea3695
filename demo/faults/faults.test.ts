import { afterEach, expect, it } from 'vitest';
import { createMisbehaving, readMisbehaviour } from '@/demo/faults/misbehaviour';
import { oddities, recordOdd } from '@/demo/faults/oddities';
import { type Relay, startRelay } from '@/demo/relay-server';
import { TestClient } from '@/demo/test-client';

const closers: (() => unknown)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0).reverse()) await close();
});

async function misbehavingRelay() {
  const misbehaving = createMisbehaving();
  const relay = await startRelay({ nodes: ['demo/a'], outbound: misbehaving.outbound });
  const client = new TestClient(relay.address);
  closers.push(
    () => relay.stop(),
    () => client.close(),
  );
  return { relay, client, misbehaving };
}

function pushThree(relay: Relay) {
  relay.push(['1', '2', '3'].map((uuid) => ({ uuid })));
}

it('sends each message several times', async () => {
  const { relay, client, misbehaving } = await misbehavingRelay();
  pushThree(relay);
  misbehaving.behave({ kind: 'repeat', times: 2 });
  const { flows } = await client.getFlows({});
  expect(flows.map(({ uuid }) => uuid)).toEqual(['1', '1', '2', '2', '3', '3']);
  expect(misbehaving.stats().repeated).toBe(3);
  expect(relay.stats()).toMatchObject({ flows: 3, uniqueFlows: 3 });
});

it('falls back into what it sent before', async () => {
  const { relay, client, misbehaving } = await misbehavingRelay();
  pushThree(relay);
  misbehaving.behave({ kind: 'relapse', every: 4 });
  const { flows, nodes } = await client.getFlows({});
  expect(flows.map(({ uuid }) => uuid)).toEqual(['1', '2', '3', '1', '2', '3']);
  expect(nodes).toHaveLength(2);
  expect(misbehaving.stats().repeated).toBe(3);
});

it('breaks messages off in the middle', async () => {
  const { relay, client, misbehaving } = await misbehavingRelay();
  pushThree(relay);
  misbehaving.behave({ kind: 'garble', every: 4 });
  expect((await client.getFlows({})).error?.details).toMatch(/parsing/);
  expect(misbehaving.stats()).toEqual({ repeated: 0, garbled: 1 });
});

it('behaves again when told so', async () => {
  const { relay, client, misbehaving } = await misbehavingRelay();
  pushThree(relay);
  misbehaving.behave(readMisbehaviour({ kind: 'repeat', times: 5 }));
  misbehaving.behave(readMisbehaviour({ kind: 'none' }));
  expect((await client.getFlows({})).flows).toHaveLength(3);
  expect(() => readMisbehaviour({ kind: 'repeat', times: 0 })).toThrow(/misbehave wants/);
});

it('records every oddity, and says which of them are flows', async () => {
  const { relay, client } = await misbehavingRelay();
  const readable = (Object.keys(oddities) as (keyof typeof oddities)[]).filter((kind) => kind !== 'garbage');
  const recorded = readable.map((kind) => recordOdd(relay, kind, 2));
  const { flows, responses, error } = await client.getFlows({});
  expect(error).toBeUndefined();
  expect(flows).toHaveLength(recorded.reduce((sum, { flows }) => sum + flows, 0));
  expect(responses.filter(({ responseTypes }) => responseTypes.case === undefined)).toHaveLength(
    recorded.reduce((sum, { others }) => sum + others, 0),
  );
});

it('makes giants of a mebibyte, and flows of versions to come', async () => {
  const { relay, client } = await misbehavingRelay();
  recordOdd(relay, 'giant', 2);
  recordOdd(relay, 'unknown-values', 1);
  const [labels, url, future] = (await client.getFlows({})).flows;
  expect(labels?.source?.labels.join('').length).toBeGreaterThan(1_000_000);
  expect(url?.l7?.record.case === 'http' && url.l7.record.value.url.length).toBeGreaterThan(1_000_000);
  expect(future).toMatchObject({ verdict: 99, dropReasonDesc: 999 });
  expect(future?.$unknown?.[0]?.no).toBe(30_001);
});

it('sends bytes that are no message', async () => {
  const { relay, client } = await misbehavingRelay();
  expect(recordOdd(relay, 'garbage', 1)).toEqual({ flows: 0, others: 1 });
  expect((await client.getFlows({})).error?.details).toMatch(/parsing/);
});
