import { create, fromBinary, toBinary } from '@bufbuild/protobuf';
import { timestampFromMs } from '@bufbuild/protobuf/wkt';
import * as grpc from '@grpc/grpc-js';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { makeAuthority, makeCertificates } from '@/demo/certificates';
import { type FlowInit, type Relay, type RelayOptions, startRelay } from '@/demo/relay-server';
import { TestClient, type Transcript } from '@/demo/test-client';
import { DropReason, Verdict } from '@/proto/gen/flow/flow_pb';
import { HealthCheckRequestSchema, HealthCheckResponseSchema } from '@/proto/gen/grpc/health/v1/health_pb';
import type { GetNamespacesResponse, GetNodesResponse, ServerStatusResponse } from '@/proto/gen/observer/observer_pb';
import { NodeState } from '@/proto/gen/relay/relay_pb';

// A busy machine may take its time; nothing here depends on how long.
vi.setConfig({ testTimeout: 60_000 });
const eventually = <Value>(read: () => Value) => expect.poll(read, { timeout: 30_000 });

const closers: (() => unknown)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0).reverse()) await close();
});

async function relayWith(options: RelayOptions = {}): Promise<{ relay: Relay; client: TestClient }> {
  const relay = await startRelay({ nodes: ['demo/a', 'demo/b'], relistMs: 20, errorWindowMs: 30, ...options });
  const client = new TestClient(relay.address);
  closers.push(
    () => relay.stop(),
    () => client.close(),
  );
  return { relay, client };
}

/** A flow `second` seconds into a fixed minute; its uuid is the second. */
function flow(second: number, init: FlowInit = {}): FlowInit {
  return { time: at(second), uuid: String(second), verdict: Verdict.FORWARDED, ...init };
}

const at = (second: number) => timestampFromMs(1_700_000_000_000 + second * 1000);
const dropped = (second: number) =>
  flow(second, { verdict: Verdict.DROPPED, dropReasonDesc: DropReason.POLICY_DENIED });
const uuids = ({ flows }: Transcript) => flows.map(({ uuid }) => uuid);
const got = (count: number) => (seen: Transcript) => seen.flows.length >= count;
const onlyDropped = { whitelist: [{ verdict: [Verdict.DROPPED] }] };

/** Node a holds the even seconds 0 to 8, node b the odd ones 1 to 9; 2, 3 and 8 are dropped. */
async function tenFlows(options: RelayOptions = {}): Promise<{ relay: Relay; client: TestClient }> {
  const started = await relayWith(options);
  for (let second = 0; second < 10; second += 1) {
    const init = [2, 3, 8].includes(second) ? dropped(second) : flow(second);
    started.relay.push(init, second % 2 === 0 ? 'demo/a' : 'demo/b');
  }
  return started;
}

