import { describe, expect, it } from 'vitest';
import { merge } from './merge';

async function* counting(name: string, to: number, asked: string[] = []) {
  for (let count = 1; count <= to; count += 1) {
    asked.push(`${name}${count}`);
    yield `${name}${count}`;
  }
}

async function all<Item>(items: AsyncIterable<Item>): Promise<Item[]> {
  const found: Item[] = [];
  for await (const item of items) found.push(item);
  return found;
}

describe('sources merged', () => {
  it('give every item once, each source in its order, and end together', async () => {
    const found = await all(merge([counting('a', 3), counting('b', 2), counting('c', 0)]));
    expect(found.filter((item) => item.startsWith('a'))).toEqual(['a1', 'a2', 'a3']);
    expect(found.filter((item) => item.startsWith('b'))).toEqual(['b1', 'b2']);
    expect(found).toHaveLength(5);
    expect(await all(merge([]))).toEqual([]);
  });

  it('let no source run ahead of the reader', async () => {
    const asked: string[] = [];
    const merged = merge([counting('a', 9, asked), counting('b', 9, asked)]);
    await merged.next();
    await merged.next();
    await Promise.resolve();
    expect(asked.length).toBeLessThanOrEqual(3);
  });

  it('do not wait for a quiet one', async () => {
    const quiet = { [Symbol.asyncIterator]: () => ({ next: () => new Promise<never>(() => {}) }) };
    const merged = merge<string>([quiet, counting('a', 2)]);
    expect([(await merged.next()).value, (await merged.next()).value]).toEqual(['a1', 'a2']);
  });

  it('pass on the error of one, after what came before it', async () => {
    async function* failing() {
      yield 'a1';
      throw new Error('gone');
    }
    const merged = merge([failing()]);
    expect((await merged.next()).value).toBe('a1');
    await expect(merged.next()).rejects.toThrow('gone');
  });
});
