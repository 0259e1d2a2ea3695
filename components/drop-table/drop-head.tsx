import { clsx } from 'clsx';
import { Icon } from '@/components/ui/icon';
import { type DropColumnId, type DropSorting, dropColumnName } from '@/lib/drops/order';

export interface DropHeadProps {
  /** What the bars stand for: "Last 15 min". */
  readonly span: string;
  readonly sorting: DropSorting | null;
  /** It is about what audit mode let pass. */
  readonly audited: boolean;
  readonly onSort: (column: DropColumnId) => void;
}

/** Every column can be sorted by; a press on one that is sorted turns it round, the next gives it up. */
export function DropHead({ span, sorting, onSort, audited }: DropHeadProps) {
  const head = { sorting, onSort, audited };
  return (
    <thead className="sticky top-0 z-10 bg-surface shadow-[inset_0_-1px_0_var(--line)]">
      <tr className="h-7 text-left text-11 text-subtle [&>th]:px-2 [&>th]:font-normal last:[&>th]:pr-4">
        <th className="w-10" scope="col">
          <span className="sr-only">Open</span>
        </th>
        <Head {...head} columns={['source']} />
        <th className="w-8 max-sm:hidden" scope="col">
          <span className="sr-only">to</span>
        </th>
        <Head {...head} className="max-sm:hidden" columns={['destination']} />
        <Head {...head} className="max-sm:hidden lg:w-[104px]" columns={['port', 'direction']} />
        <Head {...head} className="lg:w-[188px] 2xl:w-[320px]" columns={['reason']} />
        <Head {...head} className="max-md:hidden" columns={['policy']} />
        <th className="w-[104px] whitespace-nowrap max-xl:hidden" scope="col">
          {span}
        </th>
        <Head
          {...head}
          className={clsx('text-right! max-sm:hidden', audited ? 'lg:w-[164px]' : 'lg:w-[132px]')}
          columns={['drops', 'share']}
        />
        <Head {...head} className="text-right! max-md:hidden lg:w-[60px]" columns={['rate']} />
        <Head {...head} className="text-right! max-md:hidden lg:w-[100px]" columns={['trend']} />
        <Head {...head} className="text-right! max-sm:hidden lg:w-[116px]" columns={['last', 'first']} />
      </tr>
    </thead>
  );
}

interface HeadProps extends Omit<DropHeadProps, 'span'> {
  /** Cells of two lines say two things. */
  readonly columns: readonly DropColumnId[];
  readonly className?: string;
}

function Head({ columns, className, sorting, onSort, audited }: HeadProps) {
  const sorted = columns.find((column) => column === sorting?.column);
  const order = sorting?.descending ? 'descending' : 'ascending';
  return (
    <th aria-sort={sorted && order} className={clsx('whitespace-nowrap', className)} scope="col">
      {columns.map((column, place) => (
        <span key={column}>
          {place > 0 && ', '}
          <button
            className={clsx('inline-flex items-center gap-1 hover:text-fg', column === sorted && 'text-fg')}
            onClick={() => onSort(column)}
            title={`Sort by ${dropColumnName(column, audited).toLowerCase()}`}
            type="button"
          >
            {shortNames[column] ?? dropColumnName(column, audited)}
            {column === sorted && <Icon name={sorting?.descending ? 'arrow-down' : 'arrow-up'} size={12} />}
          </button>
        </span>
      ))}
    </th>
  );
}

const shortNames: Partial<Record<DropColumnId, string>> = {
  direction: 'side',
  share: 'share',
  last: 'Last',
  first: 'first seen',
};
