// `npm start` and `npm run demo`: everything from a clean clone to a served dashboard.
import { spawn } from 'node:child_process';
import { ensureBuild, ensureDependencies, fail, root, run, say, whyNotListen } from './prepare.mjs';

const demo = process.argv.includes('--demo');
const host = process.env.HOST || '127.0.0.1';
const port = Number(process.env.PORT || 3000);
const children = [];
let ending;

await ensureDependencies();
const relay = demo ? await startDemoRelay() : undefined;
const asksKubernetes = /^(true|1|t|yes|on)$/i.test(process.env.EYEPIECE_KUBERNETES ?? '');
const env = {
  ...process.env,
  ...(relay && { HUBBLE_SERVER: relay }),
  ...(relay && !asksKubernetes && { EYEPIECE_POLICIES: process.env.EYEPIECE_POLICIES ?? 'demo/policies' }),
  NODE_ENV: 'production',
  NEXT_TELEMETRY_DISABLED: '1',
};
const configured = await run(process.execPath, ['--import', 'tsx', 'scripts/check-config.ts'], env);
if (configured !== 0) await stop(configured);
const whyNot = await whyNotListen(port, host);
if (whyNot) {
  process.stderr.write(`eyepiece: ${whyNot}\n`);
  await stop(1);
}
await ensureBuild();
await serve();

/** The demo cluster in a process of its own, on a loopback port of its choosing. */
function startDemoRelay() {
  say('starting the demo cluster …');
  const args = [
    '--import',
    'tsx',
    'demo/relay.ts',
    '--listen',
    '127.0.0.1:0',
    ...process.argv.slice(2).filter((a) => a !== '--demo'),
  ];
  const child = spawn(process.execPath, args, { cwd: root, stdio: ['ignore', 'pipe', 'inherit'] });
  children.push(child);
  return new Promise((resolve) => {
    let output = '';
    child.stdout.on('data', (chunk) => {
      output += chunk;
      const address = /listening on (\S+)/.exec(output)?.[1];
      if (address) resolve(address);
    });
    child.on('exit', (code) => {
      if (!ending) say('the demo cluster stopped');
      stop(code ?? 1);
    });
  });
}

async function serve() {
  const child = spawn(process.execPath, ['scripts/server.mjs', '-H', host, '-p', String(port)], {
    cwd: root,
    stdio: ['ignore', 'ignore', 'inherit'],
    env,
  });
  children.push(child);
  child.on('exit', (code) => stop(code ?? 1));
  await reachable(`http://${host.includes(':') ? `[${host}]` : host}:${port}${process.env.EYEPIECE_BASE_PATH ?? ''}`);
}

async function reachable(base) {
  const deadline = Date.now() + 60_000;
  while (Date.now() < deadline) {
    const answer = await fetch(`${base}/healthz`).catch(() => null);
    if (answer?.ok) {
      const { HUBBLE_SERVER, FLOWS_API_ADDR } = process.env;
      const source = demo ? 'demo cluster' : `Relay at ${HUBBLE_SERVER || FLOWS_API_ADDR || 'localhost:4245'}`;
      say(`${source}, dashboard at ${base}/`);
      return;
    }
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
  fail(`the dashboard did not answer at ${base}/healthz within a minute.`);
}

/** Ends after the children, so that their ports are free again once this process is gone. The first code counts. */
function stop(code) {
  ending ??= endChildren().then(() => process.exit(code));
  return ending;
}

async function endChildren() {
  const running = children.filter((child) => child.exitCode === null && child.signalCode === null);
  const gone = running.map((child) => new Promise((resolve) => child.once('exit', resolve)));
  for (const child of running) child.kill('SIGTERM');
  await Promise.all(gone);
}

for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => stop(0));
