'use client';

import { Fragment, type KeyboardEvent, lazy, Suspense, useRef, useState } from 'react';
import type { CurrentPolicyProps } from '@/components/current-policy/current-policy';
import { Button } from '@/components/ui/button';
import { Icon } from '@/components/ui/icon';
import type { DropGroup } from '@/lib/drops/group';
import type { Flow } from '@/lib/flow/flow';
import { countOf, formatDuration } from '@/lib/flow/format';
import { DropRow } from './drop-row';

export interface DropTableProps {
  /** What matters first; noise last. */
  readonly groups: readonly DropGroup[];
  /** Time of the last commit, for "4 min ago". */
  readonly nowMs: number;
  /** Length of the range. */
  readonly windowMs: number;
  /** The range has an end, as in a capture: rates and trends say nothing there. */
  readonly still?: boolean;
  readonly selectedId: string | null;
  readonly onSelect: (id: string | null) => void;
  readonly onNarrow: (text: string) => void;
  readonly onShowFlows: (group: DropGroup) => void;
  readonly onShowOnMap: (group: DropGroup) => void;
  /** Newest flows of the open group. */
  readonly evidence?: readonly Flow[];
  /** What the policies of now say of them. */
  readonly policies?: CurrentPolicyProps;
}

/** Loaded with the first group that is opened. */
const Explanation = lazy(() => import('./explanation').then((module) => ({ default: module.Explanation })));

const rowsAtFirst = 200;

export function DropTable(props: DropTableProps) {
  const [all, setAll] = useState(false);
  const [noiseOpen, setNoiseOpen] = useState(false);
  const body = useRef<HTMLTableElement>(null);
  const groups = props.groups.filter((group) => group.class !== 'noise');
  const noise = props.groups.filter((group) => group.class === 'noise');
  const shown = all ? groups : groups.slice(0, rowsAtFirst);
  const noiseDrops = noise.reduce((sum, group) => sum + group.count, 0);
  return (
    <div className="h-full overflow-auto bg-surface" data-testid="drop-table">
      <table
        aria-label="Drop groups"
        className="w-full border-collapse text-12"
        onKeyDown={(event) => walk(event, body.current)}
        ref={body}
      >
        <Head span={props.still ? 'Over time' : `Last ${formatDuration(props.windowMs)}`} />
        <tbody>
          {shown.map((group) => (
            <Group group={group} key={group.id} {...props} />
          ))}
          {groups.length > shown.length && (
            <Bar>
              {countOf(groups.length - shown.length, 'more group')} not drawn.
              <Button onClick={() => setAll(true)} size="sm">
                Draw all
              </Button>
            </Bar>
          )}
          {noise.length > 0 && (
            <Bar>
              <button
                aria-expanded={noiseOpen}
                className="inline-flex items-center gap-2 text-muted hover:text-fg"
                onClick={() => setNoiseOpen(!noiseOpen)}
                type="button"
              >
                <Icon name={noiseOpen ? 'chevron-down' : 'chevron-right'} size={14} />
                Noise: {countOf(noiseDrops, 'drop')} in {countOf(noise.length, 'group')}
              </button>
              <span>link-level frames, multicast and the like, which healthy nodes show too</span>
            </Bar>
          )}
          {noiseOpen && noise.map((group) => <Group group={group} key={group.id} {...props} />)}
        </tbody>
      </table>
    </div>
  );
}

function Group({ group, ...props }: DropTableProps & { group: DropGroup }) {
  const open = group.id === props.selectedId;
  return (
    <Fragment>
      <DropRow
        group={group}
        nowMs={props.still ? null : props.nowMs}
        onToggle={() => props.onSelect(open ? null : group.id)}
        open={open}
      />
      {open && (
        <tr className="border-line border-b bg-canvas">
          <td className="p-0 shadow-[inset_2px_0_0_var(--fg)]" colSpan={11}>
            <Suspense fallback={<p className="px-4 py-3 text-13 text-subtle lg:px-10">Loading</p>}>
              <Explanation
                evidence={props.evidence ?? []}
                group={group}
                onNarrow={props.onNarrow}
                onShowFlows={props.onShowFlows}
                onShowOnMap={props.onShowOnMap}
                policies={props.policies}
              />
            </Suspense>
          </td>
        </tr>
      )}
    </Fragment>
  );
}

function Head({ span }: { span: string }) {
  return (
    <thead className="sticky top-0 z-10 bg-surface shadow-[inset_0_-1px_0_var(--line)]">
      <tr className="h-7 text-left text-11 text-subtle [&>th]:truncate [&>th]:px-2 [&>th]:font-normal last:[&>th]:pr-4">
        <th className="w-10" scope="col">
          <span className="sr-only">Open</span>
        </th>
        <th scope="col">Source</th>
        <th className="w-8 max-sm:hidden" scope="col">
          <span className="sr-only">to</span>
        </th>
        <th className="max-sm:hidden" scope="col">
          Destination
        </th>
        <th className="max-sm:hidden" scope="col">
          Port
        </th>
        <th scope="col">Reason</th>
        <th className="max-md:hidden" scope="col">
          Policy
        </th>
        <th className="w-[120px] max-lg:hidden" scope="col">
          {span}
        </th>
        <th className="text-right! max-sm:hidden" scope="col">
          Drops
        </th>
        <th className="text-right! max-md:hidden" scope="col">
          Rate, trend
        </th>
        <th className="text-right! max-sm:hidden" scope="col">
          Last, first seen
        </th>
      </tr>
    </thead>
  );
}

function Bar({ children }: { children: React.ReactNode }) {
  return (
    <tr className="h-10 border-line-faint border-b">
      <td className="px-4 text-subtle" colSpan={11}>
        <span className="flex flex-wrap items-center gap-3">{children}</span>
      </td>
    </tr>
  );
}

const steps: Record<string, number> = { ArrowDown: 1, j: 1, ArrowUp: -1, k: -1 };

/** J, K and the arrows walk from row to row; Enter on a row is its own button's. */
function walk(event: KeyboardEvent, table: HTMLElement | null): void {
  const by = steps[event.key];
  if (by === undefined || !table || event.ctrlKey || event.metaKey || event.altKey) return;
  const buttons = [...table.querySelectorAll<HTMLElement>('[data-row-button]')];
  const at = buttons.indexOf(document.activeElement as HTMLElement);
  const next = buttons[at < 0 ? 0 : at + by];
  if (!next) return;
  event.preventDefault();
  next.focus();
}
