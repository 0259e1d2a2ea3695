import { create, fromJson } from '@bufbuild/protobuf';
import { describe, expect, it } from 'vitest';
import { compileFilters } from '@/demo/filter/flow-filter';
import { filterCases, hasFilterCases } from '@/lib/filter/filter-cases';
import { FlowFilterSchema, FlowSchema } from '@/proto/gen/flow/flow_pb';

interface Answer {
  matches?: string[];
  error?: string;
}

interface Row extends Answer {
  id: string;
  title: string;
  whitelist: object[];
  blacklist: object[];
  v1_19?: Answer;
}

describe.skipIf(!hasFilterCases)("the demo's FlowFilter decides as Hubble 1.19 does", () => {
  if (!hasFilterCases) return;
  const flows = filterCases<{ id: string; flow: object }>('flows.jsonl').map(({ id, flow }) => ({
    id,
    flow: fromJson(FlowSchema, flow as never, { ignoreUnknownFields: true }),
  }));
  const compile = (row: Row) =>
    compileFilters(
      row.whitelist.map((filter) => fromJson(FlowFilterSchema, filter as never)),
      row.blacklist.map((filter) => fromJson(FlowFilterSchema, filter as never)),
    );

  it.each(filterCases<Row>('filters.jsonl').map((row) => [row.id, row.title, row] as const))(
    '%s %s',
    (_id, _title, row) => {
      const answer = row.v1_19 ?? row;
      if (answer.error) {
        expect(() => compile(row)).toThrow();
        return;
      }
      const matches = compile(row);
      expect(flows.filter(({ flow }) => matches(flow)).map(({ id }) => id)).toEqual(answer.matches);
    },
  );
});

describe('fields of 1.19 that the table leaves out', () => {
  const flow = create(FlowSchema, {
    verdict: 2,
    dropReasonDesc: 133,
    IP: { source: '10.0.0.1', sourceXlated: '172.18.0.4', encrypted: true },
    interface: { name: 'eth0', index: 2 },
    nodeLabels: ['kubernetes.io/os=linux'],
    source: { clusterName: 'demo' },
    ipTraceId: { traceId: 7n },
  });
  const passes = (filter: Parameters<typeof create<typeof FlowFilterSchema>>[1]) =>
    compileFilters([create(FlowFilterSchema, filter)], [])(flow);

  it('asks for a drop reason only of dropped flows', () => {
    expect(passes({ dropReasonDesc: [133] })).toBe(true);
    const forwarded = { ...flow, verdict: 1 };
    expect(compileFilters([create(FlowFilterSchema, { dropReasonDesc: [133] })], [])(forwarded)).toBe(false);
  });

  it('reads translated addresses, interfaces, node labels, clusters, encryption and trace ids', () => {
    expect(passes({ sourceIpXlated: ['172.18.0.0/24'] })).toBe(true);
    expect(passes({ interface: [{ name: 'eth0' }] })).toBe(true);
    expect(passes({ interface: [{ name: 'eth0', index: 3 }] })).toBe(false);
    expect(passes({ nodeLabels: ['kubernetes.io/os in (linux)'] })).toBe(true);
    expect(passes({ sourceClusterName: ['demo'], destinationClusterName: ['demo'] })).toBe(false);
    expect(passes({ encrypted: [true] })).toBe(true);
    expect(passes({ ipTraceId: [7n] })).toBe(true);
  });

  it('leaves out what an old agent does not know, so that such a filter matches everything', () => {
    const filter = create(FlowFilterSchema, { ipTraceId: [8n] });
    expect(compileFilters([filter], [])(flow)).toBe(false);
    expect(compileFilters([filter], [], { ignores: (field) => field === 'ipTraceId' })(flow)).toBe(true);
    expect(compileFilters([], [filter], { ignores: (field) => field === 'ipTraceId' })(flow)).toBe(false);
  });

  it('refuses CEL expressions', () => {
    expect(() => passes({ experimental: { celExpression: ['true'] } })).toThrow(/CEL/);
  });
});
