// What groups may see, as the file that `EYEPIECE_ACCESS` names says it.
import type { Grant } from '@/lib/sight/sight';
import type { Identity } from './identity';

/** Patterns of groups, each with what it may see; null is everything. */
export interface Rules {
  readonly everyone: Granted;
  readonly groups: readonly { readonly pattern: string; readonly granted: Granted }[];
}
type Granted = readonly Grant[] | null;

export type ReadRules =
  | { readonly ok: true; readonly rules: Rules }
  /** One sentence each. */
  | { readonly ok: false; readonly problems: readonly string[] };

const example = 'write such as {groups: {"team-shop": [shop, "shop-*"]}}';

/** `{everyone: [...], groups: {pattern: [...]}}`, of namespaces, cluster/namespace, or `*` for everything. */
export function readRules(file: unknown): ReadRules {
  const problems: string[] = [];
  const { everyone = [], groups = {}, ...others } = fieldsOf(file) ?? {};
  const patterns = fieldsOf(groups);
  if (!fieldsOf(file)) problems.push(`The file holds no rules; ${example}.`);
  else if (!patterns) problems.push(`groups: is no table; ${example}.`);
  for (const name of Object.keys(others)) problems.push(`${name}: is not known; there are everyone and groups.`);
  const rules = {
    everyone: readGranted('everyone', everyone, problems),
    groups: Object.entries(patterns ?? {}).map(([pattern, list]) => ({
      pattern,
      granted: readGranted(`groups.${pattern}`, list, problems),
    })),
  };
  if (problems.length === 0 && rules.groups.length === 0 && rules.everyone?.length === 0) {
    problems.push(`The file lets nobody see anything; ${example}.`);
  }
  return problems.length > 0 ? { ok: false, problems } : { ok: true, rules };
}

/** null is everything; an empty list is nothing. */
export function grantsOf({ groups }: Pick<Identity, 'groups'>, rules: Rules): Granted {
  const fitting = rules.groups.filter(({ pattern }) => groups.some((group) => isLike(group, pattern)));
  const granted = [rules.everyone, ...fitting.map((rule) => rule.granted)];
  if (granted.includes(null)) return null;
  const all = granted.flatMap((grants) => grants ?? []);
  return [...new Map(all.map((grant) => [`${grant.cluster}/${grant.namespace}`, grant])).values()];
}

/** `*` stands for any run of characters; all others for themselves. */
function isLike(text: string, pattern: string): boolean {
  const [first = '', ...rest] = pattern.split('*');
  const last = rest.pop();
  if (last === undefined) return text === pattern;
  if (text.length < first.length + last.length || !text.startsWith(first) || !text.endsWith(last)) return false;
  let at = first.length;
  const end = text.length - last.length;
  for (const part of rest) {
    const found = text.indexOf(part, at);
    if (found < 0 || found + part.length > end) return false;
    at = found + part.length;
  }
  return true;
}

function readGranted(where: string, list: unknown, problems: string[]): Granted {
  const texts = Array.isArray(list) ? list : [list];
  const grants = texts.map((text) => readGrant(text));
  const bad = grants.indexOf(undefined);
  if (bad >= 0) {
    const told = JSON.stringify(texts[bad]) ?? 'nothing';
    problems.push(`${where}: ${told} is no namespace; write a list of such as shop, shop-*, west/shop or *.`);
  }
  return grants.includes(null) ? null : grants.filter((grant) => grant !== undefined && grant !== null);
}

const part = /^[A-Za-z0-9*]([A-Za-z0-9*._-]{0,251}[A-Za-z0-9*])?$/;

/** null is everything; undefined cannot be read. */
function readGrant(text: unknown): Grant | null | undefined {
  if (typeof text !== 'string') return undefined;
  const parts = text.split('/');
  if (parts.length > 2 || !parts.every((one) => part.test(one))) return undefined;
  const [namespace = '', cluster = '*'] = parts.reverse();
  return namespace === '*' && cluster === '*' ? null : { cluster, namespace };
}

function fieldsOf(value: unknown): Readonly<Record<string, unknown>> | null {
  return value !== null && typeof value === 'object' && !Array.isArray(value) ? { ...value } : null;
}
