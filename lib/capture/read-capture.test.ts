import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { CaptureRecord } from '@/lib/capture/capture';
import { readCapture } from '@/lib/capture/read-capture';
import { readDocuments } from '@/lib/capture/read-documents';
import { longestLine, readLines, type TextLine } from '@/lib/capture/read-lines';
import type { Flow } from '@/lib/flow/flow';
import { dropReasonOf, isDenial } from '@/lib/flow/questions';

async function* inChunks(bytes: Uint8Array, size: number): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
}

async function all<T>(items: AsyncIterable<T>): Promise<T[]> {
  const list: T[] = [];
  for await (const item of items) list.push(item);
  return list;
}

const readText = (text: string, size = 1000): Promise<CaptureRecord[]> =>
  all(readCapture(inChunks(new TextEncoder().encode(text), size)));

const readFixture = (name: string): Promise<CaptureRecord[]> =>
  readText(readFileSync(path.join(import.meta.dirname, 'fixtures', name), 'utf8'));

const flowsOf = (records: readonly CaptureRecord[]): Flow[] =>
  records.flatMap((record) => (record.kind === 'flow' ? [record.flow] : []));

const outline = (records: readonly CaptureRecord[]): string[] =>
  records.map((record) => `${record.line} ${record.kind}`);

describe('lines', () => {
  const lines = async (bytes: Uint8Array, size: number) =>
    (await all(readLines(inChunks(bytes, size)))).map((line) => line.text);

  test('come out the same however the bytes are cut', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.string({ unit: 'grapheme', maxLength: 60 }),
        fc.integer({ min: 1, max: 7 }),
        async (text, size) => {
          const whole = text.split('\n').map((line) => (line.endsWith('\r') ? line.slice(0, -1) : line));
          if (text.endsWith('\n') || text === '') whole.pop();
          const bytes = new TextEncoder().encode(text);
          if (text.startsWith('\ufeff')) return;
          expect(await lines(bytes, size)).toEqual(whole);
        },
      ),
    );
  });

  test('lose byte order marks and carriage returns, and keep a last line without an end', async () => {
    expect(await lines(new TextEncoder().encode('\ufeffa\r\n\r\nb'), 2)).toEqual(['a', '', 'b']);
  });

  test('may be UTF-16, as PowerShell writes them', async () => {
    const bytes = new Uint8Array(Buffer.from('\ufeff{"a":"é"}\r\nb', 'utf16le'));
    expect(await lines(bytes, 4)).toEqual(['{"a":"é"}', 'b']);
  });

  test('may be longer than any chunk', async () => {
    const long = 'x'.repeat(300_000);
    expect(await lines(new TextEncoder().encode(`${long}\n${long}`), 1024)).toEqual([long, long]);
  });

  test('that are too long are told by number and not kept, and the others are read', async () => {
    const [fits, long] = ['x'.repeat(longestLine), 'x'.repeat(longestLine + 1)];
    const bytes = new TextEncoder().encode(`a\n${long}\n${fits}\nb\n${long}`);
    const read = await all(readLines(inChunks(bytes, 1_000_000)));
    expect(read.map(({ text, isTooLong = false }) => [text.length, isTooLong])).toEqual([
      [1, false],
      [0, true],
      [longestLine, false],
      [1, false],
      [0, true],
    ]);
    expect(read.map(({ line }) => line)).toEqual([1, 2, 3, 4, 5]);
  });
});

describe('documents', () => {
  test('pretty-printed, in arrays, several on a line, and one that was cut off', async () => {
    const records = await readFixture('pretty.json');
    expect(outline(records)).toEqual([
      '2 flow',
      '12 flow',
      '14 flow',
      '19 bad',
      '22 flow',
      '23 flow',
      '23 flow',
      '24 flow',
      '24 flow',
    ]);
    expect(flowsOf(records).map((flow) => flow.node)).toEqual(['d1', 'd2', 'd3', 'd5', 'd6', 'd7', 'd8', 'd9']);
  });

  test('lose nothing whatever stands between them', async () => {
    const piece = fc.constantFrom(
      '{"flow":{"verdict":"AUDIT"}}',
      '{"a":"}{"}',
      '{',
      '}',
      '[',
      ']',
      ',',
      '"',
      '{"flow":{',
      ' {"x":',
      'words',
      '',
    );
    await fc.assert(
      fc.asyncProperty(fc.array(piece, { maxLength: 12 }), async (pieces) => {
        const whole = pieces.filter((text) => text === '{"flow":{"verdict":"AUDIT"}}').length;
        const lines = async function* (): AsyncGenerator<TextLine> {
          for (const [at, text] of pieces.entries()) yield { line: at + 1, text };
        };
        const documents = await all(readDocuments(lines()));
        expect(documents.filter(({ text }) => text === '{"flow":{"verdict":"AUDIT"}}')).toHaveLength(whole);
      }),
    );
  });
});

