// What the reader looks at, read from a URL and written back. Two people with one link see the same thing.
import type { EpochMs } from '@/lib/flow/flow';
import { defaultView, parameters, type View, type ViewParameter, viewParameters } from '@/lib/view/parameters';
import { readAgo, resolveTime } from '@/lib/view/time';

/** A parameter that was ignored, said so that the reader can mend the link. */
export interface ViewNotice {
  readonly parameter: string;
  readonly text: string;
  /** One sentence. */
  readonly message: string;
}

/** URL parameters as browsers and as Next's pages give them. */
export type Params = URLSearchParams | { readonly [name: string]: string | readonly string[] | undefined };

/** Never fails: what cannot be used is left at its default and told in `notices`. */
export function readView(params: Params): { view: View; notices: readonly ViewNotice[] } {
  const notices: ViewNotice[] = [];
  const read: { [name: string]: unknown } = {};
  for (const [name, texts] of entriesOf(params)) {
    const [text = ''] = texts;
    if (!isParameter(name)) {
      if (!name.startsWith('_'))
        notices.push({ parameter: name, text, message: `There is no parameter "${clip(name)}"; it is ignored.` });
      continue;
    }
    if (text === '') continue;
    if (texts.length > 1)
      notices.push({ parameter: name, text, message: `"${name}" is given ${texts.length} times; the first is used.` });
    const result = parameters[name].read(text);
    if (result.ok) read[name] = result.value;
    else notices.push({ parameter: name, text, message: `"${name}=${clip(text)}" is ignored: it ${result.message}` });
  }
  return inOrder(...withLength({ ...defaultView, ...read }, notices));
}

/** The query of a URL without its question mark; '' when everything is at its default. */
export function writeView(view: View): string {
  return viewParameters
    .map((name) => [name, textOf(view, name)] as const)
    .flatMap(([name, text]) => (text === null ? [] : [`${name}=${readable(text)}`]))
    .join('&');
}

/** The instants a view spans at `nowMs`; absent where it is open. */
export function viewSpan(view: Pick<View, 'from' | 'to'>, nowMs: EpochMs): { fromMs?: EpochMs; toMs?: EpochMs } {
  const fromMs = view.from === null ? null : resolveTime(view.from, nowMs);
  const toMs = view.to === null || view.to === 'now' ? null : resolveTime(view.to, nowMs);
  return { ...(fromMs === null ? {} : { fromMs }), ...(toMs === null ? {} : { toMs }) };
}

/** Live: the view follows the clock. */
export const isLive = (view: Pick<View, 'to'>): boolean => view.to === null || view.to === 'now';

function textOf<K extends ViewParameter>(view: View, name: K): string | null {
  return parameters[name].write(view[name]);
}

/** What moves has a length; an instant at its start would be one that grows. */
function withLength(view: View, notices: readonly ViewNotice[]): [View, readonly ViewNotice[]] {
  const { from } = view;
  if (from === null || !isLive(view) || readAgo(from) !== null) return [view, notices];
  const message = `"from=${clip(from)}" is ignored: without "to" it says how far back to go, such as -15m.`;
  return [{ ...view, from: null }, [...notices, { parameter: 'from', text: from, message }]];
}

/** A span whose ends are both fixed, or both move, can be seen to run backwards without asking the clock. */
function inOrder(view: View, notices: readonly ViewNotice[]): { view: View; notices: readonly ViewNotice[] } {
  const { from, to } = view;
  if (from === null || to === null || (readAgo(from) === null) !== (readAgo(to) === null)) return { view, notices };
  if ((resolveTime(from, 0) ?? 0) <= (resolveTime(to, 0) ?? 0)) return { view, notices };
  const message = `"from=${clip(from)}" is later than "to=${clip(to)}"; both are ignored.`;
  return { view: { ...view, from: null, to: null }, notices: [...notices, { parameter: 'from', text: from, message }] };
}

function entriesOf(params: Params): readonly (readonly [string, readonly string[]])[] {
  if (params instanceof URLSearchParams) return [...new Set(params.keys())].map((name) => [name, params.getAll(name)]);
  return Object.entries(params).flatMap(([name, value]) =>
    value === undefined ? [] : [[name, typeof value === 'string' ? [value] : value] as const],
  );
}

const isParameter = (name: string): name is ViewParameter => Object.hasOwn(parameters, name);

/** Percent-encodes only what would change the meaning, so that a link can be read. */
function readable(text: string): string {
  return encodeURIComponent(text.toWellFormed())
    .replace(/%20/g, '+')
    .replace(/%(3A|2C|2F|2A|40)/g, (code) => decodeURIComponent(code));
}

const clip = (text: string): string => (text.length > 60 ? `${text.slice(0, 57)}…` : text);
