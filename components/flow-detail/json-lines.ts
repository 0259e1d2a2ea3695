// JSON as numbered lines, with objects and lists that can be folded.
import { countOf } from '@/lib/flow/format';

export interface JsonLine {
  /** In the whole text: a fold leaves the numbers of the other lines as they are. */
  readonly number: number;
  readonly depth: number;
  /** As it is written, in quotes; absent in lists and at the top. */
  readonly key?: string;
  /** Value or bracket, and the comma behind it. */
  readonly text: string;
  /** Present where an object or a list begins. */
  readonly opens?: { readonly path: string; readonly folded: boolean };
}

interface Part {
  readonly value: unknown;
  /** By which a fold is kept from flow to flow: `flow.source.labels`. */
  readonly path: string;
  readonly depth: number;
  readonly comma: string;
  readonly key?: string;
}

/** Of any value that JSON can say; `folded` are paths, each of which stands in one line. */
export function jsonLines(value: unknown, folded: ReadonlySet<string> = nothing): readonly JsonLine[] {
  const lines: JsonLine[] = [];
  let number = 0;
  function walk(part: Part, hidden: boolean): void {
    const { depth, comma, key, path } = part;
    const line = { depth, ...(key !== undefined && { key }) };
    const draw = (isDrawn: boolean, rest: Omit<JsonLine, 'number' | 'depth'>) => {
      number += 1;
      if (isDrawn) lines.push({ number, depth, ...rest });
    };
    const children = childrenOf(part);
    if (children.length === 0) {
      draw(!hidden, { ...line, text: JSON.stringify(part.value) + comma });
      return;
    }
    const isFolded = folded.has(path);
    const [open, close] = Array.isArray(part.value) ? '[]' : '{}';
    const text = isFolded ? `${open} … ${holds(part.value, children.length)} ${close}${comma}` : `${open}`;
    draw(!hidden, { ...line, text, ...(depth > 0 && { opens: { path, folded: isFolded } }) });
    for (const child of children) walk(child, hidden || isFolded);
    draw(!hidden && !isFolded, { text: close + comma });
  }
  walk({ value, path: '', depth: 0, comma: '' }, false);
  return lines;
}

const nothing: ReadonlySet<string> = new Set();

/** What "Fold all" folds: all but the outermost two, as Hubble wraps a flow in a response. */
export function foldable(value: unknown): readonly string[] {
  return jsonLines(value).flatMap(({ opens, depth }) => (opens && depth > 1 ? [opens.path] : []));
}

const holds = (value: unknown, count: number): string => countOf(count, Array.isArray(value) ? 'value' : 'field');

function childrenOf({ value, path, depth }: Part): readonly Part[] {
  if (typeof value !== 'object' || value === null) return [];
  const isList = Array.isArray(value);
  const entries = Object.entries(value);
  return entries.map(([own, child], at) => ({
    value: child,
    path: path === '' ? own : `${path}.${own}`,
    depth: depth + 1,
    comma: at < entries.length - 1 ? ',' : '',
    ...(!isList && { key: JSON.stringify(own) }),
  }));
}
