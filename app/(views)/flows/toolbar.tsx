'use client';

import dynamic from 'next/dynamic';
import { type ReactNode, useState } from 'react';
import { sortingText } from '@/components/flow-table/layout';
import { timeStyles } from '@/components/flow-table/time-text';
import { useShortcuts } from '@/components/shell/use-shortcuts';
import { Button, IconButton, TextButton } from '@/components/ui/button';
import { Field } from '@/components/ui/field';
import { Segmented } from '@/components/ui/segmented';
import type { FlowWindow } from '@/lib/feed/content';
import type { FeedSnapshot } from '@/lib/feed/feed';
import { useFeed } from '@/lib/feed/use-feed';
import { countOf, formatCount } from '@/lib/flow/format';
import type { Find } from './use-find';
import type { Table } from './use-table';

/** Loaded when somebody opens them first. */
const ColumnChooser = dynamic(
  () => import('@/components/flow-table/column-chooser').then((module) => module.ColumnChooser),
  { ssr: false, loading: () => <ColumnsButton /> },
);
const ExportMenu = dynamic(() => import('./export-menu').then((module) => module.ExportMenu), {
  ssr: false,
  loading: () => <ExportButton />,
});

export interface ToolbarProps {
  readonly flows: FlowWindow;
  readonly table: Table;
  readonly find: Find;
  /** What is said and done about rows that are not there yet. */
  readonly older: ReactNode;
}

/** Above the rows: what they are, and how they are looked at. */
export function Toolbar({ flows, table, find, older }: ToolbarProps) {
  // undefined until it is opened first.
  const [choosing, setChoosing] = useState<boolean>();
  const [exporting, setExporting] = useState(false);
  useShortcuts({ density: table.nextDensity, columns: () => setChoosing((open) => !open) });
  return (
    <div className="@container flex-none border-line border-b">
      <div className="flex min-h-9 flex-wrap items-center gap-x-3 gap-y-1 px-4 py-1">
        <Facts flows={flows} older={older} table={table} />
        <span className="flex-1" />
        <FindField find={find} />
        <span className="hidden @min-[820px]:block">
          <Segmented
            label="Time of flows"
            onChange={table.setTime}
            segments={timeSegments}
            size="sm"
            value={table.time}
          />
        </span>
        <TimeButton table={table} />
        <Button aria-keyshortcuts="D" icon="density" onClick={table.nextDensity} size="sm" variant="ghost">
          <span className="@max-[820px]:sr-only">{densityNames[table.density]}</span>
        </Button>
        {exporting ? <ExportMenu /> : <ExportButton onClick={() => setExporting(true)} />}
        {choosing === undefined ? (
          <ColumnsButton onClick={() => setChoosing(true)} />
        ) : (
          <ColumnChooser
            onChange={table.setColumns}
            onOpenChange={setChoosing}
            onReset={() => table.setColumns(null)}
            open={choosing}
            shown={table.columns}
          />
        )}
      </div>
    </div>
  );
}

function ColumnsButton({ onClick }: { onClick?: () => void }) {
  return (
    <Button aria-haspopup="dialog" aria-keyshortcuts="Alt+C" icon="columns" onClick={onClick} size="sm" variant="ghost">
      Columns
    </Button>
  );
}

function ExportButton({ onClick }: { onClick?: () => void }) {
  return (
    <Button aria-haspopup="dialog" icon="download" onClick={onClick} size="sm" variant="ghost">
      Export
    </Button>
  );
}

const timeNames = { utc: 'UTC', local: 'Local', ago: 'Ago' };
const timeSegments = timeStyles.map((value) => ({ value, label: timeNames[value] }));
const densityNames = { compact: 'Compact', default: 'Default', relaxed: 'Relaxed' };

/** Where there is no room for all ways to write times: the one in use, and a press goes to the next. */
function TimeButton({ table }: { table: Table }) {
  const next = timeStyles[(timeStyles.indexOf(table.time) + 1) % timeStyles.length] ?? 'utc';
  return (
    <Button
      aria-label={`Time of flows: ${timeNames[table.time]}`}
      className="@min-[820px]:hidden"
      icon="clock"
      onClick={() => table.setTime(next)}
      size="sm"
      variant="ghost"
    >
      {timeNames[table.time]}
    </Button>
  );
}

/** Rows are bounded and say so; every flow is counted. */
function Facts({ flows, older, table }: Pick<ToolbarProps, 'flows' | 'older' | 'table'>) {
  const missed = useFeed(missedOf);
  const { sorting } = table.look;
  return (
    <p className="flex flex-wrap items-center gap-x-3 text-12 text-subtle">
      {sorting ? `Sorted by ${sortingText(sorting)}: the newest` : 'Newest first.'} {formatCount(flows.rows.length)}{' '}
      rows of {`${countOf(flows.matched, 'flow')}${flows.searching ? ' so far' : ''}`}
      {older}
      {sorting && <TextButton onClick={table.newestFirst}>Newest first</TextButton>}
      {missed > 0 && (
        <span className="text-warn-text">{formatCount(missed)} skipped, because this browser fell behind</span>
      )}
      {table.unknown.length > 0 && (
        <span className="text-warn-text">No field is called {table.unknown.map((id) => `"${id}"`).join(', ')}</span>
      )}
    </p>
  );
}

const missedOf = ({ content }: FeedSnapshot) => content?.missed.rows ?? 0;

function FindField({ find }: { find: Find }) {
  const { count, at, step } = find;
  const [text, setText] = useState('');
  const write = (next: string) => {
    setText(next);
    find.lookFor(next);
  };
  return (
    <search className="flex items-center gap-1">
      <Field
        className="w-44 @max-[820px]:w-32 @max-[400px]:w-28"
        end={
          text !== '' && (
            <span aria-live="polite">{count === 0 ? 'none' : `${at || '–'} of ${formatCount(count)}`}</span>
          )
        }
        icon="search"
        label="Find in rows"
        onChange={({ target }) => write(target.value)}
        onKeyDown={({ key, shiftKey }) => {
          if (key === 'Enter') step(shiftKey ? -1 : 1);
          if (key === 'Escape') write('');
        }}
        value={text}
      />
      {count > 0 && (
        <>
          <IconButton icon="chevron-up" label="Row before" onClick={() => step(-1)} size="sm" />
          <IconButton icon="chevron-down" label="Next row" onClick={() => step(1)} size="sm" />
        </>
      )}
    </search>
  );
}
