import type { ReactNode } from 'react';
import { masked } from '@/lib/flow/mask';

/** Text, and in the place of each secret a mark that says so. */
export function MaskedText({ text }: { text: string }) {
  return text.split(masked).flatMap(withMarks);
}

function withMarks(text: string, index: number): readonly ReactNode[] {
  if (index === 0) return [text];
  // The same secret may be masked many times over; only its place tells one from the other.
  return [<MaskedMark key={`${index.toString()}`} />, text];
}

function MaskedMark() {
  return (
    <span
      className="rounded-1 bg-active px-1 text-11 text-muted"
      title="Secrets are not shown; see EYEPIECE_SHOW_SECRETS."
    >
      masked
    </span>
  );
}
