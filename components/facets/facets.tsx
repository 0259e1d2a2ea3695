'use client';

import { clsx } from 'clsx';
import { type ReactNode, useState } from 'react';
import { IconButton } from '@/components/ui/button';
import { CheckMark } from '@/components/ui/checkbox';
import { Field } from '@/components/ui/field';
import { Icon } from '@/components/ui/icon';
import { Meter } from '@/components/ui/meter';
import { verdictTone } from '@/components/verdict/tone';
import { VerdictGlyph } from '@/components/verdict/verdict';
import type { Filter } from '@/lib/filter/filter';
import { countOf, formatCount } from '@/lib/flow/format';
import { visible } from '@/lib/flow/visible';
import { chosenOf, excluded, type Facet, included, onlyValue, toggled, toggledNot } from './facet';

export interface FacetCount {
  readonly value: string;
  readonly flows: number;
}

/** What is known of one facet. */
export type FacetValues =
  | { readonly state: 'asking' }
  | { readonly state: 'failed'; readonly why: string }
  | { readonly state: 'counted'; readonly values: readonly FacetCount[]; readonly more: boolean };

export interface FacetsProps {
  readonly facets: readonly Facet[];
  readonly filter: Filter;
  readonly onChange: (filter: Filter) => void;
  /** Draws `children` with the values of a facet: only those that are open are asked for. */
  readonly ask: (facet: Facet, children: (values: FacetValues) => ReactNode) => ReactNode;
}

/** Values of the flows in sight with their counts, to ask for and to leave out. */
export function Facets({ facets, filter, onChange, ask }: FacetsProps) {
  const [find, setFind] = useState('');
  return (
    <nav aria-label="Facets" className="flex h-full min-h-0 flex-col">
      <div className="px-3 py-2">
        <Field icon="search" label="Find a value" onChange={({ target }) => setFind(target.value)} value={find} />
      </div>
      <div className="min-h-0 flex-1 overflow-y-auto pb-2">
        {facets.map((facet, at) => (
          <Group chosen={chosenOf(filter, facet)} facet={facet} heads={at === 0} key={facet.title}>
            {ask(facet, (values) => (
              <Values facet={facet} filter={filter} find={find} onChange={onChange} values={values} />
            ))}
          </Group>
        ))}
      </div>
    </nav>
  );
}

interface GroupProps {
  readonly facet: Facet;
  /** How many of its values are asked for. */
  readonly chosen: number;
  /** The first says what the figures count. */
  readonly heads: boolean;
  readonly children: ReactNode;
}

function Group({ facet, chosen, heads, children }: GroupProps) {
  const [open, setOpen] = useState(!facet.folded);
  return (
    <section className="border-line border-b py-1 last:border-b-0">
      <button
        aria-expanded={open}
        className="flex h-7 w-full items-center gap-1.5 px-3 text-left font-semibold text-12 touch:h-11"
        onClick={() => setOpen(!open)}
        type="button"
      >
        <Icon name={open ? 'chevron-down' : 'chevron-right'} size={12} />
        {facet.title}
        {(chosen > 0 || heads) && (
          <span aria-hidden={chosen === 0} className="ml-auto pr-1 font-normal text-11 text-subtle">
            {chosen > 0 ? `${formatCount(chosen)} chosen` : 'flows'}
          </span>
        )}
      </button>
      {open && children}
    </section>
  );
}

interface ValuesProps extends Pick<FacetsProps, 'filter' | 'onChange'> {
  readonly facet: Facet;
  readonly find: string;
  readonly values: FacetValues;
}

function Values({ facet, filter, find, onChange, values }: ValuesProps) {
  if (values.state === 'asking') return <Note>Counting</Note>;
  if (values.state === 'failed') return <Note>{values.why}</Note>;
  const wanted = find.trim().toLowerCase();
  const listed = values.values.filter(({ value }) => facet.lists?.(value) ?? true);
  const shown = listed.filter(({ value }) => facet.text(value).toLowerCase().includes(wanted));
  const most = Math.max(1, ...listed.map(({ flows }) => flows));
  return (
    <>
      <ul>
        {shown.map((count) => (
          <li key={count.value}>
            <Row count={count} facet={facet} filter={filter} onChange={onChange} share={count.flows / most} />
          </li>
        ))}
      </ul>
      {shown.length === 0 && <Note>{wanted === '' ? 'None in these flows' : 'None holds this text'}</Note>}
      {values.more && !facet.lists && <Note>There are more; narrow the filter to see them.</Note>}
    </>
  );
}

function Note({ children }: { children: string }) {
  return <p className="px-4 py-1 text-11 text-subtle">{children}</p>;
}

interface RowProps extends Pick<FacetsProps, 'filter' | 'onChange'> {
  readonly facet: Facet;
  readonly count: FacetCount;
  readonly share: number;
}

function Row({ facet, count, filter, onChange, share }: RowProps) {
  const name = visible(facet.text(count.value));
  const [isIn, isOut] = [included(filter, facet, count.value), excluded(filter, facet, count.value)];
  return (
    <div className="group relative flex h-7 items-center text-12 text-muted hover:bg-hover touch:h-11">
      <button
        aria-label={`${name}, ${countOf(count.flows, 'flow')}${isOut ? ', left out' : ''}`}
        aria-pressed={isIn}
        className={clsx('flex h-full min-w-0 flex-1 items-center gap-2 px-4 text-left', isIn && 'font-medium text-fg')}
        onClick={() => onChange(isOut ? toggledNot(filter, facet, count.value) : toggled(filter, facet, count.value))}
        title={name}
        type="button"
      >
        <CheckMark checked={isIn} out={isOut} />
        {facet.key === 'verdict' && <VerdictGlyph size={12} tone={verdictTone(count.value.toUpperCase())} />}
        <span className={clsx('min-w-0 flex-1 truncate', isOut && 'line-through')}>{name}</span>
        <Meter share={share} size="sm" tone={facet.counts?.(count.value) ?? 'plain'} />
        <span className="w-11 flex-none text-right mono-11">{formatCount(count.flows)}</span>
      </button>
      <span className="pointer-events-none absolute right-25 flex rounded-1 bg-overlay opacity-0 focus-within:opacity-100 group-hover:pointer-events-auto group-hover:opacity-100 touch:hidden">
        <IconButton
          icon="plus"
          label={`Only ${name}`}
          onClick={() => onChange(onlyValue(filter, facet, count.value))}
          size="sm"
        />
        <IconButton
          aria-pressed={isOut}
          icon="minus"
          label={`Not ${name}`}
          onClick={() => onChange(toggledNot(filter, facet, count.value))}
          size="sm"
        />
      </span>
    </div>
  );
}
