import { describe, expect, it } from 'vitest';
import type { ClusterStatus, ConnectionState, Gap, Status } from '@/lib/wire/frame';
import { noticesOf } from './notice';

const noon = Date.UTC(2026, 10, 25, 12, 3, 7);
const at = (second: number) => new Date(noon + second * 1_000).toISOString();

function statusWith(part: Partial<ClusterStatus>, ...more: Partial<ClusterStatus>[]): Status {
  const cluster = (given: Partial<ClusterStatus>): ClusterStatus => ({
    cluster: 'prod',
    source: 'relay',
    address: 'hubble-relay:80',
    connection: { state: 'live', sinceMs: noon },
    relayVersion: '1.19',
    nodesConnected: 12,
    nodesUnavailable: 0,
    nodes: [],
    flowsPerSecond: 2_412,
    flowsReceived: 0,
    repeatsDropped: 0,
    unknownResponses: 0,
    malformedMessages: 0,
    lostEvents: '0',
    lostEventsUnknown: 0,
    flowsSince: null,
    rollupSince: null,
    lastFlow: null,
    lagMs: null,
    held: { flows: 0, bytes: 0, rows: 0 },
    ...given,
  });
  return { version: '1', now: at(0), startedAt: at(0), readers: 1, views: 1, clusters: [part, ...more].map(cluster) };
}

const facts = { server: { state: 'ok' as const }, status: null, gaps: [], shownAtMs: noon, ignored: [] };
const relay = (connection: ConnectionState) =>
  noticesOf({ ...facts, status: statusWith({ connection, lastFlow: at(0) }) });
const failed = {
  attempt: 3,
  sinceMs: noon,
  retryAtMs: noon + 4_000,
  message: 'hubble-relay:80 refuses connections; is it running?',
};

