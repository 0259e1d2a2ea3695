import { PopoverFoot, PopoverHead } from '@/components/ui/popover';
import { describeFilter, describeToken } from '@/lib/filter/words';
import { visible } from '@/lib/flow/visible';
import type { Chips } from './chips';
import type { ShownRange } from './command';

export interface FilterHelpProps {
  readonly chips: Chips;
  readonly rangeNow: () => ShownRange;
}

export function FilterHelp({ chips: { on, off }, rangeNow }: FilterHelpProps) {
  return (
    <>
      <PopoverHead>What this filter says</PopoverHead>
      <div className="space-y-1 px-2 pb-2 text-13 text-fg">
        <p className="break-words">{visible(describeFilter(on))}</p>
        {off.tokens.length > 0 && (
          <p className="break-words text-subtle">
            Off, not applied: {visible(off.tokens.map(describeToken).join('; '))}.
          </p>
        )}
        <p className="text-muted">{rangeNow().words}</p>
      </div>
      <section aria-label="How to write one" className="border-line border-t pt-1">
        <PopoverHead>How to write one</PopoverHead>
        <dl>
          {grammar.map(([text, means]) => (
            <div
              className="grid min-h-7 grid-cols-[minmax(0,5fr)_minmax(0,6fr)] items-center gap-3 px-2 text-12"
              key={text}
            >
              <dt>
                <code className="break-words text-fg">{text}</code>
              </dt>
              <dd className="text-muted">{means}</dd>
            </div>
          ))}
        </dl>
      </section>
      <PopoverFoot>A pasted hubble observe command becomes a filter.</PopoverFoot>
    </>
  );
}

const grammar = [
  ['ns:shop port:443', 'both must hold'],
  ['ns:shop,payments', 'either value'],
  ['-proto:udp', 'not'],
  ['from.ns:shop to.port:5432', 'source, destination of the packet'],
  ['end.ns:shop end.label:app=cart', 'both at the same end'],
  ['from:shop/cart', 'a pod of that side'],
  ['workload:cart-*', 'any characters'],
  ['http.status:5+', 'all that begin so'],
  ['cart', 'a name on either end'],
  ['"two words"', 'blanks, commas and colons as they are'],
] as const;
