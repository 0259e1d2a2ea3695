import { create, fromJson, type JsonValue } from '@bufbuild/protobuf';
import { BinaryWriter, WireType } from '@bufbuild/protobuf/wire';
import { describe, expect, it } from 'vitest';
import { type AgentTraits, checkRequest, compileQuery } from '@/demo/agent/query';
import { FilterFault } from '@/demo/filter/fault';
import { filterCases, hasFilterCases } from '@/lib/filter/filter-cases';
import { GetFlowsRequest_ExperimentalSchema, GetFlowsRequestSchema } from '@/proto/gen/observer/observer_pb';

const newest: AgentTraits = { minor: 19, ignoreFilters: false };

interface Row {
  args: string[];
  request?: { [field: string]: JsonValue };
  v1_19?: { request?: { [field: string]: JsonValue } };
}

describe.skipIf(!hasFilterCases)('what the hubble command line asks', () => {
  if (!hasFilterCases) return;
  const rows = filterCases<Row>('cli.jsonl');
  const requests = rows.flatMap(({ args, request, v1_19 }) => {
    const asked = v1_19 ? v1_19.request : request;
    return asked ? [[args.join(' '), asked] as const] : [];
  });

  /** The command line passes bad values on, and the server refuses them. */
  const refused = /--(ip|http-status) bogus|\[$|\($|--http-status 5\+ --type drop|--(node-name|pod) $/;

  it.each(requests.filter(([args]) => refused.test(args)))('%s is refused for its filter', (_args, request) => {
    expect(() => compileQuery(fromJson(GetFlowsRequestSchema, request), newest)).toThrow(FilterFault);
  });

  it.each(requests.filter(([args]) => !refused.test(args)))('%s is understood', (_args, request) => {
    const message = fromJson(GetFlowsRequestSchema, { ...request, ...times(request) });
    checkRequest(message, newest);
    const query = compileQuery(message, newest);
    expect(query.number).toBe(Number(message.number));
    expect(query.matches !== undefined).toBe(message.whitelist.length + message.blacklist.length > 0);
  });
});

/** Relative times of the table as timestamps. */
function times(request: { [field: string]: JsonValue }): { [field: string]: JsonValue } {
  const found: { [field: string]: JsonValue } = {};
  for (const field of ['since', 'until']) {
    const value = request[field];
    if (typeof value !== 'object' || value === null || Array.isArray(value)) continue;
    found[field] = new Date(1.8e12 - Number(value.seconds_before_now) * 1000).toISOString();
  }
  return found;
}

describe('the field mask by version', () => {
  const mask = new BinaryWriter().tag(1, WireType.LengthDelimited).string('uuid').finish();
  const data = new BinaryWriter().bytes(mask).finish();
  const experimental = create(GetFlowsRequest_ExperimentalSchema);
  experimental.$unknown = [{ no: 1, wireType: WireType.LengthDelimited, data }];
  const masked = (minor: number, request: Parameters<typeof create<typeof GetFlowsRequestSchema>>[1]) =>
    [...(compileQuery(create(GetFlowsRequestSchema, request), { minor, ignoreFilters: false }).mask?.keys() ?? [])].map(
      ({ name }) => name,
    );

  it('is a field of its own since 1.16', () => {
    const request = { fieldMask: { paths: ['time'] } };
    expect([15, 16, 19].map((minor) => masked(minor, request))).toEqual([[], ['time'], ['time']]);
  });

  it('may only name what the agent knows', () => {
    const request = { fieldMask: { paths: ['time', 'emitter'] } };
    expect(masked(19, request)).toEqual(['time', 'emitter']);
    expect(() => masked(18, request)).toThrow('invalid fieldmask: no field "emitter"');
  });

  it('was an experimental one from 1.14 to 1.18', () => {
    expect([13, 14, 18, 19].map((minor) => masked(minor, { experimental }))).toEqual([[], ['uuid'], ['uuid'], []]);
  });

  it('takes the newer field where both are there', () => {
    expect(masked(17, { experimental, fieldMask: { paths: ['time'] } })).toEqual(['time']);
  });
});
