import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, expect, it, vi } from 'vitest';
import { config } from './config';

// It only keeps the file out of the browser.
vi.mock('server-only', () => ({}));

afterEach(() => {
  vi.unstubAllEnvs();
  delete (globalThis as typeof globalThis & { [key: symbol]: unknown })[Symbol.for('eyepiece.config')];
});

it('a configuration that cannot work is thrown with every mistake', () => {
  vi.stubEnv('EYEPIECE_MEMORY', 'much');
  vi.stubEnv('EYEPIECE_OBSERVE', 'never');
  expect(config).toThrow(/EYEPIECE_MEMORY[^\n]*\n[^\n]*EYEPIECE_OBSERVE/);
});

it('a certificate that is gone after the start changes nothing', () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'eyepiece-config-'));
  const ca = path.join(folder, 'ca.crt');
  writeFileSync(ca, '-----BEGIN CERTIFICATE-----\n');
  vi.stubEnv('HUBBLE_SERVER', 'tls://relay.example:443');
  vi.stubEnv('HUBBLE_TLS_CA_CERT_FILES', ca);
  vi.stubEnv('EYEPIECE_DATA_DIR', folder);
  expect(config().dataDir).toBe(folder);
  rmSync(folder, { recursive: true });
  expect(config().dataDir).toBe(folder);
});
