// A Relay under test: the demo relay in a process of its own, driven through its control port.
import { type ChildProcess, spawn } from 'node:child_process';
import path from 'node:path';
import { cleanEnv, end } from './app';

const root = path.resolve(import.meta.dirname, '../..');

export interface RelayProcess {
  /** `host:port` to put into HUBBLE_SERVER. */
  readonly address: string;
  readonly control: <T = Record<string, unknown>>(command: string, body?: unknown) => Promise<T>;
  /** Ends the process at once, as a crash would. */
  readonly kill: () => Promise<void>;
  readonly stop: () => Promise<void>;
}

/** What a relay has written over all its streams. */
export interface Sent {
  /** Streams of flows that are open, and that ever were. */
  readonly open: number;
  readonly opened: number;
  /** Flow messages written, and distinct flows among them. */
  readonly flows: number;
  readonly uniqueFlows: number;
  /** Flows that a stream was too slow for. */
  readonly lostFlows: number;
  readonly repeated: number;
  readonly garbled: number;
  readonly nodes: readonly { readonly seen: number }[];
}

export const sent = (relay: RelayProcess): Promise<Sent> => relay.control<Sent>('stats');

/** Starts `npm run relay` with these options; a fixed port in `--listen` lets it be started again there. */
export async function startRelay(...options: string[]): Promise<RelayProcess> {
  const listen = options.includes('--listen') ? [] : ['--listen', '127.0.0.1:0'];
  const args = ['--import', 'tsx', 'demo/relay.ts', '--control', '0', ...listen, ...options];
  const child = spawn(process.execPath, args, { cwd: root, env: cleanEnv(), stdio: ['ignore', 'pipe', 'pipe'] });
  const output = await untilListening(child);
  const address = /listening on (\S+)/.exec(output)?.[1] ?? '';
  const controlUrl = /control on (\S+)/.exec(output)?.[1] ?? '';
  return {
    address,
    control: (command, body) => callControl(controlUrl, command, body),
    kill: () => end(child, 'SIGKILL'),
    stop: () => end(child),
  };
}

async function callControl<T>(url: string, command: string, body: unknown): Promise<T> {
  const init =
    body === undefined ? {} : { method: 'POST', body: typeof body === 'string' ? body : JSON.stringify(body) };
  const answer = await fetch(`${url}/${command}`, init);
  const result = (await answer.json()) as T & { error?: string };
  if (!answer.ok) throw new Error(`relay control ${command}: ${result.error}`);
  return result;
}

function untilListening(child: ChildProcess): Promise<string> {
  return new Promise((resolve, reject) => {
    let output = '';
    let complaint = '';
    child.stderr?.on('data', (chunk) => {
      complaint += chunk;
    });
    child.stdout?.on('data', (chunk) => {
      output += chunk;
      if (/listening on \S+\n/.test(output)) resolve(output);
    });
    child.once('exit', (code) => reject(new Error(`the relay ended with code ${code}: ${complaint}`)));
  });
}
