// What every command of the README needs first: dependencies, a build that fits the sources, a browser.
// Plain JavaScript with Node's own modules only, because it runs before anything is installed.
import { spawn, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import path from 'node:path';

export const root = path.resolve(import.meta.dirname, '..');
export const next = path.join(root, 'node_modules/next/dist/bin/next');

/** Prints one line of progress. */
export function say(line) {
  process.stdout.write(`eyepiece: ${line}\n`);
}

/** Ends the process with one sentence. */
export function fail(sentence, code = 1) {
  process.stderr.write(`eyepiece: ${sentence}\n`);
  process.exit(code);
}

/** Runs a command in the repository with its output shown; resolves to the exit code. */
export function run(command, args, env = {}) {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { cwd: root, stdio: 'inherit', env: { ...process.env, ...env } });
    child.on('error', reject);
    child.on('exit', (code, signal) => resolve(code ?? (signal ? 128 : 1)));
  });
}

export function checkNode() {
  const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
  if (major < 20 || (major === 20 && minor < 20)) {
    fail(`Node ${process.versions.node} is too old; install Node 20.20 or newer.`);
  }
}

/** Installs what package-lock.json says, unless that is what is there. */
export async function ensureDependencies() {
  checkNode();
  const wanted = createHash('sha256')
    .update(readFileSync(path.join(root, 'package-lock.json')))
    .digest('hex');
  const stamp = path.join(root, 'node_modules/.eyepiece-lock');
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === wanted) return;
  say('installing dependencies from the npm registry (about a minute) …');
  const code = await run('npm', ['ci', '--include=dev', '--no-audit', '--no-fund']);
  if (code !== 0) fail('npm ci failed; see its message above. Is the npm registry reachable?', code);
  writeFileSync(stamp, wanted);
}

const sources = ['app', 'components', 'lib', 'proto', 'public', 'instrumentation.ts', 'proxy.ts', 'next.config.js'];
const buildFiles = [...sources, 'scripts/base-path.mjs', 'postcss.config.mjs', 'tsconfig.json', 'package-lock.json'];

/** Builds the dashboard, unless the build that is there was made from these very sources. */
export async function ensureBuild() {
  const stamp = path.join(root, '.next/eyepiece-build');
  const wanted = fingerprint();
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === wanted) return;
  say('building the dashboard (about a minute on two cores) …');
  const code = await run(process.execPath, [next, 'build'], { NEXT_TELEMETRY_DISABLED: '1', NODE_ENV: 'production' });
  if (code !== 0) fail('the build failed; see its message above.', code);
  writeFileSync(stamp, wanted);
}

function fingerprint() {
  const hash = createHash('sha256');
  for (const name of buildFiles) addToHash(hash, path.join(root, name));
  return hash.digest('hex');
}

function addToHash(hash, file) {
  const stat = statSync(file, { throwIfNoEntry: false });
  if (!stat) return;
  if (!stat.isDirectory()) {
    if (/\.test\.tsx?$/.test(file)) return;
    hash.update(path.relative(root, file)).update(readFileSync(file));
    return;
  }
  for (const entry of readdirSync(file).sort()) addToHash(hash, path.join(file, entry));
}

/** Chromium without windows around its pages: tests in it take half the processor time. */
const headlessShell = '/usr/bin/chromium-headless-shell';
const browsers = [headlessShell, '/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'];
const proxies = ['/usr/sbin/nginx', '/usr/bin/nginx', '/usr/local/bin/nginx'];

/** Paths of a Chromium and of nginx for the browser tests; installs Debian's when they are missing and we may. */
export function ensureTools() {
  if (!existsSync(headlessShell)) installFromDebian('chromium-headless-shell');
  if (!chromium()) installFromDebian('chromium');
  if (!nginx()) installFromDebian('nginx');
  const found = { chromium: chromium(), nginx: nginx() };
  const lacking = Object.keys(found).filter((name) => !found[name]);
  if (lacking.length === 0) return found;
  return fail(
    `the browser tests need ${lacking.join(' and ')}: run "sudo apt-get install -y ${lacking.join(' ')}" and try again.`,
  );
}

const chromium = () => browsers.find((file) => existsSync(file));
const nginx = () => proxies.find((file) => existsSync(file));

/** Where it can. */
function installFromDebian(name) {
  if (process.getuid?.() !== 0 || !existsSync('/usr/bin/apt-get')) return;
  say(`installing ${name} from Debian (about a minute) …`);
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  const apt = (...args) => spawnSync('apt-get', args, { stdio: 'inherit', env }).status === 0;
  if (!apt('update', '-q') || !apt('install', '-y', '-q', '--no-install-recommends', name)) {
    say(`apt-get could not install ${name}; see its message above.`);
  }
}

/** Why one cannot listen there, in one sentence; undefined when one can. */
export function whyNotListen(port, host) {
  const sentences = {
    EADDRINUSE: `port ${port} on ${host} is taken; set PORT to a free one.`,
    EACCES: `port ${port} may not be used by this user; set PORT to one above 1023.`,
    EADDRNOTAVAIL: `HOST: ${host} is no address of this machine; use 127.0.0.1, or 0.0.0.0 for all.`,
    ENOTFOUND: `HOST: ${host} does not resolve; use 127.0.0.1, or 0.0.0.0 for all.`,
  };
  return new Promise((resolve) => {
    const probe = createServer();
    probe.once('error', ({ code, message }) =>
      resolve(sentences[code] ?? `cannot listen on port ${port} of ${host}: ${message}; set HOST or PORT.`),
    );
    probe.listen(port, host, () => probe.close(() => resolve(undefined)));
  });
}
