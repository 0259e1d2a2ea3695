'use client';

import { lazy, type ReactNode, Suspense, useRef, useState } from 'react';
import { Button } from '@/components/ui/button';
import { Icon } from '@/components/ui/icon';
import type { DropGroup } from '@/lib/drops/group';
import { markOf, standingOf } from '@/lib/drops/mark';
import type { DropColumnId } from '@/lib/drops/order';
import type { DropSection, SectionRow } from '@/lib/drops/sections';
import { countOf, formatDuration } from '@/lib/flow/format';
import { DropHead } from './drop-head';
import { DropRow } from './drop-row';
import { useDropKeys } from './keys';
import type { MarkPanelProps } from './mark-panel';
import { amountOf, type DropView, dropParts, firstRows, hasSeveralClusters, sectionOf } from './parts';

export interface DropTableProps extends DropView {
  readonly onSort: (column: DropColumnId) => void;
  /** Length of the range. */
  readonly windowMs: number;
  /** The range has an end, as in a capture: rates and trends say nothing there. */
  readonly still?: boolean;
  /** The groups are of what audit mode let pass. */
  readonly audited?: boolean;
  readonly selectedId: string | null;
  readonly onSelect: (id: string | null) => void;
  /** What stands under the open group. */
  readonly explanation?: ReactNode;
  /** How the open group is acknowledged or muted; absent where it cannot be. */
  readonly marking?: Omit<MarkPanelProps, 'mark' | 'nowMs'>;
}

/** Loaded with the first group that is opened. */
const MarkPanel = lazy(() => import('./mark-panel').then((module) => ({ default: module.MarkPanel })));

/** More at once would keep the page from answering; they come so many at a time. */
const rowsAtOnce = 200;
const columns = 12;

/** Nothing is left out: noise and what is muted fold into a line each, and rows beyond the first are counted. */
export function DropTable(props: DropTableProps) {
  const { selectedId, onSelect } = props;
  const [most, setMost] = useState(rowsAtOnce);
  const [openedIn, setOpenedIn] = useState<string | null>(null);
  const table = useRef<HTMLTableElement>(null);
  const onKeyDown = useDropKeys(table, selectedId, () => onSelect(null));
  const { sections, muted, noise } = dropParts(props);
  const { shown, left } = firstRows(sections, most);
  const clusters = hasSeveralClusters(props.groups);
  const openIn = sectionOf(sections, selectedId, openedIn) ?? folded;
  const group = (row: SectionRow, section: string) => (
    <Group
      key={`${section} ${row.group.id}`}
      {...props}
      clusters={clusters}
      onToggle={(isOpen) => {
        setOpenedIn(section);
        onSelect(isOpen ? null : row.group.id);
      }}
      open={row.group.id === selectedId && section === openIn}
      row={row}
    />
  );
  const foldedRows = (groups: readonly DropGroup[]) =>
    groups.map((one) => group({ group: one, count: one.count }, folded));
  return (
    <div className="h-full overflow-auto bg-surface" data-testid="drop-table">
      <table
        aria-label={props.audited ? 'Groups that would be dropped' : 'Drop groups'}
        className="w-full border-collapse text-12 lg:table-fixed"
        onKeyDown={onKeyDown}
        ref={table}
      >
        <DropHead
          audited={props.audited ?? false}
          onSort={props.onSort}
          sorting={props.sorting}
          span={props.still ? 'Over time' : `Last ${formatDuration(props.windowMs)}`}
        />
        {shown.map((section) => (
          <tbody key={section.key}>
            {props.by !== null && <SectionHead section={section} unit={props.audited ? 'packet' : 'drop'} />}
            {section.rows.map((row) => group(row, section.key))}
          </tbody>
        ))}
        <tbody>
          {shown.length === 0 && (
            <Bar>Nothing {props.audited ? 'would be' : 'is'} refused beside what is folded away here.</Bar>
          )}
          {left > 0 && (
            <Bar>
              {countOf(left, 'more group')} not drawn.
              <Button onClick={() => setMost(most + rowsAtOnce)} size="sm">
                Draw {Math.min(left, rowsAtOnce)} more
              </Button>
            </Bar>
          )}
          <Folded
            about="folded away by the team and left out of counts, until the mute ends"
            groups={muted}
            rows={foldedRows}
            selectedId={selectedId}
            title={`Muted: ${amountOf(muted)}`}
          />
          <Folded
            about="link-level frames, multicast, search lists and the like, which healthy clusters show too"
            groups={noise}
            rows={foldedRows}
            selectedId={selectedId}
            title={`Noise: ${amountOf(noise)}`}
          />
        </tbody>
      </table>
    </div>
  );
}

