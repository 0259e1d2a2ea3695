// The dashboard under test: the production build, served by a process of its own on loopback.
import { type ChildProcess, spawn } from 'node:child_process';
import { createServer } from 'node:net';
import path from 'node:path';

const root = path.resolve(import.meta.dirname, '../..');
const server = path.join(root, 'scripts/server.mjs');

export interface App {
  readonly url: string;
  readonly pid: number;
  /** Its exit code, once it has ended. */
  readonly ended: Promise<number | null>;
  /** What the server wrote to its standard error. */
  readonly log: () => string;
  readonly api: <T = Record<string, unknown>>(pathAndQuery: string, init?: RequestInit) => Promise<T>;
  readonly stop: () => Promise<void>;
  /** Ends it at once: a spec that is done need not wait until it has said farewell to everybody. */
  readonly kill: () => Promise<void>;
}

/** Starts a server with the given environment and waits until it answers. A port lets it be started again there. */
export async function startApp(env: Record<string, string> = {}, at?: number): Promise<App> {
  const port = at ?? (await freePort());
  const url = `http://127.0.0.1:${port}`;
  let log = '';
  const child = spawn(process.execPath, [server, '-H', '127.0.0.1', '-p', String(port)], {
    cwd: root,
    env: { ...cleanEnv(), ...env },
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  child.stderr?.on('data', (chunk) => {
    log += chunk;
  });
  const ended = new Promise<number | null>((resolve) => child.once('close', resolve));
  await untilAnswers(`${url}/healthz`, child, () => log);
  const api = async <T>(pathAndQuery: string, init?: RequestInit) =>
    (await (await fetch(url + pathAndQuery, init)).json()) as T;
  return {
    ...{ url, pid: child.pid ?? 0, ended, log: () => log, api },
    stop: () => end(child),
    kill: () => end(child, 'SIGKILL'),
  };
}

/** The environment without settings of the dashboard, so that a developer's own do not leak in. */
export function cleanEnv(): NodeJS.ProcessEnv {
  const ours = /^(EYEPIECE_|HUBBLE_|TLS_|FLOWS_API_ADDR$|PORT$|HOST$|NODE_OPTIONS$)/;
  const kept = Object.entries(process.env).filter(([name]) => !ours.test(name));
  return { ...Object.fromEntries(kept), NODE_ENV: 'production', NEXT_TELEMETRY_DISABLED: '1' };
}

export function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() =>
        address && typeof address === 'object' ? resolve(address.port) : reject(new Error('no port')),
      );
    });
  });
}

export function end(child: ChildProcess, signal: NodeJS.Signals = 'SIGTERM'): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return Promise.resolve();
  return new Promise((resolve) => {
    child.once('exit', () => resolve());
    child.kill(signal);
  });
}

async function untilAnswers(url: string, child: ChildProcess, log: () => string): Promise<void> {
  const deadline = Date.now() + 60_000;
  while (Date.now() < deadline) {
    if (child.exitCode !== null) throw new Error(`the server ended with code ${child.exitCode}: ${log()}`);
    if (await isOk(url)) return;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  throw new Error(`the server did not answer at ${url}: ${log()}`);
}

/** Reads the answer to its end: a connection with an unread one would keep the server from ending. */
async function isOk(url: string): Promise<boolean> {
  const answer = await fetch(url).catch(() => null);
  await answer?.text();
  return answer?.ok ?? false;
}