describe('raw logs', () => {
  test('prefixes, wrappers and split lines are read, broken lines are told by number', async () => {
    const records = await readFixture('raw.log');
    expect(outline(records)).toEqual([
      '1 flow',
      '2 lost',
      '3 flow',
      '5 bad',
      '6 bad',
      '7 flow',
      '7 bad',
      '8 bad',
      '9 flow',
    ]);
    expect(records[1]).toMatchObject({ count: '2', node: 'c2', source: 'HUBBLE_RING_BUFFER' });
    expect(flowsOf(records).map((flow) => [flow.node, flow.verdict])).toEqual([
      ['c1', 'FORWARDED'],
      ['c3', 'AUDIT'],
      ['c4', 'FORWARDED'],
      ['c5', 'REDIRECTED'],
    ]);
    expect(flowsOf(records)[3]?.destination?.namespace).toBe('u');
  });

  test('a bad line says in a sentence what is wrong with it', async () => {
    const bad = (await readFixture('raw.log')).flatMap((record) => (record.kind === 'bad' ? [record.message] : []));
    expect(bad).toEqual([
      'The line holds no JSON object.',
      'The line ends before its JSON is complete; it was probably cut off.',
      'The line holds no JSON object.',
      'The line is not valid JSON.',
    ]);
  });
});

describe('hostile lines', () => {
  test('never throw', async () => {
    await fc.assert(
      fc.asyncProperty(fc.json(), fc.string({ maxLength: 20 }), async (json, prefix) => {
        await readText(`${prefix}${json}\n{"flow":${json}}\n{"log":${JSON.stringify(json)}}\n`);
      }),
    );
  });

  test('nesting without end is read or refused, not a crash', async () => {
    const deep = `${'{"a":'.repeat(20_000)}1${'}'.repeat(20_000)}`;
    const records = await readText(
      `{"flow":{"verdict":"AUDIT","x":${deep}},"y":${deep}}\n${'['.repeat(50_000)}\n{"log":"{\\"log\\":{\\"log\\":{\\"log\\":{\\"log\\":{\\"log\\":{}}}}}}"}\n`,
    );
    const [flow] = flowsOf(records);
    expect(JSON.stringify(flow)).toContain('nested deeper');
  });

  test.each([
    ['first', ''],
    ['behind a flow', '{"flow":{"verdict":"AUDIT"}}\n'],
    ['within a document', '{\n'],
    ['in a table', 'time,verdict\n'],
  ])('one that is too long is a bad line %s', async (_, before) => {
    const records = await readText(`${before}{"flow":"${'x'.repeat(longestLine)}\n{"flow":{"verdict":"AUDIT"}}\n`);
    const line = before === '' ? 1 : 2;
    const message = 'The line is longer than 4 MiB, as no flow is; write each flow on a line of its own.';
    expect(records).toContainEqual({ kind: 'bad', line, message });
    expect(records.at(-1)).toMatchObject({ line: line + 1 });
  });

  test('member names of objects stay data', async () => {
    const [flow] = flowsOf(
      await readText('{"flow":{"verdict":"AUDIT","__proto__":{"polluted":1},"source":{"constructor":2}}}'),
    );
    expect(flow?.unknown && Object.keys(flow.unknown)).toEqual(['__proto__', 'source.constructor']);
    expect(({} as Record<string, unknown>).polluted).toBeUndefined();
  });
});

const cases = path.resolve(import.meta.dirname, '../../../shared/cases');
const readCase = async (name: string): Promise<CaptureRecord[]> =>
  readText(readFileSync(path.join(cases, name), 'utf8'));

