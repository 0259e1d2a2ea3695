import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { ownPaths, readConfig } from './config';

let folder = '';
beforeAll(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'eyepiece-config-'));
  writeFileSync(path.join(folder, 'ca.crt'), '-----BEGIN CERTIFICATE-----\n-----END CERTIFICATE-----\n');
  writeFileSync(path.join(folder, 'text.txt'), 'hello');
});
afterAll(() => rmSync(folder, { recursive: true }));

function problemsOf(env: Record<string, string>): readonly string[] {
  const configured = readConfig(env);
  return configured.ok ? [] : configured.problems;
}

function configOf(env: Record<string, string>) {
  const configured = readConfig(env);
  if (!configured.ok) throw new Error(configured.problems.join('\n'));
  return configured.config;
}

describe('readConfig', () => {
  test('an empty environment is the plaintext Relay on this machine', () => {
    const config = configOf({});
    expect(config.clusters).toEqual([{ cluster: 'default', address: 'localhost:4245', tls: null }]);
    expect([config.host, config.port, config.basePath, config.memoryBytes]).toEqual([
      '127.0.0.1',
      3000,
      '',
      512 * 2 ** 20,
    ]);
  });

  test('a link to traces holds the place of the id, beyond the host', () => {
    const template = 'https://jaeger.example/trace/{trace_id}';
    expect([configOf({}).traceUrl, configOf({ EYEPIECE_TRACE_URL: template }).traceUrl]).toEqual([null, template]);
    expect(problemsOf({ EYEPIECE_TRACE_URL: 'https://jaeger.example/' })).toEqual([
      'EYEPIECE_TRACE_URL: "https://jaeger.example/" does not hold {trace_id}; write a link such as https://jaeger.example/trace/{trace_id}.',
    ]);
    expect(problemsOf({ EYEPIECE_TRACE_URL: 'javascript:{trace_id}' })).toHaveLength(1);
  });

  test('flows are observed always, or on demand', () => {
    expect([configOf({}).observe, configOf({ EYEPIECE_OBSERVE: 'on-demand' }).observe]).toEqual([
      'always',
      'on-demand',
    ]);
  });

  test('tls:// turns TLS on and is not part of the address', () => {
    const [relay] = configOf({
      HUBBLE_SERVER: 'tls://relay.example:443',
      HUBBLE_TLS_SERVER_NAME: 'ui.hubble-relay.cilium.io',
    }).clusters;
    expect(relay?.address).toBe('relay.example:443');
    expect(relay?.tls).toEqual({ caFiles: [], allowInsecure: false, serverName: 'ui.hubble-relay.cilium.io' });
  });

  test("hubble-ui's names mean the same", () => {
    const ca = path.join(folder, 'ca.crt');
    const [relay] = configOf({
      FLOWS_API_ADDR: 'hubble-relay:443',
      TLS_TO_RELAY_ENABLED: 'true',
      TLS_RELAY_CA_CERT_FILES: ca,
    }).clusters;
    expect(relay).toMatchObject({ address: 'hubble-relay:443', tls: { caFiles: [ca] } });
  });

  test('every mistake is listed at once, with its variable and the cure', () => {
    const problems = problemsOf({
      PORT: 'eighty',
      EYEPIECE_MEMORY: '1MiB',
      EYEPIECE_BASE_PATH: 'hubble/',
      HUBBLE_TLS: 'maybe',
      EYEPIECE_OBSERVE: 'sometimes',
      EYEPIECE_QUICK_FILTERS: 'Denied = verdct:denied',
    });
    expect(problems).toHaveLength(6);
    for (const name of [
      'PORT',
      'EYEPIECE_MEMORY',
      'EYEPIECE_BASE_PATH',
      'HUBBLE_TLS',
      'EYEPIECE_OBSERVE',
      'EYEPIECE_QUICK_FILTERS',
    ]) {
      expect(problems.filter((problem) => problem.startsWith(`${name}: `))).toHaveLength(1);
    }
  });

  test.each(['hubble', '/hubble/', '/hubble/..', '/./hubble', '/hub ble', '/map', '/api/hubble', '/'])(
    'the prefix %s is a mistake',
    (prefix) => expect(problemsOf({ EYEPIECE_BASE_PATH: prefix }).join()).toMatch(/^EYEPIECE_BASE_PATH: /),
  );

  test('no prefix begins like a path of our own', () => {
    const folders = readdirSync('app', { withFileTypes: true, recursive: true })
      .filter(({ name }) => /^(page\.tsx|route\.ts)$/.test(name))
      .map(({ parentPath }) =>
        path
          .relative('app', parentPath)
          .split('/')
          .find((part) => !/^(\(.*\))?$/.test(part)),
      )
      .filter((name) => name !== undefined);
    expect(folders.filter((name) => !ownPaths.includes(name))).toEqual([]);
  });

  test.each([
    ['an address without a port number', { HUBBLE_SERVER: 'relay:http' }, /^HUBBLE_SERVER: "http" is not a port/],
    [
      'a missing certificate file',
      { HUBBLE_TLS: 'true', HUBBLE_TLS_CA_CERT_FILES: '/nowhere/ca.crt' },
      /\/nowhere\/ca.crt does not exist/,
    ],
    [
      'a client certificate without its key',
      { HUBBLE_TLS: 'true', HUBBLE_TLS_CLIENT_CERT_FILE: 'CA' },
      /without HUBBLE_TLS_CLIENT_KEY_FILE/,
    ],
    ['certificates while TLS is off', { HUBBLE_TLS_SERVER_NAME: 'x' }, /HUBBLE_TLS_SERVER_NAME is set but TLS is off/],
    ['a setting that does not exist', { EYEPIECE_AUHT: 'oidc' }, /EYEPIECE_AUHT is not a setting/],
  ])('%s', (_, env, sentence) => {
    const resolved = Object.fromEntries(
      Object.entries(env).map(([k, v]) => [k, v === 'CA' ? path.join(folder, 'ca.crt') : v]),
    );
    expect(problemsOf(resolved).join('\n')).toMatch(sentence);
  });

  test('a file that is no certificate is said to be none', () => {
    const env = { HUBBLE_TLS: 'true', HUBBLE_TLS_CA_CERT_FILES: path.join(folder, 'text.txt') };
    expect(problemsOf(env).join()).toMatch(/is not a PEM file/);
  });

  test.each([
    ['512MiB', 512 * 2 ** 20],
    ['2g', 2 ** 31],
    ['1.5GiB', 1.5 * 2 ** 30],
    ['134217728', 2 ** 27],
  ])('memory of %s', (text, bytes) => {
    expect(configOf({ EYEPIECE_MEMORY: text }).memoryBytes).toBe(bytes);
  });
});