describe('GetFlows by number, first, follow, since and until', () => {
  it('sends everything the rings hold for a bare request, sorted by time', async () => {
    const { client } = await tenFlows();
    const seen = await client.getFlows({});
    expect(uuids(seen)).toEqual(['0', '1', '2', '3', '4', '5', '6', '7', '8', '9']);
    expect(seen).toMatchObject({ ended: true, lost: [] });
  });

  it('sends the last N of each node for number N', async () => {
    const { client } = await tenFlows();
    expect(uuids(await client.getFlows({ number: 2n }))).toEqual(['6', '7', '8', '9']);
  });

  it('counts only matching flows for number N', async () => {
    const { client } = await tenFlows();
    expect(uuids(await client.getFlows({ number: 1n, ...onlyDropped }))).toEqual(['3', '8']);
  });

  it('sends the oldest N of each node with first', async () => {
    const { client } = await tenFlows();
    expect(uuids(await client.getFlows({ number: 1n, first: true }))).toEqual(['0', '1']);
    expect(uuids(await client.getFlows({ number: 1n, first: true, ...onlyDropped }))).toEqual(['2', '3']);
  });

  it('takes 2^64-1 for all', async () => {
    const { client } = await tenFlows();
    expect(uuids(await client.getFlows({ number: 18446744073709551615n }))).toHaveLength(10);
  });

  it('follows with only new flows when neither number nor since is given', async () => {
    const { relay, client } = await tenFlows();
    const seen = client.getFlows({ follow: true }, got(2));
    await eventually(() => relay.stats().open).toBe(1);
    relay.push([flow(10), flow(11)], 'demo/a');
    expect(uuids(await seen)).toEqual(['10', '11']);
  });

  it('follows after the last N of each node', async () => {
    const { relay, client } = await tenFlows();
    const seen = client.getFlows({ number: 1n, follow: true }, got(4));
    await eventually(() => relay.stats().open).toBe(1);
    relay.push([flow(10), flow(11)], 'demo/a');
    expect(uuids(await seen)).toEqual(['8', '9', '10', '11']);
  });

  it('follows from since, and number does not cut a live stream', async () => {
    const { relay, client } = await tenFlows();
    const seen = client.getFlows({ number: 1n, since: at(7), follow: true }, got(4));
    await eventually(() => relay.stats().open).toBe(1);
    relay.push(flow(10), 'demo/b');
    expect(uuids(await seen)).toEqual(['7', '8', '9', '10']);
  });

  it('sends a window, both ends included, and stops at the first newer event', async () => {
    const { relay, client } = await tenFlows();
    relay.push(flow(4.5), 'demo/b');
    expect(uuids(await client.getFlows({ since: at(2), until: at(5) }))).toEqual(['2', '3', '4', '5']);
  });

  it('sends what is held up to until when there is no since', async () => {
    const { client } = await tenFlows();
    expect(uuids(await client.getFlows({ until: at(3) }))).toEqual(['0', '1', '2', '3']);
  });

  it('cuts to the oldest N of the window when since and number are both given', async () => {
    const { client } = await tenFlows();
    expect(uuids(await client.getFlows({ since: at(4), number: 1n }))).toEqual(['4', '5']);
  });

  it('ends a followed stream once something newer than until shows up on every node', async () => {
    const { relay, client } = await tenFlows();
    const seen = client.getFlows({ follow: true, since: at(8), until: at(10) });
    await eventually(() => relay.stats().open).toBe(1);
    relay.push([flow(10), flow(11)], 'demo/a');
    relay.push(flow(12), 'demo/b');
    expect(uuids(await seen)).toEqual(['8', '9', '10']);
  });

  it('refuses first with follow', async () => {
    const { client } = await tenFlows();
    const { error } = await client.getFlows({ first: true, follow: true });
    expect(error).toMatchObject({
      code: grpc.status.INVALID_ARGUMENT,
      details: 'first cannot be specified with follow',
    });
  });
});

describe('rings and lost events', () => {
  it('keeps the newest flows, and tells of one lost event where a read met the oldest', async () => {
    const { relay, client } = await relayWith({ nodes: ['demo/a'], ringCapacity: 3 });
    relay.push([0, 1, 2, 3, 4].map((second) => flow(second)));
    const full = await client.getFlows({});
    expect(uuids(full)).toEqual(['2', '3', '4']);
    expect(full.lost).toEqual([1n]);
    expect((await client.getFlows({ number: 3n })).lost).toEqual([]);
    expect(await client.getFlows({ number: 1n, ...onlyDropped })).toMatchObject({ flows: [], lost: [1n] });
  });

  it('passes lost events whatever the filter and the number', async () => {
    const { relay, client } = await tenFlows();
    relay.loseEvents({ source: 1, count: 250n, cpu: 5 }, 'demo/b');
    const seen = await client.getFlows({ since: at(9), whitelist: [{ uuid: ['none'] }] });
    expect(seen).toMatchObject({ flows: [], lost: [250n] });
  });

  it('tells a slow reader how much it missed and holds no more than the ring for it', async () => {
    const { relay, client } = await relayWith({ nodes: ['demo/a'], ringCapacity: 50 });
    const call = client.open({ follow: true });
    let flows = 0;
    let lost = 0;
    await new Promise((resolve) => call.once('metadata', resolve));
    call.pause();
    call.on('error', () => {});
    const total = 20_000;
    const padding = { Summary: 'x'.repeat(2000) };
    for (let sent = 0; sent < total; sent += 100) {
      relay.push(Array.from({ length: 100 }, (_, index) => flow(sent + index, padding)));
      await new Promise((resolve) => setImmediate(resolve));
    }
    expect(relay.stats().streams[0]).toMatchObject({ blocked: true });
    call.on('data', ({ responseTypes }) => {
      if (responseTypes.case === 'flow') flows += 1;
      if (responseTypes.case === 'lostEvents') lost += Number(responseTypes.value.numEventsLost);
    });
    call.resume();
    await eventually(() => flows + lost).toBe(total);
    expect(lost).toBeGreaterThan(0);
    expect(relay.stats()).toMatchObject({ flows, lostFlows: lost });
    call.cancel();
  });
});