describe('what banners say', () => {
  it('is nothing while all is well', () => {
    expect(noticesOf({ ...facts, status: statusWith({}) })).toEqual([]);
  });

  it('is that something was taken from the reader, and why the server cannot answer where it says so', () => {
    expect(noticesOf({ ...facts, lostSightMs: noon })).toMatchObject([
      { title: 'What you may see has changed.', text: expect.stringContaining('At 12:03:07'), actions: ['dismiss'] },
    ]);
    const server = { state: 'retrying', retryAtMs: noon + 4_000, message: 'It cannot be asked.' } as const;
    const titles = [server, { ...server, title: 'What you may see is not known now' }].map(
      (each) => noticesOf({ ...facts, server: each })[0]?.title,
    );
    expect(titles).toEqual(['Connection to Eyepiece lost.', 'What you may see is not known now.']);
  });

  it('tells connecting, retrying, refused and no nodes apart', () => {
    const states = [
      relay({ state: 'connecting', attempt: 1, sinceMs: noon }),
      relay({ state: 'retrying', code: 'refused', ...failed }),
      relay({ state: 'refused', code: 'tls-name-mismatch', ...failed }),
      relay({ state: 'retrying', code: 'no-nodes', ...failed }),
    ].map(([notice]) => notice?.title);
    expect(states).toEqual([
      'Connecting to Relay.',
      'Relay disconnected.',
      'Relay cannot be watched.',
      'Relay has no nodes.',
    ]);
  });

  it('counts down while retrying and says what the data is', () => {
    const [notice] = relay({ state: 'retrying', code: 'refused', ...failed });
    expect(notice).toMatchObject({ retryAtMs: noon + 4_000 });
    expect(notice?.text).toBe(`${failed.message} Everything below is frozen at 12:03:07.`);
  });

  it('keeps one banner through the attempts of one outage', () => {
    const ids = [
      relay({ state: 'retrying', code: 'refused', ...failed }),
      relay({ state: 'connecting', attempt: 4, sinceMs: noon }),
    ].map(([notice]) => notice?.id);
    expect(new Set(ids).size).toBe(1);
  });

  it('names the nodes that do not send and carries no guess for them', () => {
    const [notice] = noticesOf({ ...facts, status: statusWith({ nodesConnected: 10, nodesUnavailable: 2 }) });
    expect(notice).toMatchObject({ title: '2 of 12 nodes are not sending flows.', actions: ['nodes', 'dismiss'] });
  });

  const node = (name: string, state: 'connected' | 'unavailable' | 'error', message = '') => ({
    name,
    state,
    message,
    version: '',
    sinceMs: null,
    lastFlowMs: null,
  });

  it('names missing nodes, and tells an error once with its nodes, of a capture as well', () => {
    const nodes = [
      node('lab/a', 'error', 'transport is closing'),
      node('lab/b', 'error', 'transport is closing'),
      node('lab/c', 'unavailable'),
      node('lab/d', 'unavailable'),
      node('lab/e', 'connected'),
    ];
    const part = { nodes, nodesConnected: 3, nodesUnavailable: 2 };
    const told = [
      ['2 of 5 nodes are not sending flows.', 'Traffic of lab/c and lab/d is missing; rates carry no guess for it.'],
      ['Error on lab/a and lab/b.', 'transport is closing'],
    ];
    for (const status of [
      statusWith(part),
      statusWith({ ...part, source: 'capture', connection: { state: 'idle' } }),
    ]) {
      expect(noticesOf({ ...facts, status }).map(({ title, text }) => [title, text])).toEqual(told);
    }
    const again = nodes.map(({ name }) => node(name, 'connected'));
    expect(noticesOf({ ...facts, status: statusWith({ nodes: again }) })).toEqual([]);
  });

  it('adds up losses, says where and when, and when their number is not known', () => {
    const gap = (part: Partial<Gap>): Gap => ({
      id: 'a',
      cluster: 'prod',
      kind: 'lost-events',
      from: at(-87),
      to: at(-57),
      nodes: ['worker-4'],
      count: '1204',
      message: '',
      quiet: false,
      ...part,
    });
    expect(noticesOf({ ...facts, gaps: [gap({})] })).toMatchObject([
      {
        title: '1,204 events lost on worker-4,',
        text: expect.stringContaining('12:01:40 to 12:02:10. Counts there are too low.'),
      },
    ]);
    expect(
      noticesOf({ ...facts, gaps: [gap({}), gap({ id: 'b', count: null, nodes: ['worker-5'], to: undefined })] }),
    ).toMatchObject([{ title: 'An unknown number of events lost on worker-4 and worker-5,' }]);
    expect(noticesOf({ ...facts, gaps: [gap({ quiet: true })] })).toEqual([]);
    expect(noticesOf({ ...facts, gaps: [gap({ nodes: [], message: 'Lost on CPU 5.' })] })).toMatchObject([
      { title: '1,204 events lost on an unknown node,', text: '12:01:40 to 12:02:10. Counts there are too low.' },
    ]);
  });

  it('says once why events were lost, and nothing of it where there was more than one cause', () => {
    const lost = (id: string, cause: string): Gap => ({
      id,
      cluster: 'prod',
      kind: 'lost-events',
      from: at(-87),
      to: at(-57),
      nodes: ['worker-4'],
      count: '7',
      message: `7 events lost at worker-4 (CPU ${id}): ${cause}.`,
      quiet: false,
    });
    const told = (...gaps: readonly Gap[]) =>
      noticesOf({ ...facts, gaps }).map(({ title, text }) => `${title} ${text}`);
    const words = '14 events lost on worker-4, 12:01:40 to 12:02:10. Counts there are too low';
    expect(told(lost('1', 'the queue was full'), lost('2', 'the queue was full'))).toEqual([
      `${words}: the queue was full.`,
    ]);
    expect(told(lost('1', 'the queue was full'), lost('2', 'the ring overran'))).toEqual([`${words}.`]);
  });

  it('says only that our own server is lost, since what it said of Relay is old', () => {
    const status = statusWith({ connection: { state: 'retrying', code: 'refused', ...failed } });
    const server = { state: 'retrying' as const, retryAtMs: noon + 2_000, message: 'The server cannot be reached.' };
    expect(noticesOf({ ...facts, status, server })).toMatchObject([
      {
        id: 'server-lost',
        actions: ['retry'],
        text: 'The server cannot be reached. Everything below is frozen at 12:03:07.',
      },
    ]);
  });

  it('names the cluster where there are several', () => {
    const status = statusWith(
      { cluster: 'eu', connection: { state: 'retrying', code: 'refused', ...failed } },
      { cluster: 'us' },
    );
    expect(noticesOf({ ...facts, status })[0]?.title).toBe('Relay of eu disconnected.');
  });

  it('tells what part of a link was ignored', () => {
    const ignored = [{ parameter: 'foo', message: 'There is no parameter "foo"; it is ignored.' }];
    expect(noticesOf({ ...facts, ignored })).toMatchObject([
      { title: 'Part of this link was ignored.', actions: ['dismiss'] },
    ]);
  });

  it('says before what is missing that more is shown than was asked for', () => {
    const ignored = [{ parameter: 'q', message: 'The filter is ignored.' }];
    const missed = { atMs: noon, rows: 5, unknown: false };
    const [first, second, ...more] = noticesOf({ ...facts, ignored, missed });
    expect([first?.id, second?.id, more]).toEqual([
      expect.stringMatching(/^ignored/),
      expect.stringMatching(/^missed/),
      [],
    ]);
  });

  it('says what this page missed, once for each time, and nothing where nothing is missing', () => {
    const told = (rows: number, unknown: boolean) =>
      noticesOf({ ...facts, missed: { atMs: noon, rows, unknown } }).map(({ id, title, text }) => [id, title, text]);
    expect(told(0, false)).toEqual([]);
    expect(noticesOf({ ...facts, missed: { atMs: null, rows: 0, unknown: false } })).toEqual([]);
    expect(told(240, false)).toEqual([
      [
        `missed:${noon}`,
        'This page fell behind at 12:03:07.',
        '240 flows did not reach its rows; what is counted is complete.',
      ],
    ]);
    expect(told(0, true)).toEqual([
      [
        `missed:${noon}`,
        'The stream broke off and began anew at 12:03:07.',
        'Flows of the time between may be missing from the rows; what is counted is complete.',
      ],
    ]);
  });
});
