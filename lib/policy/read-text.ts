// Policies in YAML or JSON text, of one file or pasted: every document, and what is wrong with each.
import { type Document, isScalar, LineCounter, parseAllDocuments, visit } from 'yaml';
import type { Policy, PolicyKind } from '@/lib/policy/policy';
import type { Problem } from '@/lib/policy/problem';
import { readPolicy } from '@/lib/policy/read';
import { isObject } from '@/lib/policy/shape';

export interface PolicyProblem extends Problem {
  /** Where the text came from, such as a file's name; a kind for objects of a cluster. */
  readonly file: string;
  /** Of the document in its text, from 1; 0 for objects of a cluster. */
  readonly line: number;
  /** `namespace/name` as far as they are known. */
  readonly policy: string;
}

export interface PolicyText {
  readonly policies: readonly Policy[];
  readonly problems: readonly PolicyProblem[];
  /** Documents that are no policies, such as a Deployment beside one. */
  readonly others: number;
}

/** Longest text that is read, in characters. */
export const policyTextLimit = 4 * 2 ** 20;

/** Never throws; lists of Kubernetes are read item by item. */
export function readPolicyText(text: string, file: string): PolicyText {
  if (text.length > policyTextLimit) {
    const message = `${file} is longer than ${policyTextLimit / 2 ** 20} MiB; give its policies in parts.`;
    return unreadable(file, 1, message);
  }
  const json = readJson(text);
  if (json !== undefined) return readDocument(() => json, file, 1);
  const lines = new LineCounter();
  const options = { lineCounter: lines, uniqueKeys: true, merge: true } as const;
  const found: PolicyText[] = parseAllDocuments(text, options).map((document) => {
    const line = lines.linePos(document.range[0]).line || 1;
    const [error] = document.errors;
    if (error) {
      const [at] = error.linePos ?? [];
      const message = `${file} is no YAML at line ${at?.line ?? line}: ${firstLine(error.message)}.`;
      return unreadable(file, at?.line ?? line, message);
    }
    return readDocument(() => asKubectl(document).toJS({ maxAliasCount: 100 }), file, line);
  });
  return joined(found);
}

/** JSON is read as YAML too, many times slower; undefined of what is none. */
function readJson(text: string): unknown {
  if (!/^\s*[[{]/.test(text)) return undefined;
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function readDocument(value: () => unknown, file: string, line: number): PolicyText {
  try {
    return joined(itemsOf(value()).map((one) => readObject(one, file, line)));
  } catch (error) {
    const message = `${file} cannot be read at line ${line}: ${error instanceof Error ? firstLine(error.message) : String(error)}.`;
    return unreadable(file, line, message);
  }
}

/** The text of a file that holds nothing to judge by, and why. */
export function unreadable(file: string, line: number, message: string): PolicyText {
  return { policies: [], problems: [{ file, line, policy: '', path: '', message, effect: 'refused' }], others: 0 };
}

/** kubectl reads YAML 1.1, in which these words are true and false, and 1_000 is a number; sixty in `1:00` it does not know. */
function asKubectl(document: Document): Document {
  visit(document, {
    Scalar(_, node) {
      if (node.type !== 'PLAIN' || typeof node.value !== 'string' || node.tag) return;
      if (/^(yes|on)$/i.test(node.value)) node.value = true;
      else if (/^(no|off)$/i.test(node.value)) node.value = false;
      else if (/^[-+]?(0b[01_]+|\d+_[\d_]*)$/.test(node.value)) node.value = Number(node.value.replaceAll('_', ''));
    },
    // As a key they are text again.
    Pair(_, { key }) {
      if (isScalar(key) && key.type === 'PLAIN') key.type = 'QUOTE_DOUBLE';
    },
  });
  return document;
}

/** `kubectl get -o yaml` answers with a list, whose items say what they are; those of the API's own lists do not. */
function itemsOf(value: unknown): readonly unknown[] {
  if (value === null || value === undefined) return [];
  if (!isObject(value) || !/List$/.test(String(value.kind)) || !Array.isArray(value.items)) return [value];
  const kind = String(value.kind).slice(0, -'List'.length);
  return value.items.map((item) =>
    isObject(item) && item.kind === undefined && kind !== '' ? { apiVersion: value.apiVersion, kind, ...item } : item,
  );
}

const apiVersions: Readonly<Record<PolicyKind, string>> = {
  CiliumNetworkPolicy: 'cilium.io/v2',
  CiliumClusterwideNetworkPolicy: 'cilium.io/v2',
  NetworkPolicy: 'networking.k8s.io/v1',
};

/** A cluster has no such kind under another version. */
function versionProblems(kind: PolicyKind, value: unknown): readonly Problem[] {
  const wanted = apiVersions[kind];
  if (!isObject(value) || value.apiVersion === wanted) return [];
  return [{ path: 'apiVersion', message: `apiVersion must be ${wanted}.`, effect: 'refused' }];
}

function readObject(value: unknown, file: string, line: number): PolicyText {
  const read = readPolicy(value);
  if (!read) return { policies: [], problems: [], others: 1 };
  const policy = read.namespace === '' ? read.name : `${read.namespace}/${read.name}`;
  const ofVersion = versionProblems(read.kind, value);
  return {
    policies: read.policy && ofVersion.length === 0 ? [read.policy] : [],
    problems: [...ofVersion, ...read.problems].map((problem) => ({ ...problem, file, line, policy })),
    others: 0,
  };
}

function joined(texts: readonly PolicyText[]): PolicyText {
  return {
    policies: texts.flatMap(({ policies }) => policies),
    problems: texts.flatMap(({ problems }) => problems),
    others: texts.reduce((sum, { others }) => sum + others, 0),
  };
}

const firstLine = (message: string): string => (message.split('\n')[0] ?? '').replace(/[.:]+$/, '');
