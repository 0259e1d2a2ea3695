// The six tones in which every verdict of Hubble is shown: one colour, one glyph and one line each.
import type { Open, Verdict } from '@/lib/flow/flow';
import { visible } from '@/lib/flow/visible';
import type { EdgeState } from '@/lib/graph/graph';

export const tones = ['forwarded', 'redirected', 'dropped', 'error', 'audit', 'other'] as const;
export type Tone = (typeof tones)[number];

const verdictWords: Record<Verdict, { readonly tone: Tone; readonly word: string }> = {
  FORWARDED: { tone: 'forwarded', word: 'forwarded' },
  REDIRECTED: { tone: 'redirected', word: 'redirected' },
  DROPPED: { tone: 'dropped', word: 'dropped' },
  ERROR: { tone: 'error', word: 'error' },
  AUDIT: { tone: 'audit', word: 'audit' },
  TRACED: { tone: 'other', word: 'traced' },
  TRANSLATED: { tone: 'other', word: 'translated' },
  VERDICT_UNKNOWN: { tone: 'other', word: 'unknown' },
};

const edgeTones: Record<EdgeState, Tone> = {
  forwarded: 'forwarded',
  redirected: 'redirected',
  error: 'error',
  audit: 'audit',
  partly: 'dropped',
  denied: 'dropped',
  unknown: 'other',
};

const isKnown = (verdict: string): verdict is Verdict => Object.hasOwn(verdictWords, verdict);

/** The tone of a verdict name; a verdict this version does not know is `other`. */
export function verdictTone(verdict: Open<Verdict>): Tone {
  return isKnown(verdict) ? verdictWords[verdict].tone : 'other';
}

/** A verdict as people say it: "dropped"; an unknown one keeps its number: "verdict 12". */
export function verdictWord(verdict: Open<Verdict>): string {
  return isKnown(verdict) ? verdictWords[verdict].word : `verdict ${visible(verdict)}`;
}

/** The tone of an edge of the map. */
export function edgeTone(state: EdgeState): Tone {
  return edgeTones[state];
}