describe('nodes', () => {
  it('names connected and unavailable nodes at the start of a stream', async () => {
    const { relay, client } = await tenFlows();
    relay.setNode('demo/b', 'down');
    const { nodes, flows } = await client.getFlows({});
    expect(nodes).toEqual([
      { state: NodeState.NODE_CONNECTED, names: ['demo/a'], message: '' },
      { state: NodeState.NODE_UNAVAILABLE, names: ['demo/b'], message: '' },
    ]);
    expect(flows).toHaveLength(5);
  });

  it('ends even a followed stream at once when no node is connected', async () => {
    const { relay, client } = await tenFlows();
    relay.setNode('demo/a', 'down');
    relay.setNode('demo/b', 'down');
    const seen = await client.getFlows({ follow: true });
    expect(seen.nodes).toEqual([{ state: NodeState.NODE_UNAVAILABLE, names: ['demo/a', 'demo/b'], message: '' }]);
    expect(seen).toMatchObject({ ended: true, flows: [] });
    expect(seen.error).toBeUndefined();
  });

  it('merges equal errors of nodes whose streams broke, and sends history again when they return', async () => {
    const { relay, client } = await tenFlows();
    const seen = client.getFlows({ number: 1n, follow: true }, (all) => all.flows.length >= 5);
    await eventually(() => relay.stats().flows).toBe(2);
    relay.setNode('demo/a', 'down');
    relay.setNode('demo/b', 'down');
    relay.push(flow(10), 'demo/a');
    await eventually(() => relay.stats().streams[0]?.statusMessages).toBe(2);
    relay.setNode('demo/a', 'up');
    await eventually(() => relay.stats().flows).toBe(3);
    relay.setNode('demo/b', 'up');
    await eventually(() => relay.stats().flows).toBe(4);
    relay.push(flow(11), 'demo/b');
    const { nodes, flows } = await seen;
    expect(nodes[1]).toMatchObject({ state: NodeState.NODE_ERROR, names: ['demo/a', 'demo/b'] });
    expect(nodes[1]?.message).toMatch(/^rpc error: code = Unavailable/);
    expect(flows.map(({ uuid }) => uuid)).toEqual(['8', '9', '10', '9', '11']);
    expect(relay.stats()).toMatchObject({ flows: 5, uniqueFlows: 4 });
  });

  it('reads from a node that joins', async () => {
    const { relay, client } = await tenFlows();
    const seen = client.getFlows({ follow: true }, got(1));
    await eventually(() => relay.stats().open).toBe(1);
    relay.setNode('demo/c', 'up');
    await eventually(() => relay.push(flow(10), 'demo/c') ?? relay.stats().flows).toBeGreaterThan(0);
    expect((await seen).flows[0]?.nodeName).toBe('demo/c');
  });

  it('answers a bad filter with errors of all nodes and no flows, and in follow mode again and again', async () => {
    const { client } = await tenFlows();
    const whitelist = [{ sourcePod: [''] }];
    const message = 'rpc error: code = Unknown desc = invalid filter, name must not be empty';
    const once = await client.getFlows({ whitelist });
    expect(once.nodes[1]).toEqual({ state: NodeState.NODE_ERROR, names: ['demo/a', 'demo/b'], message });
    expect(once).toMatchObject({ ended: true, flows: [] });
    const again = await client.getFlows({ whitelist, follow: true }, ({ nodes }) => nodes.length >= 3);
    expect(again.nodes.slice(1).every((node) => node.message === message)).toBe(true);
  });

  it('forgets what it held and counts from zero after a restart of the agent', async () => {
    const { relay, client } = await tenFlows();
    relay.setNode('demo/a', 'down', { restart: true });
    relay.push(flow(20), 'demo/a');
    relay.setNode('demo/a', 'up', { restart: true });
    relay.push(flow(21), 'demo/a');
    expect(uuids(await client.getFlows({ since: at(9) }))).toEqual(['9', '21']);
    expect(relay.stats().nodes[0]).toMatchObject({ name: 'demo/a', seen: 1, held: 1 });
  });
});

