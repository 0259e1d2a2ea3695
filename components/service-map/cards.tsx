// What lies over and under the canvas in model pixels: namespace boxes, cards, walls and labels.
import { clsx } from 'clsx';
import { memo } from 'react';
import { Icon } from '@/components/ui/icon';
import { VerdictGlyph } from '@/components/verdict/verdict';
import { countOf, formatRate } from '@/lib/flow/format';
import { visible } from '@/lib/flow/visible';
import type { BoxFigures } from './picture/box-figures';
import type { CardFacts, PortRow } from './picture/card';
import type { CardLabels } from './picture/card-labels';
import { isOpened } from './picture/covered';
import { type EdgeLabel, type LineMark, protectionIcons } from './picture/labels';
import { enlargement, type Level, titleIsInside } from './picture/level';
import type { Shape, WallMark } from './picture/picture';

type BoxProps = BoxFigures & { readonly level: Level };

/** The frame of a namespace. Its title grows when the map is small, and then stands above the frame. */
export const NamespaceBox = memo(function NamespaceBox({ box, cluster, level, ...figures }: BoxProps) {
  const scale = enlargement[level];
  const inside = titleIsInside(level);
  const roomy = box.width / scale > 280;
  return (
    <div
      className="absolute border border-line-strong bg-surface/55"
      data-namespace={box.namespace}
      style={{ ...placed(box), borderWidth: scale, borderRadius: 8 * scale }}
    >
      <div
        className={clsx(
          'absolute flex items-center gap-1.5 text-12 text-muted',
          inside ? 'top-2 left-3 origin-top-left' : 'bottom-full left-0 origin-bottom-left',
        )}
        style={{ width: (box.width - (inside ? 24 : 0)) / scale, transform: `scale(${scale})` }}
      >
        <Icon className="text-subtle" name="namespace" size={14} />
        {/* Figures that do not fit beside the name go to a second line, which is out of sight. */}
        <span className="flex h-4 min-w-0 flex-1 flex-wrap items-center justify-between gap-x-3 overflow-hidden">
          <span className="max-w-full truncate font-medium">
            {visible(box.namespace)}
            {cluster && <span className="font-normal text-subtle"> {visible(cluster)}</span>}
          </span>
          <span className="mono-11 flex h-4 flex-none items-center gap-3 text-subtle">
            {roomy && <span>{countOf(figures.members, figures.member)}</span>}
            {roomy && <span>{formatRate(figures.flowsPerSecond)}</span>}
            {figures.denialsPerSecond > 0 && (
              <span className="flex items-center gap-1 text-dropped-text">
                <VerdictGlyph size={10} tone="dropped" />
                {formatRate(figures.denialsPerSecond)}
              </span>
            )}
          </span>
        </span>
      </div>
    </div>
  );
});

/** Over the icon of a box's title, because the canvas lies over the title itself. The keyboard has a key for it. */
export const FoldButton = memo(function FoldButton({ box, level, onFold }: FoldButtonProps) {
  const scale = enlargement[level];
  const top = titleIsInside(level) ? 4 : -22 * scale;
  return (
    <button
      aria-label={`Fold ${visible(box.namespace)}`}
      className="pointer-events-auto absolute flex size-6 origin-top-left items-center justify-center rounded-1 opacity-0 hover:bg-active hover:text-fg hover:opacity-100"
      onClick={() => onFold(box.namespace, true)}
      style={{ left: box.x + (titleIsInside(level) ? 7 : -5 * scale), top: box.y + top, transform: `scale(${scale})` }}
      tabIndex={-1}
      title={`Fold ${visible(box.namespace)} (Z)`}
      type="button"
    >
      <Icon name="minus" size={14} />
    </button>
  );
});

interface FoldButtonProps extends Pick<BoxFigures, 'box'> {
  readonly level: Level;
  readonly onFold: (group: string, closed: boolean) => void;
}

interface CardProps {
  readonly shape: Shape;
  readonly onLabels: (id: string) => void;
  /** The labels of another card lie over the button for its own. */
  readonly covered: boolean;
}

