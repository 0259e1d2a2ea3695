import { gunzipSync, gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { arbitraryFlow } from '@/lib/flow/arbitrary';
import { FrozenError } from './error';
import { readFrozen, writeFrozen } from './file';
import type { FrozenPart, ReadPart } from './frozen';
import { sampleHead, sampleParts } from './sample';

async function* partsOf(parts: readonly FrozenPart[]): AsyncGenerator<FrozenPart> {
  yield* parts;
}

async function* inPieces(bytes: Uint8Array, size = 1_000): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
}

const written = async (parts: readonly FrozenPart[] = sampleParts) => (await writeFrozen(partsOf(parts))).bytes;

async function readAll(bytes: Uint8Array, most?: number, size?: number): Promise<readonly ReadPart[]> {
  const { head, parts } = await readFrozen(inPieces(bytes, size), most);
  const all: ReadPart[] = [{ kind: 'head', head }];
  for await (const part of parts) all.push(part);
  return all;
}

const refusal = (bytes: Uint8Array, most?: number) =>
  readAll(bytes, most).then(
    () => 'read',
    (error) => (error instanceof FrozenError ? error.code : `thrown: ${error}`),
  );

const linesOf = (bytes: Uint8Array) => gunzipSync(bytes).toString().trimEnd().split('\n');
const packed = (lines: readonly string[]) => gzipSync(`${lines.join('\n')}\n`);

describe('the file of a frozen view', () => {
  it('says what was frozen, whatever it is cut into on its way, packed or unpacked', async () => {
    const bytes = await written();
    for (const size of [1, 7, 10_000]) expect(await readAll(bytes, undefined, size)).toEqual(sampleParts);
    expect(await readAll(gunzipSync(bytes), undefined, 3)).toEqual(sampleParts);
  });

  it('keeps flows to the byte', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(arbitraryFlow(), { maxLength: 5 }), async (flows) => {
        const parts = flows.map((flow): FrozenPart => ({ kind: 'flow', store: 0, atMs: 1.5, flow }));
        const read = await readAll(await written([...sampleParts.slice(0, 1), ...parts, ...sampleParts.slice(-1)]));
        const kept = read.flatMap((part) => (part.kind === 'flow' ? [JSON.stringify(part.flow)] : []));
        expect(kept).toEqual(flows.map((flow) => JSON.stringify(flow)));
      }),
      { numRuns: 60 },
    );
  });

  it('is damaged when it is cut anywhere', async () => {
    const bytes = await written();
    for (const length of [2, 20, bytes.length >> 1, bytes.length - 9, bytes.length - 1])
      expect(await refusal(bytes.subarray(0, length))).toBe('damaged');
    expect(await refusal(packed(linesOf(bytes).slice(0, -1)))).toBe('damaged');
    expect(await refusal(new Uint8Array())).toBe('not-frozen');
  });

  it('is damaged, or no such file, or as it was, whichever byte is another', async () => {
    const bytes = await written();
    for (let at = 0; at < bytes.length; at++) {
      const flipped = Buffer.from(bytes);
      flipped.writeUInt8((flipped[at] ?? 0) ^ 0x55, at);
      // The header of gzip says when and where it was packed, which changes nothing.
      const may = at >= 3 && at < 10 ? ['damaged', 'read'] : ['damaged', 'not-frozen'];
      expect(may, `byte ${at}`).toContain(await refusal(flipped));
    }
  });

  it('of a later version is refused with a sentence', async () => {
    const [first = '', ...rest] = linesOf(await written());
    const newer = packed([first.replace('"version":1', '"version":2'), ...rest]);
    await expect(readAll(newer)).rejects.toMatchObject({
      code: 'newer',
      message: expect.stringContaining('later version'),
    });
  });

  it.each(['', '{', '[]', 'null', '{"flow":{}}', '{"eyepiece":"view"}', '{"eyepiece":"view","version":1}'])(
    'does not begin with %j',
    async (first) => {
      expect(await refusal(packed([first, ...linesOf(await written()).slice(1)]))).toBe('not-frozen');
    },
  );

  it('has its bad lines told, and the others kept', async () => {
    const [first = '', ...rest] = linesOf(await written());
    const bad = [
      'no JSON',
      '[]',
      '{"what":1}',
      '{"__proto__":{"flow":1}}',
      '{"row":{"client":1}}',
      '{"bucket":0,"counts":[[-1,0,0,0]]}',
      '{"flow":{"id":"x","verdict":7},"store":0,"at":0}',
      `{"flow":{"extensions":${'['.repeat(20_000)}${']'.repeat(20_000)}},"store":0,"at":0}`,
    ];
    const read = await readAll(packed([first, ...bad, ...rest]));
    expect(read.filter(({ kind }) => kind === 'bad').map((part) => part.kind === 'bad' && part.line)).toEqual(
      bad.map((_, at) => at + 2),
    );
    expect(read.filter(({ kind }) => kind !== 'bad')).toEqual(sampleParts);
  });

  it('has ids that follow from the names they are of', async () => {
    const lines = linesOf(await written()).map((line) =>
      line.replace('"id":"default/shop/workload/cart"', '"id":"made/up"'),
    );
    const row = (await readAll(packed(lines))).find(({ kind }) => kind === 'row');
    expect(row).toEqual(sampleParts[2]);
  });

  it('that unfolds to more than is opened is left at once', async () => {
    const [first = ''] = linesOf(await written());
    const bomb = gzipSync(Buffer.concat([Buffer.from(`${first}\n`), Buffer.alloc(64 * 2 ** 20, '\n')]), { level: 9 });
    expect(bomb.length).toBeLessThan(100_000);
    expect(await refusal(bomb, 2 ** 20)).toBe('too-large');
    const oneLine = gzipSync(Buffer.concat([Buffer.from(`${first}\n`), Buffer.alloc(64 * 2 ** 20, 'x')]));
    expect(await refusal(oneLine)).toBe('too-large');
  });

  it('fails as its source does', async () => {
    const bytes = await written();
    async function* failing() {
      yield bytes.subarray(0, 40);
      throw new Error('The reader has left.');
    }
    await expect(readFrozen(failing())).rejects.toThrow('The reader has left.');
  });

  it('of a span that runs backwards is none', async () => {
    const backwards: FrozenPart = { kind: 'head', head: sampleHead({ fromMs: 2, toMs: 1 }) };
    expect(await refusal(await written([backwards, ...sampleParts.slice(1)]))).toBe('not-frozen');
  });
});
