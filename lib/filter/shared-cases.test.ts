// What Hubble's own filter code answers, against ours; read in place from beside this repository.
import { fromJson } from '@bufbuild/protobuf';
import { describe, expect, test } from 'vitest';
import { compileFilters } from '@/demo/filter/flow-filter';
import { parseCaptureLine } from '@/lib/capture/parse-line';
import type { Filter } from '@/lib/filter/filter';
import { filterCases, hasFilterCases } from '@/lib/filter/filter-cases';
import { parseFilter } from '@/lib/filter/parse';
import { compileFilter } from '@/lib/filter/predicate';
import { printFilter } from '@/lib/filter/print';
import { tokensOfRelay } from '@/lib/filter/relay/from-relay';
import type { RelayFilter } from '@/lib/filter/relay/relay-filter';
import { type RelayLists, relayLists } from '@/lib/filter/relay/relay-lists';
import type { Flow } from '@/lib/flow/flow';
import { FlowFilterSchema, type Flow as FlowMessage, FlowSchema } from '@/proto/gen/flow/flow_pb';

interface Answer {
  readonly matches?: readonly string[];
  readonly error?: string;
}

interface Case extends Answer {
  readonly id: string;
  readonly title: string;
  readonly whitelist: readonly RelayFilter[];
  readonly blacklist: readonly RelayFilter[];
  readonly v1_19?: Answer;
}

interface Known {
  readonly id: string;
  readonly flow: Flow;
  readonly message: FlowMessage;
}

const known = filterCases<{ id: string; flow: object }>('flows.jsonl').map(({ id, flow }): Known => {
  const record = parseCaptureLine(JSON.stringify({ flow }), 1);
  if (record?.kind !== 'flow') throw new Error(`${id} is no flow`);
  return { id, flow: record.flow, message: fromJson(FlowSchema, flow as never, { ignoreUnknownFields: true }) };
});
const cases = filterCases<Case>('filters.jsonl').map((row) => [row.id, row.title, row] as const);

/** Each of Hubble's filters is one of ours. */
function filterOf(filter: RelayFilter): Filter {
  const read = tokensOfRelay({ ...filter });
  if (!read.ok) throw new Error(read.message);
  return { tokens: read.tokens };
}

/**
 * Flows that cannot be told apart from others once they are read: those that call themselves replies by the old field
 * alone, which we believe and Hubble's filter does not, and one whose TCP flags are there but all unset.
 */
const unlike: Readonly<Record<string, readonly string[]>> = { reply: ['f050', 'f090'], tcp_flags: ['f007'] };

function alike(filters: readonly RelayFilter[], ids: readonly string[] = []): readonly string[] {
  const apart = filters.flatMap((filter) => Object.keys(filter).flatMap((field) => unlike[field] ?? []));
  return ids.filter((id) => !apart.includes(id));
}

const idsOf = (test: (one: Known) => boolean): readonly string[] => known.filter(test).map(({ id }) => id);

/** What a server lets through that is asked with these lists. */
function served({ whitelist, blacklist }: RelayLists): (one: Known) => boolean {
  const read = (filter: RelayFilter) => fromJson(FlowFilterSchema, filter as never);
  const passes = compileFilters(whitelist.map(read), blacklist.map(read));
  return ({ message }) => passes(message);
}

describe.skipIf(!hasFilterCases)(
  "filters decide as Hubble's own code does (skipped: no cases beside this repository)",
  () => {
    test.each(cases)('%s %s', (_id, _title, row) => {
      const answer = row.v1_19 ?? row;
      const read = () => [row.whitelist.map(filterOf), row.blacklist.map(filterOf)] as const;
      if (answer.error !== undefined) {
        expect(read).toThrow();
        return;
      }
      const [wanted, unwanted] = read();
      const tests = { wanted: wanted.map(compileFilter), unwanted: unwanted.map(compileFilter) };
      const selected = idsOf(
        ({ flow }) =>
          (tests.wanted.length === 0 || tests.wanted.some((matches) => matches(flow))) &&
          !tests.unwanted.some((matches) => matches(flow)),
      );
      const filters = [...row.whitelist, ...row.blacklist];
      expect(alike(filters, selected)).toEqual(alike(filters, answer.matches));
    });

    test.each(cases)('%s pushed to Relay: %s', (_id, _title, row) => {
      const filters = [...row.whitelist, ...row.blacklist];
      for (const read of filters.map((filter) => tokensOfRelay({ ...filter }))) {
        if (!read.ok) continue;
        for (const filter of [{ tokens: read.tokens }, excluding(read.tokens)]) {
          const lists = relayLists(filter);
          const passes = served(lists);
          const selects = compileFilter(filter);
          const wanted = idsOf(({ flow }) => selects(flow));
          expect(
            alike(
              filters,
              idsOf((one) => passes(one) && selects(one.flow)),
            ),
          ).toEqual(alike(filters, wanted));
          if (lists.exact) expect(alike(filters, idsOf(passes))).toEqual(alike(filters, wanted));
        }
      }
    });

    test.each(cases)('%s as text: %s', (_id, _title, row) => {
      for (const filter of [...row.whitelist, ...row.blacklist]) {
        const read = tokensOfRelay({ ...filter });
        if (read.ok) expect(parseFilter(printFilter(read))).toEqual({ ok: true, filter: { tokens: read.tokens } });
      }
    });
  },
);

/** Each token turned round. */
const excluding = (tokens: Filter['tokens']): Filter => ({ tokens: tokens.map((token) => ({ ...token, not: true })) });
