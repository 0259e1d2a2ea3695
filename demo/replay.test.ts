import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { Readable } from 'node:stream';
import { afterEach, describe, expect, it } from 'vitest';
import { encodeFlow } from '@/demo/agent/entry';
import { type Relay, startRelay } from '@/demo/relay-server';
import { flowMessage, type ReplayTimes, replayChunks, replayFile } from '@/demo/replay';
import { TestClient } from '@/demo/test-client';
import type { CaptureRecord } from '@/lib/capture/capture';
import { readCapture } from '@/lib/capture/read-capture';
import type { Flow } from '@/lib/flow/flow';
import { relayCodec } from '@/lib/relay/decode';
import { LostEventSource } from '@/proto/gen/flow/flow_pb';

const closers: (() => unknown)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0).reverse()) await close();
});

async function replayed(text: string, times: ReplayTimes = 'keep') {
  const relay: Relay = await startRelay({ nodes: ['demo/a'] });
  const client = new TestClient(relay.address);
  closers.push(
    () => relay.stop(),
    () => client.close(),
  );
  const report = await replayChunks(relay, Readable.from([Buffer.from(text)]), times);
  return { relay, report, seen: await client.getFlows({}) };
}

const line = (second: number, node = 'demo/a') =>
  `{"flow":{"time":"2024-05-20T13:00:0${second}.123456789Z","uuid":"u${second}","verdict":"FORWARDED","node_name":"${node}"},"node_name":"${node}"}\n`;

describe('recorded lines', () => {
  it('come back as flows on the nodes they name', async () => {
    const { relay, report, seen } = await replayed(line(1) + line(2, 'demo/other'));
    expect(report).toEqual({ flows: 2, others: 0, bad: [] });
    expect(seen.flows.map(({ uuid, nodeName }) => `${uuid} ${nodeName}`)).toEqual(['u1 demo/a', 'u2 demo/other']);
    expect(relay.nodeNames()).toEqual(['demo/a', 'demo/other']);
    expect(seen.flows[0]?.time).toMatchObject({ seconds: 1716210001n, nanos: 123_456_789 });
  });

  it('come back as lost events, node states and kinds nobody knows', async () => {
    const { report, seen } = await replayed(
      [
        '{"lost_events":{"source":"PERF_EVENT_RING_BUFFER","num_events_lost":"250","cpu":5}}',
        '{"node_status":{"state_change":"NODE_ERROR","node_names":["lab/a"],"message":"gone"}}',
        '{"heartbeat":{"seq":"1"}}',
        '{"agent_event":{}}',
        '{"flow":',
      ].join('\n'),
    );
    expect(report).toMatchObject({ flows: 0, others: 3, bad: [{ line: 5 }] });
    const lost = seen.responses.find(({ responseTypes }) => responseTypes.case === 'lostEvents')?.responseTypes.value;
    expect(lost).toMatchObject({ source: LostEventSource.PERF_EVENT_RING_BUFFER, numEventsLost: 250n, cpu: 5 });
    expect(seen.nodes.at(-1)).toEqual({ state: 4, names: ['lab/a'], message: 'gone' });
    expect(seen.responses.some(({ responseTypes, $unknown }) => !responseTypes.case && $unknown?.length === 1)).toBe(
      true,
    );
  });

  it('keep their distances when moved so that the newest is now', async () => {
    const before = BigInt(Math.floor(Date.now() / 1000));
    const { seen } = await replayed(line(1) + line(3), 'newest');
    const [first, last] = seen.flows.map(({ time }) => time);
    expect((last?.seconds ?? 0n) - (first?.seconds ?? 0n)).toBe(2n);
    expect(last?.seconds).toBeGreaterThanOrEqual(before);
  });

  it('take the time they are sent when asked to', async () => {
    const before = BigInt(Math.floor(Date.now() / 1000));
    const { seen } = await replayed(line(1) + line(3), 'each');
    expect(seen.flows.every(({ time }) => (time?.seconds ?? 0n) >= before)).toBe(true);
  });

  it('name the file that cannot be read', async () => {
    const { relay } = await replayed('');
    await expect(replayFile(relay, '/nowhere/flows.jsonl', 'keep')).rejects.toThrow(
      'cannot replay /nowhere/flows.jsonl',
    );
  });
});

const folder = path.resolve(import.meta.dirname, '../../shared/cases');

describe.skipIf(!existsSync(folder))('flows of the shared cases', async () => {
  if (!existsSync(folder)) return;
  const files = readdirSync(folder).filter((name) => /\.(jsonl|log)$/.test(name));
  const records: [string, Flow][] = [];
  for (const file of files) {
    const all: CaptureRecord[] = [];
    for await (const record of readCapture(Readable.from([readFileSync(path.join(folder, file))]))) all.push(record);
    for (const record of all) if (record.kind === 'flow') records.push([`${file}:${record.line}`, record.flow]);
  }

  it.each(records)('%s is the same flow after Relay', (_name, flow) => {
    const sent = relayCodec.flow(encodeFlow(flowMessage(flow)), 'x', 0);
    expect(comparable(sent)).toEqual(comparable(flow));
  });
});

/** Without what the wire cannot carry: names of unknown fields, free text where Hubble has numbers. */
function comparable(flow: Flow): object {
  const { id, arrivedMs, unknown, policyMatchType, ...rest } = flow;
  const known = Object.entries(rest).filter(([, value]) => value !== undefined);
  return { ...JSON.parse(JSON.stringify(Object.fromEntries(known))), hasUnknown: unknown !== undefined };
}
