import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { withSnapshots } from '@/app/server/snapshots/with-snapshots';
import { createLive } from '@/lib/live/create-live';
import { openSnapshots } from '@/lib/snapshots/snapshots';
import { GET } from './route';

// It only keeps the file out of the browser.
vi.mock('server-only', () => ({}));

const home = globalThis as typeof globalThis & { [key: symbol]: unknown };
const liveKey = Symbol.for('eyepiece.live');
let address = '';
let close: () => Promise<unknown>;

async function* threeFlows(): AsyncGenerator<Uint8Array> {
  for (const uuid of ['a', 'b', 'c'])
    yield Buffer.from(`${JSON.stringify({ flow: { uuid, time: '2025-03-01T10:00:00Z', verdict: 'DROPPED' } })}\n`);
}

beforeAll(async () => {
  const kept = openSnapshots({ folder: null });
  const near = createLive({ clusters: [], memoryBytes: 64 * 2 ** 20, version: 'test' });
  const { cluster } = await near.openCapture('flows.json', threeFlows());
  home[liveKey] = { live: withSnapshots(near, () => kept), busy: () => 0 };
  address = `http://127.0.0.1/api/v1/flows?q=verdict:dropped&limit=2&cluster=${encodeURIComponent(cluster)}`;
  close = () => Promise.all([kept.close(), near.close()]);
});
afterAll(async () => {
  delete home[liveKey];
  await close();
});

let written: string[] = [];
beforeEach(() => {
  written = [];
  vi.spyOn(process.stderr, 'write').mockImplementation((text) => written.push(String(text)) > 0);
});
afterEach(() => vi.restoreAllMocks());

const get = (accept: string, cursor?: string | null) =>
  GET(new Request(address + (cursor ? `&cursor=${encodeURIComponent(cursor)}` : ''), { headers: { accept } }));

describe('flows of a drop group', () => {
  const groupOf = (reason: string) =>
    `&group=${encodeURIComponent(`default//unknown/>default//unknown/ UNKNOWN/0 ["${reason}","TRAFFIC_DIRECTION_UNKNOWN",false]`)}`;
  const idsOf = async (query: string) => {
    const response = await GET(new Request(`${address}${query}`));
    const { flows, next } = await response.json();
    return { status: response.status, flows: flows?.length, goesOn: typeof next === 'string' };
  };

  it('leave out those of others, and lead on to the next page', async () => {
    expect(await idsOf('')).toEqual({ status: 200, flows: 2, goesOn: true });
    expect(await idsOf(groupOf('POLICY_DENY'))).toEqual({ status: 200, flows: 0, goesOn: true });
  });

  it('are asked for by an id', async () => {
    expect(await idsOf('&group=x')).toMatchObject({ status: 400 });
  });
});

describe('flows that are exported', () => {
  it.each([
    ['application/x-ndjson', 'jsonl'],
    ['text/csv', 'csv'],
  ])('are one line of the access log as %s, however many pages they take', async (accept, format) => {
    const first = await get(accept);
    const second = await get(accept, first.headers.get('x-next-cursor'));
    expect([first.status, second.status, second.headers.get('x-next-cursor')]).toEqual([200, 200, null]);
    expect(written.map((line) => JSON.parse(line))).toEqual([
      expect.objectContaining({ log: 'access', event: 'export', by: 'none', q: 'verdict:DROPPED', format }),
    ]);
  });

  it('are not when a page looks at them', async () => {
    expect((await get('application/json')).status).toBe(200);
    expect(written).toEqual([]);
  });
});
