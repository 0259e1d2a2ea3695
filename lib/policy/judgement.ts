// Answers that may be unknown: what a policy means can hang on what only the cluster knows.

export type Judgement = 'yes' | 'no' | 'unknown';

export function all(judgements: readonly Judgement[]): Judgement {
  if (judgements.includes('no')) return 'no';
  return judgements.includes('unknown') ? 'unknown' : 'yes';
}

export function any(judgements: readonly Judgement[]): Judgement {
  if (judgements.includes('yes')) return 'yes';
  return judgements.includes('unknown') ? 'unknown' : 'no';
}

export const yesIf = (truth: boolean): Judgement => (truth ? 'yes' : 'no');
