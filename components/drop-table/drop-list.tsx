import { clsx } from 'clsx';
import { Icon } from '@/components/ui/icon';
import { VerdictGlyph } from '@/components/verdict/verdict';
import type { DropGroup } from '@/lib/drops/group';
import { entityLabel } from '@/lib/flow/entity-text';
import { countOf, formatCount, formatPort, formatRateFigure } from '@/lib/flow/format';
import { visible } from '@/lib/flow/visible';
import { Bars } from './bars';
import { toneOf } from './tone';

export interface DropListProps {
  /** What matters first; those that have no room are left out. */
  readonly groups: readonly DropGroup[];
  /** Of what time: "last 15 min". */
  readonly span: string;
  /** Ranges that have an end have no rates. */
  readonly still: boolean;
  /** null: a row leads nowhere. */
  readonly onOpen: ((id: string) => void) | null;
}

/** The first groups on a line each: from 640 px on with port and policy, from 760 px on with bars. */
export function DropList({ groups, span, still, onOpen }: DropListProps) {
  return (
    <section aria-label="Dropped" className="flex-none border-line border-t bg-surface text-12 text-muted">
      <div className={clsx(columns, 'h-[26px] border-line-faint border-b text-11 text-subtle wide:h-[30px]')}>
        <span className="truncate">{`Dropped, ${span}`}</span>
        <span className="max-wide:hidden" />
        <span className="max-wide:hidden">Port</span>
        <span>Reason</span>
        <span className="max-[760px]:hidden" />
        <span className="text-right max-wide:hidden">drops</span>
        <span className="text-right">{still ? 'drops' : 'rate'}</span>
      </div>
      <ul>
        {groups.map((group) => (
          <li className={row} key={group.id}>
            {onOpen ? (
              <button
                className={clsx(columns, 'size-full text-left hover:bg-hover focus-visible:-outline-offset-2')}
                onClick={() => onOpen(group.id)}
                type="button"
              >
                <Cells group={group} still={still} />
              </button>
            ) : (
              <div className={clsx(columns, 'size-full')}>
                <Cells group={group} still={still} />
              </div>
            )}
          </li>
        ))}
      </ul>
    </section>
  );
}

const columns =
  'grid items-center gap-2.5 px-3 grid-cols-[minmax(0,1fr)_112px_52px] min-[640px]:grid-cols-[minmax(0,1.1fr)_minmax(0,1fr)_76px_minmax(0,1.6fr)_56px_56px] min-[760px]:grid-cols-[128px_116px_76px_minmax(0,1fr)_88px_56px_56px]';

/** Three where there is little room, up to eight on a wall. */
const row =
  'h-[30px] border-line-faint border-b last:border-b-0 wide:h-[35px] [@media(max-height:639px)]:nth-[n+4]:hidden [@media(max-height:999px)]:nth-[n+6]:hidden nth-[n+9]:hidden';

function Cells({ group, still }: { group: DropGroup; still: boolean }) {
  const [source, destination] = [entityLabel(group.source), entityLabel(group.destination)];
  const why = [visible(group.reasonText), visible(group.request ?? group.policies.join(', '))]
    .filter(Boolean)
    .join(', ');
  return (
    <>
      <span className="flex min-w-0 items-center gap-1.5" title={`${source} to ${destination}`}>
        <VerdictGlyph tone={toneOf(group)} />
        <span className="flex min-w-0 items-center gap-1 text-fg">
          <span className="truncate">{source}</span>
          <span className="flex min-w-0 items-center gap-1 wide:hidden">
            <Arrow />
            <span className="truncate">{destination}</span>
          </span>
        </span>
      </span>
      <span className="flex min-w-0 items-center gap-1.5 max-wide:hidden">
        <Arrow />
        <span className="truncate text-fg">{destination}</span>
      </span>
      <span className="mono-11 truncate max-wide:hidden">
        {group.port > 0 ? formatPort(group.protocol, group.port) : group.protocol}
      </span>
      <span className="truncate" title={why}>
        <span className="wide:hidden">{visible(group.reasonText)}</span>
        <span className="max-wide:hidden">{why}</span>
      </span>
      <span className="max-[760px]:hidden">
        <Bars label="Drops over time, newest at the right" tone={toneOf(group)} values={group.trend} />
      </span>
      <span className={clsx('mono text-right text-fg', !still && 'max-wide:hidden')}>
        <span className="sr-only">{countOf(group.count, 'drop')}</span>
        <span aria-hidden="true">{formatCount(group.count)}</span>
      </span>
      <span className={clsx('mono whitespace-nowrap text-right text-fg', still && 'max-wide:hidden')}>
        {!still && formatRateFigure(group.perSecond)}
        {!still && <span className="text-subtle">/s</span>}
      </span>
    </>
  );
}

function Arrow() {
  return (
    <>
      <Icon className="flex-none text-subtle" name="arrow-right" size={12} />
      <span className="sr-only"> to </span>
    </>
  );
}
