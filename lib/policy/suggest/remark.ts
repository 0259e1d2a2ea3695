// Sentences that were said of several flows, each once.
import { type Sentence, sentenceText } from '@/lib/flow/sentence';

/** Something to know, and how many of the flows it is about. */
export interface Remark {
  readonly sentence: Sentence;
  readonly flows: number;
}

/** Those of most flows first. */
export function remarksOf(remarks: readonly Remark[]): readonly Remark[] {
  const counted = new Map<string, { sentence: Sentence; flows: number }>();
  for (const { sentence, flows } of remarks) {
    const held = counted.get(sentenceText(sentence)) ?? { sentence, flows: 0 };
    counted.set(sentenceText(sentence), held);
    held.flows += flows;
  }
  return [...counted.values()].sort((a, b) => b.flows - a.flows);
}