describe('field_mask', () => {
  const full = flow(1, {
    nodeName: 'demo/a',
    source: { podName: 'web-0', namespace: 'shop', labels: ['k8s:app=web'] },
    l4: { protocol: { case: 'UDP', value: { sourcePort: 1, destinationPort: 53 } } },
  });

  it('sends only the masked fields, and copies the outer time and node from the masked flow', async () => {
    const { relay, client } = await relayWith({ nodes: ['demo/a'] });
    relay.push(full);
    const { responses, flows } = await client.getFlows({
      fieldMask: { paths: ['uuid', 'source.pod_name', 'destination.namespace'] },
    });
    expect(flows[0]).toMatchObject({
      uuid: '1',
      verdict: Verdict.VERDICT_UNKNOWN,
      source: { podName: 'web-0', namespace: '' },
    });
    expect(flows[0]?.destination).toBeDefined();
    expect(flows[0]?.l4).toBeUndefined();
    expect(responses.at(-1)).toMatchObject({ nodeName: '' });
    expect(responses.at(-1)?.time).toBeUndefined();
  });

  it('invents a protocol when masked below the l4 oneof', async () => {
    const { relay, client } = await relayWith({ nodes: ['demo/a'] });
    relay.push(full);
    const { flows } = await client.getFlows({ fieldMask: { paths: ['l4.TCP.destination_port'] } });
    expect(flows[0]?.l4?.protocol.case).toBe('TCP');
  });

  it.each(['ip', 'source.id', 'uuid.x', 'source.labels.x', ''])('fails the call for the path %j', async (path) => {
    const { client } = await tenFlows();
    const { error } = await client.getFlows({ fieldMask: { paths: [path] } });
    expect(error?.details).toMatch(/^invalid fieldmask/);
  });
});

