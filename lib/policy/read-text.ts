// Policies in YAML or JSON text, of one file or pasted: every document, and what is wrong with each.
import { LineCounter, parseAllDocuments } from 'yaml';
import type { Policy } from '@/lib/policy/policy';
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
  const lines = new LineCounter();
  const found: PolicyText[] = parseAllDocuments(text, { lineCounter: lines, uniqueKeys: true }).map((document) => {
    const line = lines.linePos(document.range[0]).line || 1;
    const [error] = document.errors;
    if (error) {
      const [at] = error.linePos ?? [];
      const message = `${file} is no YAML at line ${at?.line ?? line}: ${firstLine(error.message)}.`;
      return unreadable(file, at?.line ?? line, message);
    }
    return readDocument(() => document.toJS({ maxAliasCount: 100 }), file, line);
  });
  return joined(found);
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

/** `kubectl get -o yaml` answers with a list. */
function itemsOf(value: unknown): readonly unknown[] {
  if (value === null || value === undefined) return [];
  return isObject(value) && /List$/.test(String(value.kind)) && Array.isArray(value.items) ? value.items : [value];
}

function readObject(value: unknown, file: string, line: number): PolicyText {
  const read = readPolicy(value);
  if (!read) return { policies: [], problems: [], others: 1 };
  const policy = read.namespace === '' ? read.name : `${read.namespace}/${read.name}`;
  return {
    policies: read.policy ? [read.policy] : [],
    problems: read.problems.map((problem) => ({ ...problem, file, line, policy })),
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
