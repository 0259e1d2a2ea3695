// Policies from files of this machine, read again when they change.
import 'server-only';
import { readdir, readFile, stat } from 'node:fs/promises';
import path from 'node:path';
import { config } from '@/app/server/config';
import { type NamedText, readPolicyTexts } from '@/app/server/policies/policy-text';
import type { GivenPolicies } from '@/lib/policy/answer';
import { type PolicyText, unreadable } from '@/lib/policy/read-text';

const none: GivenPolicies = { from: 'none', readAt: null, policies: [], problems: [] };
const mostFiles = 1_000;

interface Known {
  /** Names, times and lengths of the files. */
  readonly signature: string;
  readonly given: Promise<GivenPolicies>;
}
let known: Known | null = null;

/** What `EYEPIECE_POLICIES` holds now; its time is that of the last look. A file that cannot be read is a problem. */
export async function policiesOfFolder(now: () => number = Date.now): Promise<GivenPolicies> {
  const place = config().policies;
  if (!place) return none;
  const files = await filesOf(place);
  const signature = (await Promise.all(files.map(stampOf))).join('\n');
  const readAt = new Date(now()).toISOString();
  if (known?.signature !== signature) known = { signature, given: readAll(place, files) };
  return { ...(await known.given), readAt };
}

async function readAll(place: string, files: readonly string[]): Promise<GivenPolicies> {
  const loaded = await Promise.all(files.slice(0, mostFiles).map((file) => load(place, file)));
  const texts = await readPolicyTexts(loaded.filter(isText));
  const failed = loaded.flatMap((one) => (isText(one) ? [] : one));
  const tooMany = unreadable(place, 1, `There are ${files.length} policy files; the first ${mostFiles} are read.`);
  const all = [...(files.length > mostFiles ? [tooMany] : []), ...failed, ...texts];
  return {
    from: 'folder',
    readAt: null,
    policies: all.flatMap((text) => text.policies),
    problems: all.flatMap((text) => text.problems),
  };
}

async function load(place: string, file: string): Promise<NamedText | PolicyText> {
  const name = path.relative(place, file) || path.basename(file);
  try {
    return { text: await readFile(file, 'utf8'), name };
  } catch (error) {
    return unreadable(name, 1, `${name} cannot be read: ${error instanceof Error ? error.message : String(error)}.`);
  }
}

const isText = (one: NamedText | PolicyText): one is NamedText => 'text' in one;

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
