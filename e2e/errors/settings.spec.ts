// `npm start` with settings that cannot work: all of them are named, with the cure, before anything is built.
import { type ChildProcess, spawn } from 'node:child_process';
import net from 'node:net';
import path from 'node:path';
import { expect, test } from '@playwright/test';
import { cleanEnv, end, freePort } from '../support/app';

const root = path.resolve(import.meta.dirname, '../..');

interface Ended {
  readonly code: number | null;
  readonly out: string;
  readonly complaints: readonly string[];
}

function serve(env: Record<string, string>, ...args: readonly string[]): ChildProcess {
  const options = { cwd: root, env: { ...cleanEnv(), ...env } };
  return spawn(process.execPath, ['scripts/serve.mjs', ...args], options);
}

async function ended(child: ChildProcess): Promise<Ended> {
  let [out, err] = ['', ''];
  child.stdout?.on('data', (chunk) => {
    out += chunk;
  });
  child.stderr?.on('data', (chunk) => {
    err += chunk;
  });
  const code = await new Promise<number | null>((resolve) => child.once('close', resolve));
  return { code, out, complaints: err.trim().split('\n') };
}

test('every mistake is listed at once, each under the name of its variable', async () => {
  const { code, out, complaints } = await ended(
    serve({
      PORT: 'eighty',
      HUBBLE_SERVER: 'relay:http',
      HUBBLE_TLS: 'perhaps',
      HUBBLE_TLS_CA_CERT_FILES: '/nowhere/ca.crt',
      HUBBLE_TLS_CLIENT_KEY_FILE: import.meta.filename,
      EYEPIECE_MEMORY: '1MiB',
      EYEPIECE_BASE_PATH: 'hubble/',
      EYEPIECE_MEMROY: '1GiB',
    }),
  );
  expect(code).toBe(1);
  const expected = [
    /^eyepiece: EYEPIECE_MEMROY is not a setting of this version; remove it, or see the README for the names\.$/,
    /^eyepiece: HUBBLE_SERVER: "http" is not a port/,
    /^eyepiece: HUBBLE_TLS: "perhaps" is neither true nor false\.$/,
    /^eyepiece: HUBBLE_TLS_CA_CERT_FILES: \/nowhere\/ca\.crt does not exist; check the path and its permissions\.$/,
    /^eyepiece: HUBBLE_TLS_CLIENT_KEY_FILE: .*settings\.spec\.ts is not a PEM file\.$/,
    /^eyepiece: HUBBLE_TLS_CLIENT_KEY_FILE is set without HUBBLE_TLS_CLIENT_CERT_FILE; mTLS needs both\.$/,
    /^eyepiece: PORT: "eighty" is not a port; write a number from 1 to 65535\.$/,
    /^eyepiece: EYEPIECE_BASE_PATH: "hubble\/" must begin with a slash/,
    /^eyepiece: EYEPIECE_MEMORY: "1MiB" is not a size of at least 64MiB/,
  ];
  for (const sentence of expected) {
    expect(
      complaints.filter((line) => sentence.test(line)),
      String(sentence),
    ).toHaveLength(1);
  }
  expect(complaints.every((line) => line.startsWith('eyepiece: ') && line.endsWith('.'))).toBe(true);
  expect(out).not.toContain('building');
});

test("hubble-ui's names are named as they were written", async () => {
  const { code, complaints } = await ended(
    serve({ FLOWS_API_ADDR: 'http://hubble-relay', TLS_TO_RELAY_ENABLED: 'si' }),
  );
  expect(code).toBe(1);
  expect(complaints.join('\n')).toMatch(/^eyepiece: FLOWS_API_ADDR: /m);
  expect(complaints.join('\n')).toMatch(/^eyepiece: TLS_TO_RELAY_ENABLED: "si" is neither true nor false\.$/m);
});

test('a port that is taken is told before the build', async () => {
  const other = net.createServer().listen(0, '127.0.0.1');
  await new Promise((resolve) => other.once('listening', resolve));
  const { port } = other.address() as net.AddressInfo;
  const { code, out, complaints } = await ended(serve({ PORT: String(port) }));
  other.close();
  expect({ code, complaints }).toEqual({
    code: 1,
    complaints: [`eyepiece: port ${port} on 127.0.0.1 is taken; set PORT to a free one.`],
  });
  expect(out).not.toContain('building');
});

test('an address of another machine is not taken for a port that is taken', async () => {
  const { code, complaints } = await ended(serve({ HOST: '192.0.2.1' }));
  expect(code).toBe(1);
  expect(complaints).toEqual([
    'eyepiece: HOST: 192.0.2.1 is no address of this machine; use 127.0.0.1, or 0.0.0.0 for all.',
  ]);
});

test('an option that the demo does not know is named, and nothing is left running', async () => {
  const { code, complaints } = await ended(serve({}, '--demo', '--rate', 'lots'));
  expect(code).toBe(1);
  expect(complaints).toEqual(['relay: --rate lots is not a whole number from 1 to 200000']);
});

test('told to stop, it ends with its children and leaves the port free', async () => {
  const port = await freePort();
  const child = serve({ PORT: String(port) }, '--demo', '--steady');
  const base = `http://127.0.0.1:${port}`;
  await new Promise<void>((resolve) =>
    child.stdout?.on('data', (chunk) => String(chunk).includes(`dashboard at ${base}/`) && resolve()),
  );
  const reader = (await fetch(`${base}/api/v1/live?want=status`)).body?.getReader();
  await reader?.read();
  await end(child);
  expect(child.exitCode).toBe(0);
  const again = net.createServer();
  await new Promise<void>((resolve, reject) => again.once('error', reject).listen(port, '127.0.0.1', resolve));
  again.close();
});
