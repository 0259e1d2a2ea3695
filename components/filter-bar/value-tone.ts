import { type Tone, verdictTone } from '@/components/verdict/tone';

/** The tone of a value of `verdict:`; "denied" is what people say for a dropped packet. */
export function valueTone(value: string): Tone {
  const verdict = value.toUpperCase();
  return verdictTone(verdict === 'DENIED' ? 'DROPPED' : verdict);
}
