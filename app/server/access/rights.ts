// What somebody may see, as configured: everything, as a file of groups says, or as the cluster lets them.
import 'server-only';
import { statSync } from 'node:fs';
import { getLive } from '@/app/server/live';
import { AccessError } from '@/lib/access/error';
import type { Identity } from '@/lib/access/identity';
import { grantsOf, type ReadRules } from '@/lib/access/rules';
import { readRulesFile } from '@/lib/config/access';
import { everything } from '@/lib/filter/filter';
import { createMayRead, type MayRead } from '@/lib/kubernetes/may-read';
import { createRecentNames, type RecentNames } from '@/lib/kubernetes/recent-names';
import type { Grant, Sight } from '@/lib/sight/sight';
import { accessConfig } from './access-config';

/**
 * As it is now, as old as settings allow. An empty list of grants is nothing. Throws AccessError, `rights-unavailable`, where
 * it cannot be found out.
 */
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
      return grantsByCluster(rights, identity);
  }
}

type ByCluster = Extract<ReturnType<typeof accessConfig>['rights'], { kind: 'kubernetes' }>;

interface AskedCluster {
  readonly mayRead: MayRead;
  /** A namespace that is quiet for some hours is no right that was taken away. */
  readonly names: RecentNames;
}

const clusterKey = Symbol.for('eyepiece.may-read');
const home = globalThis as typeof globalThis & { [clusterKey]?: AskedCluster };

/** Of the namespaces that were known in the last day, those whose pods the cluster lets them read. */
async function grantsByCluster(rights: ByCluster, { name, groups }: Identity): Promise<readonly Grant[] | null> {
  home[clusterKey] ??= openCluster(rights);
  const { mayRead, names } = home[clusterKey];
  const subject = {
    user: rights.userPrefix + name,
    groups: groups.map((group) => rights.groupsPrefix + group),
  };
  // Also names that only other clusters have: which flows are of which cluster, the flows say, and grants go by it.
  const { namespaces } = await getLive().namespaces({ filter: everything });
  const known = names.add(
    namespaces.map(({ namespace }) => namespace),
    Date.now(),
  );
  const found = await mayRead.namespaces(subject, known).catch(unavailable);
  return found?.map((namespace) => ({ cluster: rights.cluster ?? '*', namespace })) ?? null;
}

function openCluster({ keptMs }: ByCluster): AskedCluster {
  const mayRead = createMayRead({
    surroundings: { env: process.env },
    keptMs,
    complain: (sentence) =>
      void process.stderr.write(`eyepiece: EYEPIECE_ACCESS: ${sentence} Nobody sees anything until it is mended.\n`),
  });
  return { mayRead, names: createRecentNames(86_400_000, 10_000) };
}

/** Why stands in the server's log: it speaks of what is between servers. */
function unavailable(): never {
  const sentence = 'The cluster says what you may see, and cannot be asked now; nothing new is shown until it answers.';
  throw new AccessError('rights-unavailable', sentence, 5);
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
