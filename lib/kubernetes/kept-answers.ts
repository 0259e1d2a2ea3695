// Answers that are kept for a while: so many at most, and each under a name of one length, however long its question is.
import { createHash } from 'node:crypto';
import type { EpochMs } from '@/lib/flow/flow';

export interface KeptAnswers<Answer> {
  /** What was answered within the time, or else what is answered now. */
  readonly to: (question: readonly unknown[], ask: () => Promise<Answer>) => Promise<Answer>;
  /** How many are held, also those whose time is over. */
  readonly count: () => number;
}

export interface KeepOptions {
  readonly keptMs: number;
  /** Of questions that failed: they are not asked again before. */
  readonly failuresKeptMs: number;
  readonly most: number;
  readonly now: () => EpochMs;
}

/** Beyond `most` those that were asked first are forgotten. */
export function keepAnswers<Answer>({ keptMs, failuresKeptMs, most, now }: KeepOptions): KeptAnswers<Answer> {
  const kept = new Map<string, { readonly answer: Promise<Answer>; untilMs: EpochMs }>();
  return {
    to(question, ask) {
      const name = nameOf(question);
      const known = kept.get(name);
      if (known && now() < known.untilMs) return known.answer;
      const asked = { answer: ask(), untilMs: now() + keptMs };
      asked.answer.catch(() => {
        asked.untilMs = now() + failuresKeptMs;
      });
      kept.delete(name);
      kept.set(name, asked);
      const [oldest] = kept.keys();
      if (kept.size > most && oldest !== undefined) kept.delete(oldest);
      return asked.answer;
    },
    count: () => kept.size,
  };
}

const nameOf = (question: readonly unknown[]): string =>
  createHash('sha256').update(JSON.stringify(question)).digest('base64url');
