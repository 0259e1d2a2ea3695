// Buttons and legend around the map.
import { clsx } from 'clsx';
import type { ReactNode, RefObject } from 'react';
import type { CanvasControls } from '@/components/service-map/canvas/use-canvas';
import { Icon, type IconName, icons } from '@/components/ui/icon';
import { VerdictGlyph } from '@/components/verdict/verdict';
import { type HideableTraffic, hideableTraffic } from '@/lib/view/parameters';
import type { MapLook } from './look';

export interface ZoomToolsProps {
  readonly controls: CanvasControls;
  /** By how much one press zooms. */
  readonly steps: { readonly closer: number; readonly further: number };
  readonly readout: RefObject<HTMLSpanElement | null>;
  readonly onTidy: () => void;
  readonly children?: ReactNode;
}

export function ZoomTools({ controls, steps, readout, onTidy, children }: ZoomToolsProps) {
  return (
    <div className="pointer-events-none absolute right-3 bottom-3 left-3 z-10 flex gap-2 group-data-bare/map:hidden *:pointer-events-auto @min-[1000px]:right-[564px]">
      <ToolGroup>
        <Tool icon="minus" keys="-" label="Zoom out" onClick={() => controls.zoomBy(steps.further)} />
        <span aria-hidden="true" className="mono-11 min-w-11 self-center text-center text-muted" ref={readout} />
        <Tool icon="plus" keys="+" label="Zoom in" onClick={() => controls.zoomBy(steps.closer)} />
        <Tool icon="fit" keys="F" label="Fit to view" onClick={controls.showAll} />
      </ToolGroup>
      <ToolGroup>
        <button
          className="whitespace-nowrap px-2 text-12 text-muted hover:bg-hover hover:text-fg focus-visible:-outline-offset-2"
          onClick={onTidy}
          title="Arrange everything afresh"
          type="button"
        >
          Tidy up
        </button>
      </ToolGroup>
      {children}
    </div>
  );
}

function ToolGroup({ children }: { children: ReactNode }) {
  return <div className={toolGroup}>{children}</div>;
}

const toolGroup =
  'flex h-7 flex-none divide-x divide-line overflow-hidden rounded-2 border border-line-strong bg-surface';

interface SwitchProps {
  readonly name: string;
  readonly title: string;
  readonly on: boolean;
  readonly onChange: (on: boolean) => void;
}

function Switch({ name, title, on, onChange }: SwitchProps) {
  return (
    <button
      aria-pressed={on}
      className="flex items-center px-2 text-12 text-muted hover:text-fg focus-visible:-outline-offset-2 aria-pressed:bg-active aria-pressed:text-fg"
      onClick={() => onChange(!on)}
      title={title}
      type="button"
    >
      {name}
    </button>
  );
}

function Tool({ icon, label, keys, onClick }: { icon: IconName; label: string; keys?: string; onClick: () => void }) {
  return (
    <button
      aria-keyshortcuts={keys}
      aria-label={label}
      className="flex w-8 items-center justify-center text-muted hover:bg-hover hover:text-fg focus-visible:-outline-offset-2"
      onClick={onClick}
      title={keys ? `${label} (${keys})` : label}
      type="button"
    >
      <Icon name={icon} size={14} />
    </button>
  );
}

export function DropsOnly({ on, onChange }: { on: boolean; onChange: (on: boolean) => void }) {
  return (
    <ToolGroup>
      <button
        aria-keyshortcuts="X"
        aria-pressed={on}
        className="flex items-center gap-1.5 px-2 text-12 text-muted hover:text-fg focus-visible:-outline-offset-2 aria-pressed:bg-active aria-pressed:text-fg"
        onClick={() => onChange(!on)}
        title="Drops only (X)"
        type="button"
      >
        <VerdictGlyph tone="dropped" />
        Drops only
      </button>
    </ToolGroup>
  );
}

