// Embed tokens as a portal has them made, and as an attacker would make them: by hand, from the keys' file.
import { execFile } from 'node:child_process';
import { createPrivateKey, sign } from 'node:crypto';
import { mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { cleanEnv } from '../support/app';

const root = path.resolve(import.meta.dirname, '../..');

export interface Keys {
  /** For EYEPIECE_EMBED_KEYS. */
  readonly file: string;
  /** `npm run token` with these options. */
  readonly token: (...options: string[]) => Promise<string>;
  /** One with other claims and headers than a good one has; undefined leaves one out. */
  readonly forged: (claims: object, header?: object) => string;
  /** From now on the other key counts, and the first one does not. */
  readonly rotate: () => void;
  readonly remove: () => void;
}

export async function makeKeys(): Promise<Keys> {
  const folder = mkdtempSync(path.join(tmpdir(), 'eyepiece-keys-'));
  const file = path.join(folder, 'keys.json');
  const keep = (text: string) => {
    writeFileSync(`${file}.new`, text);
    renameSync(`${file}.new`, file);
  };
  const env = { ...cleanEnv(), EYEPIECE_EMBED_KEYS: file };
  const run = async (...options: string[]) =>
    (
      await exec(process.execPath, ['--import', 'tsx', 'scripts/token.ts', ...options], { cwd: root, env })
    ).stdout.trim();
  const [first, second] = await Promise.all([run('--new-key'), run('--new-key', '--alg', 'ES256')]);
  keep(first);
  return {
    file,
    token: run,
    forged: (claims, header = {}) => signed(JSON.parse(readFileSync(file, 'utf8')).keys[0], claims, header),
    rotate: () => keep(second),
    remove: () => rmSync(folder, { recursive: true, force: true }),
  };
}

const exec = promisify(execFile);

function signed(jwk: { readonly kid: string; readonly alg: string }, claims: object, header: object): string {
  const nowS = Math.floor(Date.now() / 1_000);
  const good = {
    ...{ iss: 'eyepiece', aud: 'eyepiece', iat: nowS, exp: nowS + 600, jti: 'forged' },
    ...{ views: ['map', 'drops', 'flows'], filter: 'ns:shop', origins: ['http://localhost:*'] },
  };
  const parts = [
    { alg: jwk.alg, kid: jwk.kid, typ: 'eyepiece-embed+jwt', ...header },
    { ...good, ...claims },
  ];
  const text = parts.map((part) => Buffer.from(JSON.stringify(part)).toString('base64url')).join('.');
  const key = createPrivateKey({ key: { ...jwk }, format: 'jwk' });
  const signature = sign(jwk.alg === 'ES256' ? 'sha256' : null, Buffer.from(text), { key, dsaEncoding: 'ieee-p1363' });
  return `${text}.${signature.toString('base64url')}`;
}
