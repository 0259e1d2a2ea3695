import { Told } from '@/components/current-policy/told';
import { Badge } from '@/components/ui/badge';
import { type Sureness, surenessText } from '@/lib/drops/why-case';
import type { Inference } from '@/lib/drops/why-inferred';
import { sentenceText } from '@/lib/flow/sentence';

/** What follows from the record, with what it rests on and how sure it is. */
export function Concluded({ all }: { all: readonly Inference[] }) {
  if (all.length === 0) return null;
  return (
    <section aria-label="Concluded" className="max-w-[80ch]">
      <h3 className="mb-1 font-semibold text-13">
        Concluded <span className="font-normal text-12 text-subtle">not recorded; with what it rests on</span>
      </h3>
      <ul className="grid gap-2">
        {all.map(({ kind, sureness, sentence, evidence }) => (
          <li className="grid grid-cols-[64px_minmax(0,1fr)] gap-x-3" data-concluded={kind} key={kind}>
            <span className="pt-0.5">
              <Badge tone={tones[sureness]}>{surenessText[sureness]}</Badge>
            </span>
            <span className="wrap-anywhere text-13 text-muted">
              <Told sentence={sentence} />
              <span className="block text-12 text-subtle">
                {evidence.map((one) => (
                  <span className="block" key={sentenceText(one)}>
                    <Told sentence={one} />
                  </span>
                ))}
              </span>
            </span>
          </li>
        ))}
      </ul>
    </section>
  );
}

const tones: Record<Sureness, 'new' | 'plain'> = { sure: 'new', likely: 'plain', possible: 'plain' };
