// `npm run relay`: a simulated Hubble Relay as a process of its own.
import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { minorOf } from '@/demo/agent/version';
import { makeCertificates, writeCertificates } from '@/demo/certificates';
import { startControl } from '@/demo/control';
import { type DemoOptions, nodeNames, startDemoRelay } from '@/demo/demo';
import { createMisbehaving } from '@/demo/faults/misbehaviour';
import type { Player } from '@/demo/play';
import { type Relay, type RelayOptions, startRelay } from '@/demo/relay-server';
import { type ReplayTimes, replayFile } from '@/demo/replay';

const usage = `npm run relay -- [options]
  --listen HOST:PORT   where to listen (127.0.0.1:4245; port 0 takes a free one)
  --rate N             flows per second, up to about 100000 (a lively 120 or so)
  --services N         generated services besides the demo's own (0)
  --nodes N            nodes of the cluster (3)
  --seed N             another story (1)
  --steady             no node goes away
  --history S          seconds of the past already held at the start (60)
  --ring N             flows each node keeps (4095; 65535 above 4000 flows/s)
  --replay FILE        send recorded lines instead of the story
  --replay-shift       move the recorded times so that the newest is now
  --replay-now         give each flow the time it is sent
  --tls, --mtls        TLS with certificates made at the start; --mtls wants a client certificate
  --tls-dir DIR        where to write them (a new temporary folder)
  --tls-name NAME      a name in the server certificate, repeatable (*.hubble-relay.cilium.io)
  --cilium VERSION     play an older version, such as 1.15.0
  --ignore-filters     send everything whatever the filter
  --control PORT       a loopback HTTP port for tests: GET /stats, POST /push and others`;

interface Settings {
  readonly options: DemoOptions;
  readonly replay?: { readonly file: string; readonly times: ReplayTimes };
  readonly tls?: { readonly folder?: string; readonly names: readonly string[]; readonly mutual: boolean };
  readonly controlPort?: number;
}

try {
  await main(process.argv.slice(2));
} catch (error) {
  const sentence = error instanceof Error ? error.message : String(error);
  const isOption = error instanceof Error && 'code' in error && String(error.code).startsWith('ERR_PARSE_ARGS');
  process.stderr.write(`relay: ${sentence}${isOption ? '; npm run relay -- --help lists the options' : ''}\n`);
  process.exit(1);
}

async function main(args: readonly string[]): Promise<void> {
  if (args.includes('--help')) {
    console.log(usage);
    return;
  }
  const settings = readSettings(args);
  const tls = settings.tls && (await prepareTls(settings.tls));
  const misbehaving = settings.controlPort === undefined ? undefined : createMisbehaving();
  const { relay, player } = await start(settings, {
    ...settings.options,
    ...(tls && { tls }),
    ...(misbehaving && { outbound: misbehaving.outbound }),
  });
  if (settings.controlPort !== undefined) {
    const { port } = await startControl({ relay, player, misbehaving }, settings.controlPort);
    console.log(`control on http://127.0.0.1:${port}`);
  }
  console.log(`listening on ${relay.address}`);
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => process.exit(0));
}

async function start(settings: Settings, options: DemoOptions): Promise<{ relay: Relay; player?: Player }> {
  if (!settings.replay) return startDemoRelay(options);
  const { nodeCount = 1 } = options;
  const relay = await startRelay({
    ...options,
    nodes: nodeNames(nodeCount),
    ringCapacity: options.ringCapacity ?? 65_535,
  });
  const { flows, others, bad } = await replayFile(relay, settings.replay.file, settings.replay.times);
  for (const { line, message } of bad) process.stderr.write(`relay: line ${line}: ${message}\n`);
  console.log(`replaying ${flows} flows and ${others} other events`);
  return { relay };
}

async function prepareTls({ folder, names, mutual }: NonNullable<Settings['tls']>): Promise<RelayOptions['tls']> {
  const certificates = await makeCertificates(names.length > 0 ? { names } : {});
  const files = await writeCertificates(folder ?? (await mkdtemp(path.join(tmpdir(), 'relay-'))), certificates);
  console.log(`authority in ${files.caFile}, client certificate in ${files.clientCertFile}`);
  return { cert: certificates.cert, key: certificates.key, ...(mutual && { clientCa: certificates.ca }) };
}

function readSettings(args: readonly string[]): Settings {
  const { values } = parseArgs({
    args: [...args],
    options: {
      listen: { type: 'string', default: '127.0.0.1:4245' },
      rate: { type: 'string' },
      services: { type: 'string' },
      nodes: { type: 'string' },
      seed: { type: 'string' },
      steady: { type: 'boolean', default: false },
      history: { type: 'string' },
      ring: { type: 'string' },
      replay: { type: 'string' },
      'replay-shift': { type: 'boolean', default: false },
      'replay-now': { type: 'boolean', default: false },
      tls: { type: 'boolean', default: false },
      mtls: { type: 'boolean', default: false },
      'tls-dir': { type: 'string' },
      'tls-name': { type: 'string', multiple: true, default: [] },
      cilium: { type: 'string' },
      'ignore-filters': { type: 'boolean', default: false },
      control: { type: 'string' },
    },
  });
  if (values.cilium) minorOf(values.cilium);
  const replay = values.replay && { file: values.replay, times: replayTimes(values) };
  const mutual = values.mtls;
  return {
    options: {
      ...readListen(values.listen),
      outages: !values.steady,
      ignoreFilters: values['ignore-filters'],
      ...number('rate', values.rate, 'rate', [1, 200_000]),
      ...number('services', values.services, 'services', [0, 5000]),
      ...number('nodes', values.nodes, 'nodeCount', [1, 200]),
      ...number('seed', values.seed, 'seed', [0, 0xffff_ffff]),
      ...number('history', values.history, 'historyS', [0, 3600]),
      ...number('ring', values.ring, 'ringCapacity', [1, 1_048_575]),
      ...(values.cilium && { version: values.cilium }),
    },
    ...(replay && { replay }),
    ...((values.tls || mutual) && {
      tls: { ...(values['tls-dir'] && { folder: values['tls-dir'] }), names: values['tls-name'], mutual },
    }),
    ...number('control', values.control, 'controlPort', [0, 65_535]),
  };
}

function readListen(text: string): { host: string; port: number } {
  const { v6, host, port } = /^(?:\[(?<v6>[^\]]+)\]|(?<host>[^:]*)):(?<port>\d{1,5})$/.exec(text)?.groups ?? {};
  if (port === undefined || Number(port) > 65_535) {
    throw new Error(`--listen ${text} is not HOST:PORT, such as 127.0.0.1:4245 or [::1]:4245`);
  }
  return { host: v6 || host || '127.0.0.1', port: Number(port) };
}

function number<Key extends string>(
  option: string,
  text: string | undefined,
  key: Key,
  [lowest, highest]: readonly [number, number],
): { readonly [K in Key]?: number } {
  if (text === undefined) return {};
  const value = Number(text);
  if (!/^\d+$/.test(text) || value < lowest || value > highest) {
    throw new Error(`--${option} ${text} is not a whole number from ${lowest} to ${highest}`);
  }
  return { [key]: value } as { readonly [K in Key]?: number };
}

function replayTimes(values: { readonly 'replay-shift': boolean; readonly 'replay-now': boolean }): ReplayTimes {
  if (values['replay-shift'] && values['replay-now'])
    throw new Error('--replay-shift and --replay-now exclude each other');
  if (values['replay-shift']) return 'newest';
  return values['replay-now'] ? 'each' : 'keep';
}