const folded = 'folded';

interface GroupProps extends DropTableProps {
  readonly row: SectionRow;
  readonly clusters: boolean;
  readonly open: boolean;
  readonly onToggle: (isOpen: boolean) => void;
}

function Group({ row, clusters, open, onToggle, ...props }: GroupProps) {
  const { group, count } = row;
  const mark = markOf(group, props.marks, props.nowMs);
  const standing = standingOf(group, props.marks, props.nowMs);
  return (
    <>
      <DropRow
        clusters={clusters}
        count={count}
        group={group}
        mark={mark}
        nowMs={props.still ? null : props.nowMs}
        onToggle={() => onToggle(open)}
        open={open}
        standing={standing}
        unknown={props.unknown ?? 0}
      />
      {open && (
        <tr className="border-line border-b bg-canvas">
          <td className="p-0 shadow-[inset_2px_0_0_var(--fg)]" colSpan={columns}>
            <Suspense fallback={<p className="px-4 py-3 text-13 text-subtle lg:px-10">Loading</p>}>
              {props.marking && standing !== 'noise' && (
                <MarkPanel key={group.id} {...props.marking} mark={mark} nowMs={props.nowMs} />
              )}
              {props.explanation}
            </Suspense>
          </td>
        </tr>
      )}
    </>
  );
}

interface SectionHeadProps {
  readonly section: DropSection;
  /** What is counted. */
  readonly unit: string;
}

function SectionHead({ section: { title, note, rows, count }, unit }: SectionHeadProps) {
  return (
    <tr className="h-8 border-line border-b bg-canvas">
      <th className="px-4 text-left font-normal" colSpan={columns} scope="rowgroup">
        <span className="flex min-w-0 items-baseline gap-2">
          <span className="truncate font-semibold text-13">{title}</span>
          {note && <span className="truncate text-11 text-subtle">{note}</span>}
          <span className="ml-auto whitespace-nowrap text-12 text-muted">
            {countOf(count, unit)} in {countOf(rows.length, 'group')}
          </span>
        </span>
      </th>
    </tr>
  );
}

interface FoldedProps {
  readonly groups: readonly DropGroup[];
  readonly selectedId: string | null;
  readonly title: string;
  readonly about: string;
  readonly rows: (groups: readonly DropGroup[]) => ReactNode;
}

/** Rows behind one line that counts them; open from the start where a link names one of them. */
function Folded({ groups, selectedId, title, about, rows }: FoldedProps) {
  const [chosen, choose] = useState<boolean | null>(null);
  if (groups.length === 0) return null;
  const open = chosen ?? groups.some(({ id }) => id === selectedId);
  return (
    <>
      <Bar>
        <button
          aria-expanded={open}
          className="inline-flex items-center gap-2 text-left text-muted hover:text-fg"
          onClick={() => choose(!open)}
          type="button"
        >
          <Icon name={open ? 'chevron-down' : 'chevron-right'} size={14} />
          {title}
        </button>
        <span>{about}</span>
      </Bar>
      {open && rows(groups)}
    </>
  );
}

function Bar({ children }: { children: ReactNode }) {
  return (
    <tr className="h-10 border-line-faint border-b">
      <td className="px-4 text-subtle" colSpan={columns}>
        <span className="flex flex-wrap items-center gap-x-3 gap-y-1 py-1">{children}</span>
      </td>
    </tr>
  );
}