describe('other agents', () => {
  it('sends more than asked when it does not know a filter field', async () => {
    const all = await tenFlows({ ignoreFilters: true });
    expect((await all.client.getFlows(onlyDropped)).flows).toHaveLength(10);
    const some = await tenFlows({ ignoreFilters: ['verdict'] });
    expect((await some.client.getFlows(onlyDropped)).flows).toHaveLength(10);
    expect((await some.client.getFlows({ whitelist: [{ uuid: ['3'] }] })).flows).toHaveLength(1);
  });

  it('plays an older version: fewer fields, no field_mask, no version header', async () => {
    const { relay, client } = await relayWith({ nodes: ['demo/a'], version: '1.13.2' });
    relay.push(flow(1, { ingressDeniedBy: [{ name: 'p' }], file: { name: 'bpf_lxc.c', line: 1 } }));
    const { flows } = await client.getFlows({ fieldMask: { paths: ['uuid'] } });
    expect(flows[0]).toMatchObject({ uuid: '', verdict: Verdict.FORWARDED, ingressDeniedBy: [] });
    expect(flows[0]?.file).toBeUndefined();
    expect((await client.call('serverStatus')).metadata.get('hubble-relay-version')).toEqual([]);
    await expect(client.call('getNamespaces')).rejects.toMatchObject({ code: grpc.status.UNIMPLEMENTED });
  });

  it('can be made to send anything instead of a message', async () => {
    const { client } = await tenFlows({ outbound: (message) => [message, message] });
    const { flows } = await client.getFlows({ number: 1n });
    expect(flows.map(({ uuid }) => uuid)).toEqual(['8', '8', '9', '9']);
  });

  it('can end its streams with any status', async () => {
    const { relay, client } = await tenFlows();
    const seen = client.getFlows({ follow: true });
    await eventually(() => relay.stats().open).toBe(1);
    relay.endStreams({ code: grpc.status.RESOURCE_EXHAUSTED, details: 'enough' });
    expect((await seen).error).toMatchObject({ code: grpc.status.RESOURCE_EXHAUSTED, details: 'enough' });
    await eventually(() => relay.stats().open).toBe(0);
  });
});

describe('the other rpcs', () => {
  it('sums status over connected nodes and tells its version in a header', async () => {
    const { relay, client } = await tenFlows();
    relay.setNode('demo/b', 'down');
    const { answer, metadata } = await client.call('serverStatus');
    const { numFlows, maxFlows, numConnectedNodes, numUnavailableNodes, unavailableNodes } =
      answer as ServerStatusResponse;
    expect({ numFlows, maxFlows, numConnectedNodes, numUnavailableNodes, unavailableNodes }).toEqual({
      numFlows: 5n,
      maxFlows: 4095n,
      numConnectedNodes: 1,
      numUnavailableNodes: 1,
      unavailableNodes: ['demo/b'],
    });
    expect(metadata.get('hubble-relay-version')).toEqual(['1.19.4']);
  });

  it('lists nodes with state and figures, zero where there is no connection', async () => {
    const { relay, client } = await tenFlows();
    relay.setNode('demo/b', 'down');
    const { nodes } = (await client.call('getNodes')).answer as GetNodesResponse;
    expect(nodes[0]).toMatchObject({ name: 'demo/a', state: NodeState.NODE_CONNECTED, seenFlows: 5n });
    expect(nodes[0]?.tls?.serverName).toBe('a.demo.hubble-grpc.cilium.io');
    expect(nodes[1]).toMatchObject({ name: 'demo/b', state: NodeState.NODE_UNAVAILABLE, seenFlows: 0n });
  });

  it('unites the namespaces of reachable nodes, sorted', async () => {
    const { relay, client } = await relayWith();
    relay.push(flow(1, { source: { namespace: 'shop' }, destination: { namespace: 'kube-system' } }), 'demo/a');
    relay.push(flow(2, { source: { namespace: 'shop' } }), 'demo/b');
    const { namespaces } = (await client.call('getNamespaces')).answer as GetNamespacesResponse;
    expect(namespaces.map(({ cluster, namespace }) => `${cluster}/${namespace}`)).toEqual([
      'demo/kube-system',
      'demo/shop',
    ]);
  });

  it('is healthy, and implements neither agent nor debug events', async () => {
    const { client } = await relayWith();
    for (const service of ['', 'hubble.server.Observer']) {
      const request = Buffer.from(toBinary(HealthCheckRequestSchema, create(HealthCheckRequestSchema, { service })));
      const decode = (bytes: Buffer) => fromBinary(HealthCheckResponseSchema, bytes);
      const { answer } = await client.unary('/grpc.health.v1.Health/Check', request, decode);
      expect(answer.status).toBe(1);
    }
    await expect(client.call('getAgentEvents')).rejects.toMatchObject({ code: grpc.status.UNIMPLEMENTED });
    await expect(client.call('getDebugEvents')).rejects.toMatchObject({ code: grpc.status.UNIMPLEMENTED });
  });
});

