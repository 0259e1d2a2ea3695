// Policies from files of this machine, read again when they change.
import 'server-only';
import { readdir, readFile, stat } from 'node:fs/promises';
import path from 'node:path';
import { readConfig } from '@/lib/config/config';
import type { GivenPolicies } from '@/lib/policy/answer';
import { type PolicyText, readPolicyText, unreadable } from '@/lib/policy/read-text';

const none: GivenPolicies = { from: 'none', readAt: null, policies: [], problems: [] };
const mostFiles = 1_000;

interface Known {
  /** Names, times and lengths of the files. */
  readonly signature: string;
  readonly given: GivenPolicies;
}
let known: Known | null = null;
/** As configured at start; '' is nowhere. */
let place: string | null = null;

/** What `EYEPIECE_POLICIES` holds now; its time is that of the last look. A file that cannot be read is a problem. */
export async function policiesOfFolder(now: () => number = Date.now): Promise<GivenPolicies> {
  place ??= placeGiven();
  if (place === '') return none;
  const files = await filesOf(place);
  const signature = (await Promise.all(files.map(stampOf))).join('\n');
  const readAt = new Date(now()).toISOString();
  if (known?.signature !== signature) known = { signature, given: await readAll(place, files) };
  return { ...known.given, readAt };
}

function placeGiven(): string {
  const configured = readConfig(process.env);
  return (configured.ok && configured.config.policies) || '';
}

async function readAll(place: string, files: readonly string[]): Promise<GivenPolicies> {
  const texts = await Promise.all(files.slice(0, mostFiles).map((file) => readOne(place, file)));
  if (files.length > mostFiles) {
    texts.unshift(unreadable(place, 1, `There are ${files.length} policy files; the first ${mostFiles} are read.`));
  }
  return {
    from: 'folder',
    readAt: null,
    policies: texts.flatMap((text) => text.policies),
    problems: texts.flatMap((text) => text.problems),
  };
}

async function readOne(place: string, file: string): Promise<PolicyText> {
  const name = path.relative(place, file) || path.basename(file);
  try {
    return readPolicyText(await readFile(file, 'utf8'), name);
  } catch (error) {
    return unreadable(name, 1, `${name} cannot be read: ${error instanceof Error ? error.message : String(error)}.`);
  }
}

/** YAML and JSON files of a folder and the folders in it, by name; a file stands for itself. */
async function filesOf(place: string): Promise<readonly string[]> {
  const entries = await readdir(place, { recursive: true, withFileTypes: true }).catch(() => null);
  if (!entries) return [place];
  return entries
    .filter((entry) => !entry.isDirectory() && /\.(ya?ml|json)$/i.test(entry.name))
    .map((entry) => path.join(entry.parentPath, entry.name))
    .sort();
}

async function stampOf(file: string): Promise<string> {
  const { mtimeMs, size } = await stat(file).catch(() => ({ mtimeMs: 0, size: 0 }));
  return `${file} ${mtimeMs} ${size}`;
}