export const Card = memo(function Card({ shape, onLabels, covered }: CardProps) {
  const { card, mark } = shape;
  return (
    <div
      className={clsx(
        'absolute rounded-2 border shadow-card',
        card.outside ? 'bg-canvas' : 'bg-raised',
        marks[mark],
        card.stacked && stack,
        isOpened(card) && 'z-1',
      )}
      data-node={shape.id}
      style={placed(shape.rect)}
    >
      <div className="-mt-px flex h-11 items-center gap-2 px-2">
        <Icon className="text-subtle" name={card.icon} />
        <div className="min-w-0 flex-1">
          <div className="flex items-center gap-1">
            <span
              className={clsx(
                'min-w-0 flex-1 truncate leading-4',
                card.outside ? 'font-medium text-12' : 'font-semibold text-13',
              )}
            >
              {card.name}
            </span>
            {card.labels && <LabelsButton covered={covered} id={shape.id} labels={card.labels} onLabels={onLabels} />}
          </div>
          <div className="-mr-1.5 flex text-11 text-subtle tracking-[-.03em]">
            <span className="truncate">{card.kind}</span>
            {card.behind !== '' && <span className="flex-none whitespace-pre">{` · ${card.behind}`}</span>}
          </div>
        </div>
      </div>
      {card.labels && isOpened(card) && <Labels {...card.labels} />}
      {card.rows.map((row) => (
        <Port key={row.key} row={row} />
      ))}
      {card.endpoints && card.endpoints.rows.length > 0 && <Endpoints {...card.endpoints} />}
    </div>
  );
});

interface LabelsButtonProps {
  readonly id: string;
  readonly labels: CardLabels;
  readonly onLabels: CardProps['onLabels'];
  readonly covered: boolean;
}

/** For the keyboard the same is in the menu of the card. What lies over it lets presses through to the canvas. */
function LabelsButton({ id, labels: { count, lines }, onLabels, covered }: LabelsButtonProps) {
  return (
    <button
      aria-label={`${countOf(count, 'label')} of ${id}`}
      aria-pressed={lines.length > 0}
      className={clsx(
        '-mt-0.5 -mr-[3px] -mb-1 inline-flex h-5 flex-none items-center gap-[3px] rounded-1 px-1 font-medium font-mono text-[10px] text-subtle hover:bg-active hover:text-fg aria-pressed:bg-active aria-pressed:text-fg',
        !covered && 'pointer-events-auto',
      )}
      onClick={() => onLabels(id)}
      tabIndex={-1}
      title={lines.length > 0 ? 'Hide the labels' : 'Show the labels that all of its pods have'}
      type="button"
    >
      <Icon name="tag" size={12} />
      {count}
    </button>
  );
}

function Labels({ lines }: Pick<CardLabels, 'lines'>) {
  return (
    <div className="flex flex-col gap-1 px-2 pb-2">
      {lines.map((line) => (
        <div className="flex gap-1" key={line.join(' ')}>
          {line.map((label) => (
            <Tag key={label} label={label} />
          ))}
        </div>
      ))}
    </div>
  );
}

/** The value is what one looks for. */
function Tag({ label }: { label: string }) {
  const at = label.indexOf('=');
  return (
    <span className="mono-11 h-4.5 min-w-0 truncate rounded-1 bg-active px-[5px] text-muted leading-4.5">
      {at < 0 ? label : label.slice(0, at + 1)}
      {at >= 0 && <span className="text-fg">{label.slice(at + 1)}</span>}
    </span>
  );
}

const marks: Readonly<Record<Shape['mark'], string>> = {
  none: 'border-line-strong',
  near: 'border-line-control',
  selected: 'border-fg ring-1 ring-fg',
  cursor: 'border-line-strong outline-2 outline-focus outline-offset-1',
};

/** The edges of two more cards below it. */
const stack =
  'before:absolute before:inset-x-1.5 before:-bottom-1 before:h-1 before:rounded-b-2 before:border before:border-line-strong before:border-t-0 before:bg-raised after:absolute after:inset-x-3 after:-bottom-[7px] after:h-1 after:rounded-b-2 after:border after:border-line-strong after:border-t-0 after:bg-raised';

function Port({ row }: { row: PortRow }) {
  return (
    <div
      className={clsx(
        'mono-11 flex h-6 items-center gap-1.5 whitespace-nowrap border-line border-t px-2',
        row.refused ? 'text-dropped-text' : 'text-fg',
      )}
    >
      {row.label}
      {row.refused && <VerdictGlyph size={10} tone="dropped" />}
      {row.spoken && (
        <span className="rounded-[3px] border border-line-strong px-1 font-sans text-11 text-muted leading-3.5">
          {row.spoken}
        </span>
      )}
      <span className={clsx('ml-auto', !row.refused && 'text-muted')}>{row.figure}</span>
    </div>
  );
}

type EndpointsProps = NonNullable<CardFacts['endpoints']>;

