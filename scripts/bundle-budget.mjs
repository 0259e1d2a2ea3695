// First-load JavaScript of the pages: the scripts that the served HTML names, gzipped, against the budgets.
import { spawn } from 'node:child_process';
import { createServer } from 'node:net';
import { gzipSync } from 'node:zlib';
import { fail, root, say } from './prepare.mjs';

/** kB of gzipped JavaScript. What is there today, so that it only shrinks; the aim is 200 and, for the map, 350. */
const budgets = {
  '/drops': 251,
  '/flows': 264,
  '/map': 307,
  // No more than the full page.
  '/embed/drops': 228,
  '/embed/flows': 242,
  '/embed/map': 269,
};

const port = await freePort();
const base = `http://127.0.0.1:${port}`;
const env = {
  ...process.env,
  EYEPIECE_BASE_PATH: '',
  HUBBLE_SERVER: '127.0.0.1:1',
  NODE_ENV: 'production',
  NEXT_TELEMETRY_DISABLED: '1',
};
const server = spawn(process.execPath, ['scripts/server.mjs', '-H', '127.0.0.1', '-p', String(port)], {
  cwd: root,
  stdio: 'ignore',
  env,
});
let over = false;
try {
  await answering();
  for (const [page, budget] of Object.entries(budgets)) {
    const kilobytes = (await scriptBytes(page)) / 1000;
    over ||= kilobytes > budget;
    say(`${page}: ${kilobytes.toFixed(1)} kB of gzipped JavaScript, budget ${budget} kB`);
  }
} finally {
  server.kill();
}
if (over) fail('a page loads more JavaScript than its budget; look for what it could load later.');
process.exit(0);

async function scriptBytes(page) {
  const html = await (await fetch(base + page)).text();
  // What stands under noModule is for browsers that this product does not run in.
  const tags = html.match(/<(?:script|link)[^>]*\/_next\/[^>]*>/g) ?? [];
  const modern = tags.filter((tag) => !/nomodule/i.test(tag)).flatMap((tag) => tag.match(/\/_next\/[^"]+\.js/) ?? []);
  const scripts = new Set(modern);
  const sizes = await Promise.all([...scripts].map(async (file) => gzipSync(await bytesOf(file)).length));
  return sizes.reduce((sum, size) => sum + size, 0);
}

async function bytesOf(file) {
  return Buffer.from(await (await fetch(base + file)).arrayBuffer());
}

async function answering() {
  const deadline = Date.now() + 60_000;
  while (Date.now() < deadline) {
    if ((await fetch(`${base}/healthz`).catch(() => null))?.ok) return;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  fail('the built server did not answer within a minute.');
}

function freePort() {
  return new Promise((resolve) => {
    const probe = createServer().listen(0, '127.0.0.1', () => {
      const { port: free } = probe.address();
      probe.close(() => resolve(free));
    });
  });
}
