import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { toBinary } from '@bufbuild/protobuf';
import { describe, expect, it, vi } from 'vitest';
import { parseAllDocuments } from 'yaml';
import { millisecondsOf } from '@/demo/agent/entry';
import type { StoryItem } from '@/demo/story/stage';
import { type StoryOptions, story } from '@/demo/story/story';
import { DropReason, type Flow, FlowSchema, TrafficDirection, Verdict } from '@/proto/gen/flow/flow_pb';

// A busy machine may take its time; nothing here depends on how long.
vi.setConfig({ testTimeout: 60_000 });

const startMs = 1_700_000_000_000;
const nodes = ['demo/a', 'demo/b', 'demo/c'];

function tell(seconds: number, options: Partial<StoryOptions> = {}): StoryItem[] {
  const items: StoryItem[] = [];
  for (const item of story({ seed: 1, startMs, nodes, ...options })) {
    if (item.atMs > startMs + seconds * 1000) break;
    items.push(item);
  }
  return items;
}

const flowsOf = (items: readonly StoryItem[]) => items.flatMap((item) => (item.kind === 'flow' ? [item.flow] : []));
const minute = flowsOf(tell(180));
const pod = (name: string) => (end: Flow['source']) => end?.podName.startsWith(name) ?? false;
const between = (client: string, server: string) =>
  minute.filter(({ source, destination }) => pod(client)(source) && pod(server)(destination));
const serverPort = ({ l4 }: Flow) => (l4?.protocol.case === 'TCP' ? l4.protocol.value.destinationPort : undefined);

describe('a story', () => {
  it('is the same for the same seed and start, byte for byte', () => {
    const bytes = (seed: number) =>
      flowsOf(tell(5, { seed })).map((flow) => Buffer.from(toBinary(FlowSchema, flow)).toString('hex'));
    expect(bytes(7)).toEqual(bytes(7));
    expect(bytes(7)).not.toEqual(bytes(8));
  });

  it('has other uuids when it starts at another time, so that a restarted relay repeats nothing', () => {
    const seen = new Set(flowsOf(tell(5)).map(({ uuid }) => uuid));
    const later = flowsOf(tell(5, { startMs: startMs + 1 }));
    expect(later.some(({ uuid }) => seen.has(uuid))).toBe(false);
  });

  it('comes in order of time, each flow on the node that reports it', () => {
    const items = tell(20);
    expect(items.every(({ atMs }, index) => atMs >= (items[index - 1]?.atMs ?? 0))).toBe(true);
    for (const item of items) {
      if (item.kind !== 'flow') continue;
      expect(item.flow.nodeName).toBe(item.node);
      expect(Math.abs(millisecondsOf(item.flow.time) - item.atMs)).toBeLessThan(0.01);
    }
  });

  it('keeps about the rate asked for', () => {
    for (const rate of [40, 120, 2000]) {
      const told = flowsOf(tell(20, { rate })).length / 20;
      expect(told / rate).toBeGreaterThan(0.8);
      expect(told / rate).toBeLessThan(1.25);
    }
  });

  it('holds as many generated services as asked for', () => {
    const names = new Set(
      flowsOf(tell(20, { rate: 3000, services: 60 })).flatMap(({ destination }) =>
        destination?.namespace.startsWith('apps-') ? [destination.workloads[0]?.name] : [],
      ),
    );
    expect(names.size).toBe(60);
  });

  it('lets the last node go away and return, unless told not to', () => {
    const changes = (outages: boolean) => tell(200, { rate: 20, outages }).filter(({ kind }) => kind === 'node');
    expect(changes(true)).toMatchObject([
      { node: 'demo/c', up: false },
      { node: 'demo/c', up: true },
    ]);
    expect(changes(false)).toEqual([]);
  });
});

describe('the guide’s namespace', () => {
  it('lets backend reach frontend:80 by allow-frontend', () => {
    const verdicts = between('backend', 'frontend').filter(
      (flow) => serverPort(flow) === 80 && flow.eventType?.type === 5,
    );
    expect(verdicts.length).toBeGreaterThan(0);
    for (const { verdict, ingressAllowedBy } of verdicts) {
      expect(verdict).toBe(Verdict.FORWARDED);
      expect(ingressAllowedBy.map(({ name }) => name)).toEqual(['allow-frontend']);
    }
  });

  it('refuses test-pod at frontend with a verdict and, microseconds later, a drop', () => {
    const denied = between('test-pod', 'frontend').filter(({ verdict }) => verdict === Verdict.DROPPED);
    expect(denied.length).toBeGreaterThan(10);
    for (let index = 0; index < denied.length; index += 2) {
      const [verdict, drop] = [denied[index], denied[index + 1]];
      expect([verdict?.eventType?.type, drop?.eventType?.type]).toEqual([5, 1]);
      expect(drop?.dropReasonDesc).toBe(DropReason.POLICY_DENIED);
      expect(drop?.nodeName).toBe(verdict?.nodeName);
      expect([verdict?.isReply, drop?.isReply]).toEqual([undefined, undefined]);
      expect(drop?.trafficDirection).toBe(TrafficDirection.INGRESS);
      const apart = millisecondsOf(drop?.time) - millisecondsOf(verdict?.time);
      expect(apart).toBeGreaterThan(0);
      expect(apart).toBeLessThan(0.1);
    }
  });

  it('answers refused API calls with 403 after dropping the request', () => {
    const calls = minute.filter(({ l7 }) => l7?.record.case === 'http' && l7.record.value.method === 'DELETE');
    const codes = calls.map(({ verdict, l7 }) => [verdict, l7?.record.case === 'http' ? l7.record.value.code : -1]);
    expect(codes).toContainEqual([Verdict.DROPPED, 0]);
    expect(codes).toContainEqual([Verdict.FORWARDED, 403]);
    expect(calls.every(({ dropReasonDesc }) => dropReasonDesc === 0)).toBe(true);
  });

  it('lets webapp and admin-tools into the database, and not reporting', () => {
    const denied = between('reporting', 'database').filter(({ verdict }) => verdict === Verdict.DROPPED);
    expect(denied.length).toBeGreaterThan(0);
    expect(
      [...between('webapp', 'database'), ...between('admin-tools', 'database')].every(({ verdict }) => verdict === 1),
    ).toBe(true);
  });

  it('lets netpod ping frontend and backend', () => {
    for (const server of ['frontend', 'backend']) {
      const pings = between('netpod', server);
      expect(pings.some(({ l4 }) => l4?.protocol.case === 'ICMPv4' && l4.protocol.value.type === 8)).toBe(true);
      expect(pings.every(({ verdict }) => verdict === Verdict.FORWARDED)).toBe(true);
    }
  });
});

