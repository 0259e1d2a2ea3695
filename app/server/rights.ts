// What somebody may see, as configured: everything, as a file of groups says, or as the cluster lets them.
import 'server-only';
import { statSync } from 'node:fs';
import type { Identity } from '@/lib/access/identity';
import { grantsOf, type ReadRules } from '@/lib/access/rules';
import { readRulesFile } from '@/lib/config/access';
import type { Grant, Sight } from '@/lib/sight/sight';
import { accessConfig } from './access-config';

/** As it is now, at most `rightsKeptMs` old. An empty list of grants is nothing. */
export async function sightOf(identity: Identity): Promise<Sight> {
  const { farEnd } = accessConfig();
  return { grants: await grantsFor(identity), farEnd };
}

async function grantsFor(identity: Identity): Promise<readonly Grant[] | null> {
  const { rights } = accessConfig();
  switch (rights.kind) {
    case 'all':
      return null;
    case 'file':
      return grantsByFile(rights.file, identity);
    case 'kubernetes':
      return [];
  }
}

const lookedMs = 2_000;

interface KnownFile {
  readonly stamp: string;
  readonly read: ReadRules;
  lookedAtMs: number;
}
let known: KnownFile | null = null;

/** The file is looked at again every two seconds. One that cannot be read leaves what was read before. */
function grantsByFile(file: string, identity: Identity): readonly Grant[] | null {
  if (known === null || Date.now() - known.lookedAtMs >= lookedMs) known = lookAgain(file, known);
  return known.read.ok ? grantsOf(identity, known.read.rules) : [];
}

function lookAgain(file: string, before: KnownFile | null): KnownFile {
  const { mtimeMs = 0, size = 0, ino = 0 } = statSync(file, { throwIfNoEntry: false }) ?? {};
  const [stamp, lookedAtMs] = [`${mtimeMs} ${size} ${ino}`, Date.now()];
  if (before?.stamp === stamp) return { ...before, lookedAtMs };
  const read = readRulesFile(file);
  if (read.ok || !before) return { stamp, read, lookedAtMs };
  process.stderr.write(`eyepiece: EYEPIECE_ACCESS: ${read.problems.join(' ')} What was read before holds.\n`);
  return { stamp, read: before.read, lookedAtMs };
}