function Endpoints({ rows, more }: EndpointsProps) {
  return (
    <div className="mono-11 border-line border-t text-muted">
      <div className={clsx(endpoint, 'text-subtle')}>
        <span className="col-span-2">HTTP</span>
        <span>/s</span>
        <span>errors</span>
        <span>p50</span>
        <span>p95</span>
      </div>
      {rows.map(({ key, method, path, rate, errors, failing, refused, p50, p95 }) => (
        <div className={clsx(endpoint, refused && 'text-dropped-text')} key={key}>
          <span className={clsx('truncate font-medium', !refused && 'text-subtle')}>{method}</span>
          <span className={clsx('truncate', !refused && 'text-fg')}>{path}</span>
          <span>{rate}</span>
          <span className={clsx('flex items-center justify-end gap-[3px]', failing && !refused && 'text-error-text')}>
            {refused && <VerdictGlyph size={10} tone="dropped" />}
            {errors}
          </span>
          <span>{p50 || '–'}</span>
          <span>{p95 || '–'}</span>
        </div>
      ))}
      {more > 0 && <div className="flex h-5.5 items-center px-2 text-subtle">{countOf(more, 'more endpoint')}</div>}
    </div>
  );
}

const endpoint =
  'grid h-5.5 grid-cols-[40px_minmax(0,1fr)_34px_50px_44px_44px] items-center gap-[5px] whitespace-nowrap px-2 *:nth-[n+3]:text-right';

/** Where refused packets ended: a wall, and the cross before it. */
export const Wall = memo(function Wall({ wallX, wallY, crossX, crossY, axis, scale }: WallMark & { scale: number }) {
  const half = 11.5 * scale;
  const line =
    axis === 'horizontal' ? `M${wallX} ${wallY - half}v${2 * half}` : `M${wallX - half} ${wallY}h${2 * half}`;
  return (
    <g>
      <path d={line} fill="none" stroke="var(--v-dropped)" strokeLinecap="round" strokeWidth={3 * scale} />
      <g transform={`translate(${crossX} ${crossY}) scale(${scale})`}>
        <rect fill="var(--v-dropped)" height="12" rx="2.5" width="12" x="-6" y="-6" />
        <path
          d="m-2.25-2.25 4.5 4.5m0-4.5-4.5 4.5"
          stroke="var(--on-dropped)"
          strokeLinecap="round"
          strokeWidth="1.75"
        />
      </g>
    </g>
  );
});

/** The mark of a verdict in the middle of its line. */
export const Mark = memo(function Mark({ tone, at, scale }: LineMark & { scale: number }) {
  return (
    <g transform={`translate(${at.x} ${at.y}) scale(${scale})`}>
      <circle fill="var(--bg-canvas)" r="9" />
      <g transform="translate(-6 -6)">
        <VerdictGlyph tone={tone} />
      </g>
    </g>
  );
});

export const Label = memo(function Label({ label }: { label: EdgeLabel }) {
  return (
    <span
      className={clsx(
        'absolute inline-flex items-center gap-[5px] whitespace-nowrap rounded-1 px-[5px]',
        labelTones[label.tone],
        label.tone === 'plain' &&
          (label.inBox ? 'bg-[color-mix(in_srgb,var(--bg-surface)_55%,var(--bg-canvas))]' : 'bg-canvas'),
        label.tone === 'plain' && 'group-data-[crowded]/map:group-data-[moving]/map:invisible',
      )}
      data-edge={label.id}
      style={{
        transform: `translate(${label.at.x}px, ${label.at.y}px) scale(${label.scale}) translate(-50%, -50%)`,
        transformOrigin: '0 0',
        opacity: label.dim ? 0.42 : undefined,
      }}
    >
      {label.verdict && <VerdictGlyph size={10} tone={label.verdict} />}
      {label.protection.map((kind) => (
        <Icon
          className={kind === 'unlimited' ? 'text-muted' : 'text-ok'}
          key={kind}
          name={protectionIcons[kind]}
          size={10}
        />
      ))}
      <LabelText {...label} />
    </span>
  );
});

/** Reasons in words, figures as such. */
function LabelText({ text, tone }: Pick<EdgeLabel, 'text' | 'tone'>) {
  const [, words, figure] = (tone !== 'plain' && /^(.*\D) ([<\d][^ ]*)$/.exec(text)) || [];
  if (!words || words.includes(',')) return text;
  return (
    <>
      {words}
      <span className="mono-11 font-normal">{figure}</span>
    </>
  );
}

const labelTones: Readonly<Record<EdgeLabel['tone'], string>> = {
  plain: 'mono-11 h-[18px] text-muted',
  dropped: 'h-5 border font-medium text-11 border-dropped bg-dropped-tint text-dropped-text',
  audit: 'h-5 border font-medium text-11 border-audit bg-audit-tint text-audit-text',
};

function placed(rect: { readonly x: number; readonly y: number; readonly width: number; readonly height: number }) {
  return { left: rect.x, top: rect.y, width: rect.width, height: rect.height };
}