/** What is asked over HTTP, on the cards; and kinds of traffic that are drawn unless the reader takes them off. */
export function Shown({ look: { cards, hide }, onLook }: ShownProps) {
  return (
    // biome-ignore lint/a11y/useSemanticElements: a fieldset would bring a legend and a border of its own
    <div aria-label="Shown on the map" className={toolGroup} role="group">
      <Switch
        name="L7"
        on={cards === 'endpoints'}
        onChange={(on) => onLook({ cards: on ? 'endpoints' : 'ports' })}
        title="HTTP endpoints on the cards"
      />
      {switches.map(({ kind, name, title }) => (
        <Switch
          key={kind}
          name={name}
          on={!hide.includes(kind)}
          onChange={(on) =>
            onLook({ hide: hideableTraffic.filter((one) => (one === kind ? !on : hide.includes(one))) })
          }
          title={title}
        />
      ))}
    </div>
  );
}

const switches: readonly { readonly kind: HideableTraffic; readonly name: string; readonly title: string }[] = [
  { kind: 'dns', name: 'DNS', title: 'Name lookups' },
  { kind: 'probes', name: 'Probes', title: 'What hosts ask of pods, mostly probes, and health checks between nodes' },
  { kind: 'replies', name: 'Replies', title: 'Connections of which only replies were seen' },
];

interface ShownProps {
  readonly look: Pick<MapLook, 'cards' | 'hide'>;
  readonly onLook: (part: Partial<MapLook>) => void;
}

interface NoticeProps {
  readonly tone?: 'plain' | 'warn';
  readonly children: ReactNode;
  /** A way out, which is never cut short. */
  readonly action?: ReactNode;
}

/** A sentence over the map: what is missing, folded or new. */
export function Notice({ tone = 'plain', children, action }: NoticeProps) {
  return (
    <p
      className={clsx(
        'flex min-h-7 min-w-0 max-w-full items-center gap-2 rounded-2 border px-2.5 text-12',
        tone === 'warn' ? 'border-warn-line bg-warn-tint text-fg' : 'border-line bg-surface text-muted',
      )}
    >
      {tone === 'warn' && <Icon className="text-warn" name="alert" size={14} />}
      <span className="min-w-0 truncate" title={typeof children === 'string' ? children : undefined}>
        {children}
      </span>
      {action && <span className="flex-none">{action}</span>}
    </p>
  );
}

export function Legend() {
  return (
    <ul
      aria-label="Legend"
      className="absolute right-3 bottom-3 z-10 hidden h-7 items-center gap-4 rounded-2 border border-line bg-surface px-2.5 text-11 text-muted @min-[1000px]:flex"
    >
      {samples.map(([name, sample]) => (
        <li className="flex items-center gap-1.5 whitespace-nowrap" key={name}>
          <svg aria-hidden="true" height="12" width="24">
            {sample}
          </svg>
          {name}
        </li>
      ))}
    </ul>
  );
}

const samples: readonly (readonly [string, ReactNode])[] = [
  [
    'Forwarded',
    <g fill="var(--v-forwarded-line)" key="f" stroke="var(--v-forwarded-line)">
      <path d="M0 6h17" strokeWidth="2" />
      <path d="m16 2 8 4-8 4z" stroke="none" />
    </g>,
  ],
  ['Redirected', <path d="M0 4.6h24M0 7.4h24" key="r" stroke="var(--v-redirected-line)" strokeWidth="1.25" />],
  [
    'Dropped',
    <g key="d">
      <path d="M0 6h13" stroke="var(--v-dropped-line)" strokeDasharray="6 3" strokeWidth="2" />
      <rect fill="var(--v-dropped)" height="10" rx="2" width="10" x="13" y="1" />
      <path d="m16 4 4 4m0-4-4 4" stroke="var(--on-dropped)" strokeLinecap="round" strokeWidth="1.5" />
    </g>,
  ],
  ['Error', <path d="M0 6h24" key="e" stroke="var(--v-error-line)" strokeDasharray="8 3 2 3" strokeWidth="2" />],
  [
    'Audit',
    <path
      d="M1 6h23"
      key="a"
      stroke="var(--v-audit-line)"
      strokeDasharray="1.5 4"
      strokeLinecap="round"
      strokeWidth="2"
    />,
  ],
  [
    'No policy',
    <path
      d={icons['shield-off']}
      fill="none"
      key="n"
      stroke="var(--fg-muted)"
      strokeLinecap="round"
      strokeLinejoin="round"
      strokeWidth="1.5"
      transform="translate(6) scale(.75)"
    />,
  ],
];
