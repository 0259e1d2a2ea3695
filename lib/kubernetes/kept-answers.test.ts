import { describe, expect, test } from 'vitest';
import { keepAnswers } from './kept-answers';

let asked = 0;
const ask = async () => ++asked;

describe('an answer', () => {
  test('is kept for its time', async () => {
    let nowMs = 0;
    const answers = keepAnswers<number>({ keptMs: 60, failuresKeptMs: 5, most: 10, now: () => nowMs });
    const first = await answers.to(['a', 'b'], ask);
    nowMs = 59;
    expect(await answers.to(['a', 'b'], ask)).toBe(first);
    nowMs = 60;
    expect(await answers.to(['a', 'b'], ask)).not.toBe(first);
  });

  test('that failed is asked for again sooner', async () => {
    let nowMs = 0;
    const answers = keepAnswers<number>({ keptMs: 60, failuresKeptMs: 5, most: 10, now: () => nowMs });
    const fails = () => Promise.reject(new Error('away'));
    await expect(answers.to(['a'], fails)).rejects.toThrow('away');
    nowMs = 4;
    await expect(answers.to(['a'], ask)).rejects.toThrow('away');
    nowMs = 5;
    expect(await answers.to(['a'], ask)).toBe(asked);
  });

  test('is one to its own question alone', async () => {
    const answers = keepAnswers<number>({ keptMs: 60, failuresKeptMs: 5, most: 10, now: () => 0 });
    const questions = [
      ['a', ['b', 'c']],
      ['a', ['b,c']],
      ['a', ['b'], 'c'],
      ['a', 'b', 'c'],
      ['a', ['c', 'b']],
      ['a","b'],
    ];
    const found = await Promise.all(questions.map((question) => answers.to(question, ask)));
    expect(new Set(found).size).toBe(questions.length);
  });
});

test('no more are held than may be, those that were asked last', async () => {
  const answers = keepAnswers<number>({ keptMs: 60, failuresKeptMs: 5, most: 3, now: () => 0 });
  for (const name of ['a', 'b', 'c', 'd', 'e']) await answers.to([name], ask);
  expect(answers.count()).toBe(3);
  const before = asked;
  await answers.to(['c'], ask);
  expect(asked).toBe(before);
  await answers.to(['a'], ask);
  expect([asked, answers.count()]).toEqual([before + 1, 3]);
});
