// Embed tokens as a portal has them made, and as an attacker would make them: by hand, from the keys' file.
import { execFileSync } from 'node:child_process';
import { createPrivateKey, sign } from 'node:crypto';
import { mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { cleanEnv } from '../support/app';

const root = path.resolve(import.meta.dirname, '../..');

export interface Keys {
  /** For EYEPIECE_EMBED_KEYS. */
  readonly file: string;
  /** `npm run token` with these options. */
  readonly token: (...options: string[]) => string;
  /** One with other claims and headers than a good one has; undefined leaves one out. */
  readonly forged: (claims: object, header?: object) => string;
  /** From now on other keys count. */
  readonly rotate: () => void;
  readonly remove: () => void;
}

export function makeKeys(): Keys {
  const folder = mkdtempSync(path.join(tmpdir(), 'eyepiece-keys-'));
  const file = path.join(folder, 'keys.json');
  const run = (options: readonly string[]) =>
    execFileSync(process.execPath, ['--import', 'tsx', 'scripts/token.ts', ...options], {
      cwd: root,
      env: { ...cleanEnv(), EYEPIECE_EMBED_KEYS: file },
      encoding: 'utf8',
    }).trim();
  const keep = (text: string) => {
    writeFileSync(`${file}.new`, text);
    renameSync(`${file}.new`, file);
  };
  keep(run(['--new-key']));
  return {
    file,
    token: (...options) => run(options),
    forged: (claims, header = {}) => signed(JSON.parse(readFileSync(file, 'utf8')).keys[0], claims, header),
    rotate: () => keep(run(['--new-key'])),
    remove: () => rmSync(folder, { recursive: true, force: true }),
  };
}

function signed(jwk: { readonly kid: string }, claims: object, header: object): string {
  const nowS = Math.floor(Date.now() / 1_000);
  const good = {
    ...{ iss: 'eyepiece', aud: 'eyepiece', iat: nowS, exp: nowS + 600, jti: 'forged' },
    ...{ views: ['map', 'drops', 'flows'], filter: 'ns:shop', origins: ['http://localhost:*'] },
  };
  const parts = [
    { alg: 'EdDSA', kid: jwk.kid, typ: 'eyepiece-embed+jwt', ...header },
    { ...good, ...claims },
  ];
  const text = parts.map((part) => Buffer.from(JSON.stringify(part)).toString('base64url')).join('.');
  const signature = sign(null, Buffer.from(text), createPrivateKey({ key: { ...jwk }, format: 'jwk' }));
  return `${text}.${signature.toString('base64url')}`;
}
