'use client';

import { clsx } from 'clsx';
import { lazy, Suspense, useState } from 'react';
import { IconButton } from '@/components/ui/button';
import { printFilter } from '@/lib/filter/print';
import { visible } from '@/lib/flow/visible';
import type { Chips } from './chips';
import { chipsOf, type FilterLibrary } from './library';

/** Loaded with the first filter that is saved from here. */
const SaveCurrent = lazy(() => import('./saved-filters').then((module) => ({ default: module.SaveCurrent })));

export interface SavedFootProps {
  readonly library: Pick<FilterLibrary, 'saved' | 'onSaved'>;
  readonly chips: Chips;
  readonly onApply: (chips: Chips) => void;
}

/** A person's own filters at the foot of the rail, a press away. They are renamed and deleted behind the icon of the filter bar. */
export function SavedFoot({ library, chips, onApply }: SavedFootProps) {
  const [naming, setNaming] = useState(false);
  const { saved, onSaved } = library;
  const inForce = textOf(chips);
  return (
    <section aria-label="Saved filters" className="flex max-h-2/5 flex-none flex-col border-line border-t py-1">
      <div className="flex flex-none items-center justify-between py-0.5 pr-3 pl-4 text-11 text-subtle">
        Saved filters
        <IconButton
          aria-expanded={naming}
          icon={naming ? 'close' : 'plus'}
          label={naming ? 'Save no filter' : 'Save this filter'}
          onClick={() => setNaming(!naming)}
          size="sm"
        />
      </div>
      {naming && (
        <div className="flex-none px-2">
          <Suspense fallback={<p className="px-2 pb-1.5 text-12 text-subtle">Loading</p>}>
            <SaveCurrent
              chips={chips}
              focused
              onSaved={(next) => {
                onSaved(next);
                setNaming(false);
              }}
              saved={saved}
            />
          </Suspense>
        </div>
      )}
      <ul className="min-h-0 overflow-y-auto">
        {saved.map((one) => {
          const isOn = textOf(chipsOf(one)) === inForce;
          return (
            <li key={one.name}>
              <button
                aria-pressed={isOn}
                className={clsx(
                  'flex h-7 w-full items-center px-4 text-left text-12 hover:bg-hover touch:h-11',
                  isOn ? 'font-medium text-fg' : 'text-muted',
                )}
                onClick={() => onApply(chipsOf(one))}
                title={visible(one.q) || 'everything'}
                type="button"
              >
                <span className="min-w-0 flex-1 truncate">{visible(one.name)}</span>
              </button>
            </li>
          );
        })}
      </ul>
    </section>
  );
}

const textOf = ({ on, off }: Chips): string => `${printFilter(on)}\n${printFilter(off)}`;
