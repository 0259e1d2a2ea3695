// What one filter key is. Parser, printer, predicates, Relay lists, completion, help and command lines all come from
// these records.
import type { FilterKey } from '@/lib/filter/filter';
import type { RelayFilter } from '@/lib/filter/relay/relay-filter';
import type { End, RowFacts } from '@/lib/filter/row-facts';
import type { Flow, FlowFacts } from '@/lib/flow/flow';

/** A value as it is kept, or why it is none; `suggestion` is a value that would do. */
export type ReadValue =
  | { readonly ok: true; readonly value: string }
  | { readonly ok: false; readonly message: string; readonly suggestion?: string };

/** What a flow test reads. Facts are enough for most keys; `needs` of a key says when they are not. */
export interface FlowSubject extends FlowFacts, Partial<Omit<Flow, keyof FlowFacts>> {
  /** Whether a CEL expression holds for this flow. */
  cel?(expression: string): boolean;
}

/**
 * - `facts`   what the hot path reads of every flow
 * - `flow`    fields that only the whole flow has
 * - `message` the flow as Hubble's own message
 */
export type FlowNeed = 'facts' | 'flow' | 'message';

/** Makes a test of an RE2 expression, which may match anywhere in the text. */
export type CompilePattern = (pattern: string) => (text: string) => boolean;

/** Keys without sides ignore `end`. */
export type FlowTest = (flow: FlowSubject, end: End) => boolean;
export type RowTest = (row: RowFacts, end: End) => boolean;

/**
 * A token in Hubble's own filters, joined by "or". `wide` together match at least every flow the token matches and may
 * be asked for; `narrow` match at most those and may be kept out. null: Hubble has no such condition, or an older
 * server would refuse it or, not knowing its field, take it for a filter that matches everything.
 */
export interface RelayPush {
  readonly wide: readonly RelayFilter[] | null;
  readonly narrow: readonly RelayFilter[] | null;
  /** A server that knows all fields finds with `wide` what the token matches and no more. */
  readonly isExact: boolean;
}

export interface KeySpec {
  readonly key: FilterKey;
  /** May stand behind `from.`, `to.` and `end.`; without them either end may match. */
  readonly sided: boolean;
  readonly aliases: readonly string[];
  /** One sentence for the help popover. */
  readonly help: string;
  readonly example: string;
  /** A second value for examples, where the first of `values` would not do. */
  readonly another?: string;
  /** How the key reads in a sentence: "namespace", "drop reason". */
  readonly noun: string;
  /** The whole phrase, where "with noun value" would be no English; it then stands without the side. */
  phrase?(values: readonly string[], not: boolean): string;
  /** All values there are, as far as they are known; empty where anything goes. */
  readonly values: readonly string[];
  /** Default: facts. */
  readonly needs?: FlowNeed;
  /** Whether `key:""` says something. */
  readonly takesEmpty?: true;
  read(text: string): ReadValue;
  /** True when one of the values holds. */
  flow(values: readonly string[], compilePattern: CompilePattern): FlowTest;
  /** The same on a rollup row; null where rows do not tell, so that the flow log must answer. */
  row(values: readonly string[]): RowTest | null;
  relay(values: readonly string[], end: End): RelayPush;
  /**
   * Only on keys that read what may hold a secret: what is asked of Relay instead where readers are not to see secrets.
   * Relay knows them, so what it leaves out would tell.
   */
  relayMasked?(values: readonly string[]): RelayPush;
}

export const keep = (value: string): ReadValue => ({ ok: true, value });

export const refuse = (message: string, suggestion?: string): ReadValue => ({ ok: false, message, suggestion });

export const notPushed: RelayPush = { wide: null, narrow: null, isExact: false };

/** A condition every supported server knows: it may be asked for and kept out. */
export const pushed = (filters: readonly RelayFilter[]): RelayPush => ({
  wide: filters,
  narrow: filters,
  isExact: true,
});

/** A condition newer than some servers: asked for only, since they would take its exclusion for "no flow at all". */
export const askedFor = (filters: readonly RelayFilter[]): RelayPush => ({
  wide: filters,
  narrow: null,
  isExact: true,
});

/** Conditions that find what is sought and more. */
export const askedAround = (filters: readonly RelayFilter[]): RelayPush => ({
  wide: filters,
  narrow: null,
  isExact: false,
});

/** Rows never tell. */
export const notInRows = (): null => null;

/** A test that holds when one of `values` does; `compile` makes the test of one value. */
export function anyOf<T>(
  values: readonly string[],
  compile: (value: string) => (subject: T) => boolean,
): (subject: T) => boolean {
  const tests = values.map(compile);
  const [only] = tests;
  return only && tests.length === 1 ? only : (subject) => tests.some((test) => test(subject));
}