describe('the shared cases', () => {
  const sharedTest = (title: string, run: () => Promise<void>): void => {
    test(title, async ({ skip }) => {
      if (!existsSync(cases)) skip('the shared cases do not lie beside this checkout');
      await run();
    });
  };

  sharedTest('drops keep what is missing missing', async () => {
    const flows = flowsOf(await readCase('drops.jsonl'));
    expect(flows).toHaveLength(12);
    expect(flows[0]).toMatchObject({ dropReason: 'INVALID_SOURCE_IP', l4: { protocol: 'ICMPv6', type: 133 } });
    expect(flows[0]?.isReply).toBeUndefined();
    expect(flows[1]?.source).toEqual({ namespace: 'default', pod: 'xwing', labels: [], workloads: [] });
    expect(flows[3]?.ip).toBeUndefined();
    expect(flows[3]?.ethernet?.destination).toBe('ff:ff:ff:ff:ff:ff');
    expect(flows[7]?.time).toBeUndefined();
    expect(flows.map(dropReasonOf).slice(7)).toEqual([
      'L7',
      'POLICY_DENIED',
      'POLICY_DENY',
      'POLICY_DENY',
      'SERVICE_BACKEND_NOT_FOUND',
    ]);
  });

  sharedTest('policy names, revisions and audit verdicts are read', async () => {
    const flows = flowsOf(await readCase('policy.jsonl'));
    expect(flows).toHaveLength(12);
    expect(flows[2]?.egressDeniedBy[0]).toMatchObject({ name: 'deny-tg-to-echo', namespace: 'net-lab' });
    expect(flows[3]?.verdict).toBe('AUDIT');
    expect(flows.slice(7, 9).every(isDenial)).toBe(true);
  });

  sharedTest('time and node come from inside where the wrapper has none', async () => {
    const flows = flowsOf(await readCase('export-1.19.jsonl'));
    expect(flows).toHaveLength(6);
    expect(flows[3]).toMatchObject({
      node: 'demo/aks-nodepool1-00000000-vmss000000',
      time: '2025-04-16T18:49:59.450463857Z',
    });
  });

  sharedTest('and from outside where the flow has none', async () => {
    const flows = flowsOf(await readCase('double-sightings.jsonl'));
    expect(flows.map((flow) => flow.node)).toEqual([undefined, undefined, 'node-1', 'node-1', 'w1', 'w1', 'w1']);
    expect(flows[0]).toMatchObject({ verdict: 'VERDICT_UNKNOWN', isReply: true });
    expect(flows[5]?.timeMs).toBeUndefined();
  });

  sharedTest('layer 7, escapes and markup are kept as data', async () => {
    const flows = flowsOf(await readCase('l7.jsonl'));
    expect(flows[1]?.l7).toMatchObject({ latencyNs: '4021385', http: { code: 200 } });
    expect(flows[0]?.l7?.latencyNs).toBeUndefined();
    expect(flows[7]?.l7?.dns).toMatchObject({ rcode: 3, ttl: 4_294_967_295 });
    expect(flows[9]?.l7?.kafka?.topic).toContain('\u001b[30m');
    expect(flows[10]?.l7?.http?.headers[1]?.value).toBe('日本語\u0000');
  });

  sharedTest('64-bit numbers, tunnels and unknown reasons survive', async () => {
    const flows = flowsOf(await readCase('sock-tunnel.jsonl'));
    expect(flows[0]).toMatchObject({ socketCookie: '3084517', eventType: { type: 7, subType: 1 } });
    expect(flows[5]).toMatchObject({
      traceReason: '99',
      ipTraceId: { traceId: '18446744073709551615' },
      tunnel: { protocol: 'GENEVE', vni: 2 },
      ip: { sourceTranslated: '172.18.0.4', encrypted: true },
      authType: 'SPIRE',
    });
  });

  sharedTest('every other kind of event has its record', async () => {
    const records = await readCase('control-events.jsonl');
    expect(outline(records)).toEqual([
      '1 lost',
      '2 lost',
      '3 lost',
      '4 flow',
      '5 agent',
      '6 debug',
      '7 lost',
      '8 nodes',
      '9 nodes',
      '10 nodes',
    ]);
    expect(records[1]).toMatchObject({ count: '250', cpu: 5, node: '', timeMs: null });
    expect(records[6]).toMatchObject({ count: null });
    expect(records[9]).toMatchObject({ state: 'NODE_ERROR', names: ['lab/a', 'lab/b'] });
  });

  sharedTest("old and foreign spellings read like today's", async () => {
    const flows = flowsOf(await readCase('legacy.jsonl'));
    expect(flows).toHaveLength(6);
    expect(flows[2]).toMatchObject({
      source: { id: 3726, identity: 9578 },
      destination: { identity: 1 },
      isReply: true,
    });
    expect(flows[3]?.l4).toMatchObject({ destinationPort: 0 });
    expect(flows[4]).toMatchObject({
      verdict: 'DROPPED',
      dropReason: 'POLICY_DENIED',
      direction: 'EGRESS',
      node: 'n1',
      time: '2026-09-20T14:26:45.779111730Z',
      source: { pod: 'agent-probe' },
    });
    expect(flows[4]?.isReply).toBeUndefined();
    expect(flows[5]).toMatchObject({ policyMatchType: 'POLICY_MATCH_TYPE_NONE', dropReason: 'POLICY_DENIED' });
  });

  sharedTest('what is newer than this version is kept and not mistaken', async () => {
    const records = await readCase('future.jsonl');
    expect(records.map((record) => record.kind)).toEqual(['flow', 'unknown', 'flow']);
    expect(records[1]).toMatchObject({ what: 'heartbeat' });
    const [flow, long] = flowsOf(records);
    expect(flow).toMatchObject({
      verdict: '9',
      dropReason: '230',
      direction: '7',
      eventType: { type: 42 },
      l4: { protocol: 'UNKNOWN' },
    });
    expect(flow?.unknown).toEqual({
      'response.shard': 3,
      'IP.dscp': 12,
      'l4.QUIC': { source_port: 443, destination_port: 50_000 },
      'source.zone': 'z1',
      latency: { p50: '1' },
    });
    expect(long?.source?.labels).toHaveLength(120);
  });

  sharedTest("a collector's log gives three records and one bad line by number", async () => {
    const records = await readCase('raw-lines.log');
    expect(outline(records)).toEqual(['1 flow', '2 lost', '3 flow', '5 bad']);
  });
});
