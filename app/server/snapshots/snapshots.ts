// The one store of snapshots in this process. Start-up and routes may be bundled apart, so it hangs on globalThis.
import 'server-only';
import { createHash, randomBytes } from 'node:crypto';
import { config } from '@/app/server/config';
import type { AdmittedReader } from '@/lib/access/reader';
import { openSnapshots, type Snapshots } from '@/lib/snapshots/snapshots';
import type { Keep } from '@/lib/wire/share';

const key = Symbol.for('eyepiece.snapshots');
const home = globalThis as typeof globalThis & { [key]?: Snapshots };

export function getSnapshots(): Snapshots {
  home[key] ??= openSnapshots({ folder: config().dataDir });
  return home[key];
}

export async function closeSnapshots(): Promise<void> {
  await home[key]?.close();
}

/** How long snapshots may be kept, the one to offer first in front; none: none are made here. */
export const offeredKeeps = (): readonly Keep[] => config().keeps;

/** Whose a snapshot is. */
export interface Owner {
  readonly id: string;
  /** Where nobody signs in: what their browser is to send from now on, as nothing else tells it. */
  readonly secret: string | null;
}

/** Sent with what a browser may list and take back. */
export const ownerHeader = 'eyepiece-owner';

/** A reader by their name; where nobody signs in, a browser by the secret it was given with its first snapshot. */
export function ownerOf(reader: AdmittedReader, request: Pick<Request, 'headers'>): Owner | null {
  if (reader.name !== null) return { id: `name ${reader.name}`, secret: null };
  const secret = request.headers.get(ownerHeader);
  return secret && secretPattern.test(secret) ? browserOf(secret) : null;
}

export const newOwner = (): Owner => browserOf(randomBytes(16).toString('base64url'));

const secretPattern = /^[\w-]{22}$/;

/** The store does not hold what would let others in. */
function browserOf(secret: string): Owner {
  return { id: `browser ${createHash('sha256').update(secret).digest('base64url')}`, secret };
}
