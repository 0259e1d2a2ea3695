// `=value`: what Hubble itself recorded, compared as its own filters do, where a key otherwise also goes by what
// Eyepiece infers from labels, services and names.
import type { FlowTest, RelayPush, RowTest } from '@/lib/filter/keys/key-spec';
import type { End } from '@/lib/filter/row-facts';

interface Meaning {
  flow(values: readonly string[]): FlowTest;
  relay(values: readonly string[], end: End): RelayPush;
}

interface InferredMeaning extends Meaning {
  row(values: readonly string[]): RowTest | null;
}

export const isExact = (value: string): boolean => value.startsWith('=');

/** One meaning for values as they are, another for those behind a `=`. Rows hold what was inferred only. */
export function orExactly(inferred: InferredMeaning, recorded: Meaning): InferredMeaning {
  return {
    flow(values) {
      const { plain, exact } = split(values);
      if (exact.length === 0) return inferred.flow(plain);
      const test = recorded.flow(exact);
      if (plain.length === 0) return test;
      const other = inferred.flow(plain);
      return (flow, end) => test(flow, end) || other(flow, end);
    },
    row: (values) => (values.some(isExact) ? null : inferred.row(values)),
    relay(values, end) {
      const { plain, exact } = split(values);
      if (exact.length === 0) return inferred.relay(plain, end);
      const pushes = [recorded.relay(exact, end), ...(plain.length > 0 ? [inferred.relay(plain, end)] : [])];
      return {
        wide: together(pushes.map(({ wide }) => wide)),
        narrow: together(pushes.map(({ narrow }) => narrow)),
        isExact: pushes.every((push) => push.isExact),
      };
    },
  };
}

function split(values: readonly string[]): { plain: readonly string[]; exact: readonly string[] } {
  return {
    plain: values.filter((value) => !isExact(value)),
    exact: values.filter(isExact).map((value) => value.slice(1)),
  };
}

function together(lists: readonly RelayPush['wide'][]): RelayPush['wide'] {
  return lists.every((list) => list !== null) ? lists.flat() : null;
}
