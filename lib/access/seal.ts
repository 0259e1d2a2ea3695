// What readers carry for us in cookies, so that no other can read, make or change it: encrypted tokens (JWE, direct
// A256GCM). Any server that has the secret can open them; nothing is kept on the server.
import { hkdfSync } from 'node:crypto';
import { EncryptJWT, jwtDecrypt } from 'jose';
import type { EpochMs } from '@/lib/flow/flow';
import { isOneSpelling } from './spelling';

export interface Sealer {
  /** Opens until then, for the same purpose, by this or any other secret-holder. */
  readonly seal: (purpose: string, value: object, untilMs: EpochMs) => Promise<string>;
  /** Null for whatever was not sealed so, and for what has run out. Never throws. */
  readonly open: (purpose: string, text: string) => Promise<unknown>;
}

const longest = 16 * 1024;

/** The first secret seals, all open: a new one is put first, and the old one is taken away once its sessions ended. */
export function createSealer(secrets: readonly string[], now: () => EpochMs = Date.now): Sealer {
  const keys = secrets.map(keyOf);
  const [first] = keys;
  if (!first) throw new Error('There is no secret to seal with.');
  return {
    seal: (purpose, value, untilMs) =>
      new EncryptJWT({ value })
        .setProtectedHeader({ alg: 'dir', enc: 'A256GCM' })
        .setAudience(purpose)
        .setExpirationTime(Math.ceil(untilMs / 1_000))
        .encrypt(first),
    async open(purpose, text) {
      if (text === '' || text.length > longest || !isOneSpelling(text)) return null;
      for (const key of keys) {
        const value = await openBy(key, purpose, text, now());
        if (value !== null) return value;
      }
      return null;
    },
  };
}

async function openBy(key: Uint8Array, purpose: string, text: string, nowMs: EpochMs): Promise<unknown> {
  try {
    const { payload } = await jwtDecrypt(text, key, {
      keyManagementAlgorithms: ['dir'],
      contentEncryptionAlgorithms: ['A256GCM'],
      audience: purpose,
      requiredClaims: ['exp'],
      currentDate: new Date(nowMs),
    });
    return payload.value ?? null;
  } catch {
    return null;
  }
}

function keyOf(secret: string): Uint8Array {
  return new Uint8Array(hkdfSync('sha256', secret, '', 'eyepiece cookies', 32));
}
