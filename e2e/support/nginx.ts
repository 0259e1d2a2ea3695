// nginx before a dashboard, as docs/reverse-proxy.md configures it: at one port it leaves the prefix, at another it takes it off.
import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { end, freePort } from './app';

export interface Nginx {
  /** `http://127.0.0.1:port` of the one that leaves the prefix on what it asks for. */
  readonly leaving: string;
  /** Of the one that takes it off. */
  readonly taking: string;
  /** Reads its configuration again: new workers answer, and those of before end, with the streams they hold. */
  readonly reload: () => void;
  readonly stop: () => Promise<void>;
}

const binary = process.env.NGINX ?? '/usr/sbin/nginx';

/** `app` is the address of a dashboard with this prefix; another may stand behind the one that takes it off. */
export async function startNginx(app: string, prefix: string, taken = app): Promise<Nginx> {
  const [leaving, taking] = [await freePort(), await freePort()];
  const example = nginxExample('docs/reverse-proxy.md').replaceAll('/hubble/', `${prefix}/`);
  const servers = [
    example.replace('listen 80;', `listen 127.0.0.1:${leaving};`).replace('http://127.0.0.1:3000;', `${app};`),
    example.replace('listen 80;', `listen 127.0.0.1:${taking};`).replace('http://127.0.0.1:3000;', `${taken}/;`),
  ];
  const running = await runNginx(servers, leaving);
  return { leaving: `http://127.0.0.1:${leaving}`, taking: `http://127.0.0.1:${taking}`, ...running };
}

/** Serves by these `server` blocks, one of which listens at `port` of 127.0.0.1. */
export async function runNginx(servers: readonly string[], port: number): Promise<Pick<Nginx, 'reload' | 'stop'>> {
  const folder = mkdtempSync(path.join(tmpdir(), 'nginx-'));
  const file = path.join(folder, 'nginx.conf');
  writeFileSync(file, configuration(folder, servers));
  const child = spawn(binary, ['-p', folder, '-c', file, '-e', 'stderr'], { stdio: ['ignore', 'ignore', 'pipe'] });
  await untilListening(child, port);
  return {
    reload: () => child.kill('SIGHUP'),
    async stop() {
      await end(child);
      rmSync(folder, { recursive: true });
    },
  };
}

/** The first configuration of nginx on a page of the documentation. */
export function nginxExample(page: string): string {
  const text = readFileSync(path.resolve(import.meta.dirname, '../..', page), 'utf8');
  const block = /^```nginx\n([\s\S]*?)^```/m.exec(text)?.[1];
  if (block === undefined) throw new Error(`${page} has no configuration of nginx`);
  return block;
}

/** What stands around servers in a configuration; all that it writes goes into the folder. */
function configuration(folder: string, servers: readonly string[]): string {
  return `daemon off;
${process.getuid?.() === 0 ? 'user root;' : ''}
worker_processes 1;
worker_shutdown_timeout 1s;
pid ${folder}/nginx.pid;
error_log stderr;
events {}
http {
  access_log off;
${['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'].map((name) => `  ${name}_temp_path ${folder}/${name};`).join('\n')}
${servers.join('\n')}
}
`;
}

async function untilListening(child: ChildProcess, port: number): Promise<void> {
  let complaint = '';
  child.stderr?.on('data', (chunk) => {
    complaint += chunk;
  });
  child.once('error', (error) => {
    complaint = error.message;
  });
  while (child.exitCode === null && child.pid !== undefined) {
    const answer = await fetch(`http://127.0.0.1:${port}/`).catch(() => null);
    await answer?.text();
    if (answer) return;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  throw new Error(`nginx does not run: ${complaint}`);
}
