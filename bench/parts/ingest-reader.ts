// One reader of a relay's stream in a process of its own, so that the operating system says what it costs.
// Arguments: relay address, how far a flow is taken, flows to read before measuring, flows to measure.
import { toBinary } from '@bufbuild/protobuf';
import { Client, type ClientReadableStream, credentials } from '@grpc/grpc-js';
import type { Stage } from '@/bench/parts/ingest';
import { createLive } from '@/lib/live/create-live';
import { factsFromResponse } from '@/lib/relay/partial';
import { flowsRequest } from '@/lib/relay/request';
import { GetFlowsRequestSchema } from '@/proto/gen/observer/observer_pb';

const [address = '', stage = 'raw', warm = '0', measured = '0'] = process.argv.slice(2);
const first = Number(warm);
const last = first + Number(measured);
let flows = 0;
let begun: NodeJS.CpuUsage | undefined;
let begunAt = 0;

const stages: Readonly<Record<Stage, () => void>> = {
  raw: () => readStream((bytes) => bytes),
  read: () => readStream(factsFromResponse),
  keep: () => follow(false),
  view: () => follow(true),
};

stages[stage as Stage]();

/** As our own client does, with the same window; grpc-js does nothing less for anybody. */
function readStream(read: (bytes: Buffer) => object): void {
  const client = new Client(address, credentials.createInsecure(), { 'grpc-node.flow_control_window': 1024 * 1024 });
  const call: ClientReadableStream<object> = client.makeServerStreamRequest(
    '/observer.Observer/GetFlows',
    (request) => Buffer.from(toBinary(GetFlowsRequestSchema, request)),
    read,
    flowsRequest({ follow: true, number: 4095 }, Date.now()),
  );
  call.on('data', () => count(flows + 1));
}

function follow(hasView: boolean): void {
  const live = createLive({
    clusters: [{ cluster: 'bench', address, tls: null }],
    memoryBytes: 512 * 1024 * 1024,
    version: 'bench',
  });
  if (hasView) void watchEverything(live);
  setInterval(async () => {
    const [cluster] = (await live.status()).clusters;
    if (cluster) count(cluster.flowsReceived + cluster.repeatsDropped);
  }, 20);
}

async function watchEverything(live: ReturnType<typeof createLive>): Promise<void> {
  const frames = await live.watch(
    {
      filter: { tokens: [] },
      wants: ['map', 'drops', 'flows', 'series', 'namespaces', 'status'],
      group: 'workload',
      windowMs: 15 * 60_000,
      rows: 200,
    },
    new AbortController().signal,
  );
  for await (const { body } of frames) if (body.bytes.length === 0) return;
}

function count(now: number): void {
  flows = now;
  if (!begun && flows >= first) {
    begun = process.cpuUsage();
    begunAt = flows;
  }
  if (!begun || flows < last) return;
  const { user, system } = process.cpuUsage(begun);
  process.stdout.write(`${JSON.stringify({ flows: flows - begunAt, cpuSeconds: (user + system) / 1e6 })}\n`);
  process.exit(0);
}
