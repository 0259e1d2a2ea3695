import type { Sentence } from '@/lib/flow/sentence';
import { visible } from '@/lib/flow/visible';

/** A sentence with its names set apart. */
export function Told({ sentence }: { sentence: Sentence }) {
  return sentence.map(({ text, strong }, index) => {
    const key = `${index.toString()} ${text}`;
    return strong ? (
      <b className="font-semibold text-fg" key={key}>
        {visible(text)}
      </b>
    ) : (
      <span key={key}>{visible(text)}</span>
    );
  });
}
