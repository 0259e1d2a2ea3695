'use client';

import { type KeyboardEvent, type Ref, useState } from 'react';
import { Kbd } from '@/components/ui/badge';
import { Field } from '@/components/ui/field';
import { Icon } from '@/components/ui/icon';
import { countOf } from '@/lib/flow/format';
import type { NamespaceRow } from '@/lib/wire/frame';
import { listed, pressed, type RailOrder, total } from './choice';
import { RailRow } from './rail-row';
import { stepFocus } from './step-focus';

export interface NamespaceRailProps {
  /** null while nothing is known yet. */
  readonly rows: readonly NamespaceRow[] | null;
  /** Chosen namespaces; none is all. */
  readonly chosen: readonly string[];
  readonly onChoose: (namespaces: readonly string[]) => void;
  /** The range has an end, as in a capture: drops are counted, rates say nothing. */
  readonly still?: boolean;
  readonly findRef?: Ref<HTMLInputElement>;
}

/** Namespaces with their live rates. A press chooses one; Ctrl, Shift or the box beside it chooses several. */
export function NamespaceRail({ rows, chosen, onChoose, findRef, still = false }: NamespaceRailProps) {
  const [find, setFind] = useState('');
  const [order, setOrder] = useState<RailOrder>('name');
  const shown = listed(rows ?? [], chosen, find, order);
  const choose = (namespace: string, adds: boolean) => onChoose(pressed(chosen, namespace, adds));
  const chooseFirst = () => {
    const [first] = shown;
    if (first && find !== '') choose(first.namespace, false);
  };

  return (
    <nav aria-label="Namespaces" className="flex h-full min-h-0 flex-col">
      <FindField find={find} findRef={findRef} onEnter={chooseFirst} onFind={setFind} />
      <Heads still={still} />
      <RailRow
        checked={chosen.length === 0}
        name="All namespaces"
        onPress={() => onChoose([])}
        row={rows ? total(rows) : null}
        still={still}
      />
      <div className="flex items-center justify-between py-1 pr-3 pl-4 text-11 text-subtle">
        <span>{rows === null ? 'Waiting for the first flows' : countOf(shown.length, 'namespace')}</span>
        <button
          className="inline-flex items-center gap-1 hover:text-fg"
          onClick={() => setOrder(order === 'name' ? 'drops' : 'name')}
          type="button"
        >
          {order === 'name' ? 'By name' : 'By drops'}
          <Icon name="chevron-down" size={12} />
        </button>
      </div>
      <ul className="min-h-0 flex-1 overflow-y-auto pb-2">
        {shown.map((row) => (
          <li key={row.namespace}>
            <RailRow
              checked={chosen.includes(row.namespace)}
              name={row.namespace}
              onPress={(adds) => choose(row.namespace, adds)}
              onToggle={() => choose(row.namespace, true)}
              row={row}
              still={still}
            />
          </li>
        ))}
        {shown.length === 0 && find !== '' && (
          <li className="px-4 py-2 text-12 text-subtle">No namespace holds “{find}”.</li>
        )}
      </ul>
    </nav>
  );
}

interface FindFieldProps {
  readonly find: string;
  readonly onFind: (text: string) => void;
  readonly onEnter: () => void;
  readonly findRef?: Ref<HTMLInputElement>;
}

function FindField({ find, onFind, onEnter, findRef }: FindFieldProps) {
  return (
    <div className="px-3 py-2">
      <Field
        end={find === '' && <Kbd>N</Kbd>}
        icon="search"
        label="Find namespace"
        onChange={(event) => onFind(event.target.value)}
        onKeyDown={(event) => {
          if (event.key === 'Enter') onEnter();
          if (event.key === 'ArrowDown') stepFocus(event, 1);
          if (event.key === 'Escape') leave(event, find, () => onFind(''));
        }}
        ref={findRef}
        value={find}
      />
    </div>
  );
}

/** The units stand here once, so that the rows are bare numbers. */
function Heads({ still }: { still: boolean }) {
  return (
    <div className="flex items-center gap-1 py-1 pr-3 pl-4 text-11 text-subtle">
      <span className="flex-1">Namespace</span>
      <span className="w-10 text-right">{still ? 'drops' : 'drops/s'}</span>
      {!still && <span className="w-10 text-right">flows/s</span>}
    </div>
  );
}

function leave(event: KeyboardEvent<HTMLInputElement>, find: string, clear: () => void) {
  if (find === '') event.currentTarget.blur();
  else clear();
}
