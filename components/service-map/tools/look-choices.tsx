// The choices of how the map looks. Loaded when somebody opens them.
import { useState } from 'react';
import { hasGraphicsCard } from '@/components/service-map/canvas/graphics-card';
import { Icon } from '@/components/ui/icon';
import { MenuItem, PopoverHead } from '@/components/ui/popover';
import { foldsByItself } from '@/lib/graph/fold-choice';
import { type Layout, layouts } from '@/lib/graph/layout';
import { type EdgeFigure, edgeFigures, type Reach, reaches } from '@/lib/view/parameters';
import type { MapLook } from './look';
import { type Span, SpanForm } from './span-form';

export interface LookChoicesProps {
  readonly look: MapLook;
  readonly onLook: (part: Partial<MapLook>) => void;
  readonly drawing: Drawing;
  /** The span that is shown, at the moment of asking; without it only earlier spans of the same length are offered. */
  readonly span?: (() => Span) | undefined;
}

/** What draws the map, as this browser remembers it. */
export interface Drawing {
  readonly webgl: boolean;
  readonly onWebgl: (on: boolean) => void;
}

export function LookChoices({ look, onLook, drawing, span }: LookChoicesProps) {
  const { others } = look.choice;
  return (
    <>
      <Choices
        chosen={look.figure}
        head="On the lines"
        onChoose={(figure) => onLook({ figure })}
        options={edgeFigures.map((figure) => [figure, figureNames[figure]] as const)}
      />
      <Choices chosen={look.cards} head="On the cards" onChoose={(cards) => onLook({ cards })} options={details} />
      <Choices
        chosen={look.layout}
        head="Layout"
        onChoose={(layout) => onLook({ layout })}
        options={layouts.map((layout) => [layout, layoutNames[layout]] as const)}
      />
      <Choices
        chosen={others}
        head="Namespaces"
        onChoose={(to) => onLook({ choice: { ...foldsByItself, others: to } })}
        options={foldings}
      />
      <Comparing {...{ look, onLook, span }} />
      <Choices
        chosen={look.reach}
        head="Around what is selected"
        onChoose={(reach) => onLook({ reach })}
        options={reaches.map((reach) => [reach, reachName(reach)] as const)}
      />
      <DrawnBy {...drawing} />
    </>
  );
}

function DrawnBy({ webgl, onWebgl }: Drawing) {
  const [isThere] = useState(() => hasGraphicsCard());
  return (
    <>
      <Choices
        chosen={webgl ? 'card' : 'processor'}
        head="Drawn by"
        onChoose={(by) => onWebgl(by === 'card')}
        options={drawers}
      />
      <p className="px-2 pb-1 text-11 text-subtle">
        {isThere
          ? 'Smoother on large maps. Lines have no dashes then; crosses and walls stay.'
          : 'This browser offers no graphics card, so the processor draws either way.'}
      </p>
    </>
  );
}

const drawers = [
  ['processor', 'The processor'],
  ['card', 'The graphics card (WebGL)'],
] as const;

interface ChoicesProps<Value extends string> {
  readonly head: string;
  readonly chosen: Value;
  readonly options: readonly (readonly [Value, string])[];
  readonly onChoose: (value: Value) => void;
}

function Choices<Value extends string>({ head, chosen, options, onChoose }: ChoicesProps<Value>) {
  return (
    // biome-ignore lint/a11y/useSemanticElements: a fieldset would bring a legend and a border of its own
    <div aria-label={head} role="group">
      <PopoverHead>{head}</PopoverHead>
      {options.map(([value, name]) => (
        <MenuItem aria-pressed={value === chosen} key={value} onClick={() => onChoose(value)}>
          {name}
          {value === chosen && <Icon className="ml-auto" name="check" size={12} />}
        </MenuItem>
      ))}
    </div>
  );
}

/** With a span that ended some time ago, or with any other. */
function Comparing({ look: { against }, onLook, span }: Pick<LookChoicesProps, 'look' | 'onLook' | 'span'>) {
  const [asking, setAsking] = useState(false);
  const isOther = against !== null && !earlier.some(([end]) => end === against);
  const options = span ? [...earlier, ['other', 'Any other span'] as const] : earlier;
  return (
    <>
      <Choices
        chosen={isOther || asking ? 'other' : (against ?? 'off')}
        head="Compare with"
        onChoose={(chosen) => {
          setAsking(chosen === 'other');
          if (chosen !== 'other') onLook({ against: chosen === 'off' ? null : chosen });
        }}
        options={options}
      />
      {span && (asking || isOther) && (
        <SpanForm against={against} onChoose={(chosen) => onLook({ against: chosen })} span={span} />
      )}
    </>
  );
}

const details = [
  ['ports', 'Ports'],
  ['endpoints', 'Ports and HTTP endpoints'],
] as const;

const figureNames: Readonly<Record<EdgeFigure, string>> = {
  rate: 'Flows per second',
  denials: 'Denials',
  errors: 'HTTP and DNS errors',
  p50: 'Latency, p50',
  p95: 'Latency, p95',
  policy: 'Policy that allows it',
  encrypted: 'Encrypted share',
};

const layoutNames: Readonly<Record<Layout, string>> = {
  calls: 'By calls, in namespaces',
  names: 'By name, in namespaces',
  flat: 'By calls, without namespaces',
};

const foldings = [
  ['auto', 'Folded where there is too much'],
  ['open', 'All open'],
  ['folded', 'All folded'],
] as const;

/** Ends of the earlier span; it is as long as the one that is shown. */
const earlier: readonly (readonly [string, string])[] = [
  ['off', 'Nothing'],
  ['-15m', 'The span that ended 15 min ago'],
  ['-30m', 'The span that ended 30 min ago'],
  ['-45m', 'The span that ended 45 min ago'],
];

function reachName(reach: Reach): string {
  if (reach === 'all') return 'Everything';
  return reach === '1' ? 'Direct neighbours only' : `Up to ${reach} steps`;
}