describe('what else a cluster shows', () => {
  it('tells of traffic between nodes from both sides', () => {
    const sides = new Set(
      between('gateway', 'catalog')
        .filter(({ l7 }) => !l7)
        .map(({ trafficDirection }) => trafficDirection),
    );
    expect(sides).toEqual(new Set([TrafficDirection.EGRESS, TrafficDirection.INGRESS]));
  });

  it.each<[string, (flow: Flow) => boolean]>([
    ['audited verdicts', ({ verdict }) => verdict === Verdict.AUDIT],
    ['authentication required', ({ dropReasonDesc }) => dropReasonDesc === DropReason.AUTH_REQUIRED],
    ['SPIRE authentication', ({ authType }) => authType === 1],
    ['an explicit deny with its name', ({ egressDeniedBy }) => egressDeniedBy[0]?.name === 'deny-cloud-metadata'],
    [
      'a service without backends',
      ({ dropReasonDesc, destinationService }) => dropReasonDesc === 158 && destinationService?.name === 'reviews',
    ],
    ['an FQDN identity', ({ destination }) => destination?.labels.includes('fqdn:api.payments.example.com.') ?? false],
    ['a DNS name of the world', ({ destinationNames }) => destinationNames.includes('cdn.ads.example.net')],
    [
      'NXDOMAIN without a TTL',
      ({ l7 }) => l7?.record.case === 'dns' && l7.record.value.rcode === 3 && l7.record.value.ttl === 4_294_967_295,
    ],
    ['IPv6', ({ IP }) => IP?.ipVersion === 2 && IP.source.includes('fd00:')],
    ['the API server', ({ destination }) => destination?.labels.includes('reserved:kube-apiserver') ?? false],
    ['kubelet probes', ({ source, destination }) => source?.identity === 1 && destination?.podName !== ''],
    ['health endpoints', ({ destination }) => destination?.identity === 4],
    ['remote nodes', ({ destination }) => destination?.identity === 6],
    ['link-level frames without ends', ({ IP, ethernet }) => IP === undefined && ethernet !== undefined],
    ['mDNS', ({ IP }) => IP?.destination === '224.0.0.251'],
    [
      'socket translation',
      ({ sockXlatePoint, destinationService }) => sockXlatePoint === 1 && destinationService !== undefined,
    ],
    ['tunnels', ({ tunnel }) => tunnel?.protocol === 1],
    ['HTTP server errors', ({ l7 }) => l7?.record.case === 'http' && l7.record.value.code >= 500],
    ['latency on responses', ({ l7 }) => (l7?.latencyNs ?? 0n) > 0n],
    ['ICMP errors', ({ l4 }) => l4?.protocol.case === 'ICMPv4' && l4.protocol.value.type === 3],
  ])('shows %s', (_what, shows) => {
    expect(minute.some(shows)).toBe(true);
  });

  it('gives an endpoint id only to pods of the reporting node', () => {
    for (const { source, destination, nodeName } of between('gateway', 'catalog')) {
      expect([source?.ID, destination?.ID].some((id) => id !== 0)).toBe(true);
      expect(nodeName).toMatch(/^demo\//);
    }
  });

  it('names only policies that are written down, and all of those but the audited one', () => {
    const folder = path.resolve(import.meta.dirname, '../policies');
    const written = readdirSync(folder).flatMap((file) =>
      parseAllDocuments(readFileSync(path.join(folder, file), 'utf8')).map((document) => {
        const { kind, metadata } = document.toJS();
        return `${kind} ${metadata.namespace ?? ''}/${metadata.name}`;
      }),
    );
    const named = new Set(
      minute.flatMap((flow) =>
        [...flow.ingressAllowedBy, ...flow.egressAllowedBy, ...flow.ingressDeniedBy, ...flow.egressDeniedBy].map(
          ({ kind, namespace, name }) => `${kind} ${namespace}/${name}`,
        ),
      ),
    );
    expect(written.filter((name) => !named.has(name)).sort()).toEqual(['CiliumNetworkPolicy shop/profiles-lockdown']);
    expect([...named].filter((name) => !written.includes(name))).toEqual([]);
  });
});
