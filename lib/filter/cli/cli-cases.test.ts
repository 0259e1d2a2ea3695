// What the hubble command line makes of its arguments, against ours; read in place from beside this repository.
import { fromJson } from '@bufbuild/protobuf';
import { describe, expect, test } from 'vitest';
import { compileFilters } from '@/demo/filter/flow-filter';
import { parseCaptureLine } from '@/lib/capture/parse-line';
import { parseCommand } from '@/lib/filter/cli/parse';
import { quoteShell } from '@/lib/filter/cli/shell';
import { filterCases, hasFilterCases } from '@/lib/filter/filter-cases';
import { compileFilter } from '@/lib/filter/predicate';
import type { RelayFilter } from '@/lib/filter/relay/relay-filter';
import { FlowFilterSchema, FlowSchema } from '@/proto/gen/flow/flow_pb';

type Time = string | { readonly seconds_before_now: number };

interface Request {
  readonly number?: string;
  readonly follow?: boolean;
  readonly first?: boolean;
  readonly since?: Time;
  readonly until?: Time;
  readonly whitelist?: readonly RelayFilter[];
  readonly blacklist?: readonly RelayFilter[];
}

interface Case {
  readonly args: readonly string[];
  readonly request?: Request;
  readonly error?: string;
  readonly v1_19?: { readonly request?: Request; readonly error?: string };
}

const flows = filterCases<{ id: string; flow: object }>('flows.jsonl').map(({ id, flow }) => {
  const record = parseCaptureLine(JSON.stringify({ flow }), 1);
  if (record?.kind !== 'flow') throw new Error(`${id} is no flow`);
  return { id, flow: record.flow, message: fromJson(FlowSchema, flow as never, { ignoreUnknownFields: true }) };
});

/** Flags that 1.19 knows and the command line that was asked for these answers did not; nothing is said of them. */
const unanswered = new Set(['--http-header', '--cluster', '--type trace:to-crypto', '-n shop -A']);

/** hubble's "or" between flags and a list, which a filter here has no word for. */
const unsayable = new Set(['--allowlist {"source_pod":["shop/"]} --verdict DROPPED']);

const cases = filterCases<Case>('cli.jsonl').map((row) => [row.args.join(' '), row] as const);

/** What the server selects; null where it refuses the request. */
function selectedBy({ whitelist = [], blacklist = [] }: Request): readonly string[] | null {
  const read = (filter: RelayFilter) => fromJson(FlowFilterSchema, filter as never);
  try {
    const passes = compileFilters(whitelist.map(read), blacklist.map(read));
    return flows.filter(({ message }) => passes(message)).map(({ id }) => id);
  } catch {
    return null;
  }
}

const msOf = (time: Time | undefined, nowMs: number) =>
  typeof time === 'object' ? nowMs - time.seconds_before_now * 1000 : time && Date.parse(time);

describe.skipIf(!hasFilterCases)(
  'commands select what hubble selects (skipped: no cases beside this repository)',
  () => {
    test.each(cases)('%s', (line, { args, ...row }) => {
      const parsed = parseCommand(`hubble observe ${args.map(quoteShell).join(' ')}`);
      if (
        args.some((_, at) => unanswered.has(args.slice(at, at + 2).join(' ')) || unanswered.has(args[at] ?? '')) ||
        unanswered.has(line)
      )
        return;
      const { request } = row.v1_19 ?? row;
      const selected = request && selectedBy(request);
      if (!request || !selected || unsayable.has(line)) {
        expect(parsed.untaken).not.toEqual([]);
        return;
      }
      expect(parsed.untaken).toEqual([]);
      const matches = compileFilter(parsed.filter);
      expect(flows.filter(({ flow }) => matches(flow)).map(({ id }) => id)).toEqual(selected);
      expect(msOf(timeOf(parsed.range.from), 0)).toBe(msOf(request.since, 0));
      expect(msOf(timeOf(parsed.range.to), 0)).toBe(msOf(request.until, 0));
      expect(Boolean(parsed.range.follow)).toBe(Boolean(request.follow));
      if (parsed.range.last !== undefined && parsed.range.last !== '0') expect(request.number).toBe(parsed.range.last);
    });
  },
);

/** `-5m` and `now` as the cases write them. */
function timeOf(text: string | undefined): Time | undefined {
  if (text === undefined || /^\d/.test(text)) return text;
  const [, hours = 0, minutes = 0, seconds = 0] = /^-(?:(\d+)h)?(?:(\d+)m)?(?:(\d+)s)?$/.exec(text) ?? [];
  return { seconds_before_now: Number(hours) * 3600 + Number(minutes) * 60 + Number(seconds) };
}
