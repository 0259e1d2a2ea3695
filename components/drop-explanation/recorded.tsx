import { Told } from '@/components/current-policy/told';
import type { RecordedFact } from '@/lib/drops/why-recorded';
import { visible } from '@/lib/flow/visible';

/** What Hubble recorded, and nothing else. */
export function Recorded({ facts }: { facts: readonly RecordedFact[] }) {
  return (
    <section aria-label="Recorded" className="max-w-[80ch]">
      <h3 className="mb-1 font-semibold text-13">
        Recorded <span className="font-normal text-12 text-subtle">by Hubble, at the time</span>
      </h3>
      <dl className="text-12">
        {facts.map(({ name, value, note }) => (
          <div
            className="grid grid-cols-[88px_minmax(0,1fr)] gap-x-3 border-line-faint border-b py-1 sm:grid-cols-[112px_minmax(0,1fr)]"
            key={name}
          >
            <dt className="text-subtle">{name}</dt>
            <dd className="wrap-anywhere text-muted">
              <Told sentence={value} />
              {note !== '' && <span className="block text-subtle">{visible(note)}</span>}
            </dd>
          </div>
        ))}
      </dl>
    </section>
  );
}