describe('TLS', () => {
  const override = { 'grpc.ssl_target_name_override': 'ui.hubble-relay.cilium.io' };

  it('serves TLS with the name of a real Relay', async () => {
    const certificates = await makeCertificates();
    const { relay } = await relayWith({ tls: certificates });
    const client = new TestClient(relay.address, grpc.credentials.createSsl(Buffer.from(certificates.ca)), override);
    closers.push(() => client.close());
    expect((await client.call('getNodes')).answer).toMatchObject({ nodes: [{ name: 'demo/a' }, { name: 'demo/b' }] });
    const misnamed = new TestClient(relay.address, grpc.credentials.createSsl(Buffer.from(certificates.ca)));
    closers.push(() => misnamed.close());
    await expect(misnamed.call('getNodes')).rejects.toMatchObject({ code: grpc.status.UNAVAILABLE });
  });

  it('wants a client certificate of its authority for mTLS', async () => {
    const certificates = await makeCertificates();
    const { ca, clientCert, clientKey } = certificates;
    const { relay } = await relayWith({ tls: { ...certificates, clientCa: ca } });
    const withCertificate = grpc.credentials.createSsl(
      Buffer.from(ca),
      Buffer.from(clientKey),
      Buffer.from(clientCert),
    );
    const known = new TestClient(relay.address, withCertificate, override);
    const unknown = new TestClient(relay.address, grpc.credentials.createSsl(Buffer.from(ca)), override);
    closers.push(
      () => known.close(),
      () => unknown.close(),
    );
    await expect(known.call('getNodes')).resolves.toBeDefined();
    await expect(unknown.call('getNodes')).rejects.toMatchObject({ code: grpc.status.UNAVAILABLE });
  });

  it('shows other certificates to new connections, and keeps those there are', async () => {
    const first = await makeCertificates();
    const second = await makeCertificates();
    const { relay } = await relayWith({ tls: first });
    const trusting = ({ ca }: { ca: string }) => {
      const client = new TestClient(relay.address, grpc.credentials.createSsl(Buffer.from(ca)), override);
      closers.push(() => client.close());
      return client;
    };
    const early = trusting(first).getFlows({ follow: true }, got(1));
    await eventually(() => relay.stats().open).toBe(1);
    relay.rotate(second);
    await expect(trusting(second).call('getNodes')).resolves.toBeDefined();
    relay.push(flow(1));
    expect(uuids(await early)).toEqual(['1']);
  });

  it('can make an expired certificate of a given authority', async () => {
    const authority = await makeAuthority();
    const certificates = await makeCertificates({ authority, expired: true, names: ['localhost', '127.0.0.1'] });
    const { relay } = await relayWith({ tls: certificates });
    const client = new TestClient(relay.address, grpc.credentials.createSsl(Buffer.from(authority.pem)));
    closers.push(() => client.close());
    await expect(client.call('getNodes')).rejects.toThrow(/expired/);
  });
});

describe('start and stop', () => {
  it('says in one sentence that an address is taken', async () => {
    const { relay } = await relayWith();
    await expect(startRelay({ port: relay.port })).rejects.toThrow(`cannot listen on ${relay.address}`);
  });

  it('keeps what the agents hold over a crash of Relay', async () => {
    const { relay, client } = await tenFlows();
    const seen = client.getFlows({ follow: true });
    await eventually(() => relay.stats().open).toBe(1);
    await relay.crash();
    expect((await seen).error?.code).toBe(grpc.status.UNAVAILABLE);
    relay.push(flow(10), 'demo/a');
    await relay.revive();
    const later = new TestClient(relay.address);
    closers.push(() => later.close());
    expect(uuids(await later.getFlows({ since: at(9) }))).toEqual(['9', '10']);
  });
});
