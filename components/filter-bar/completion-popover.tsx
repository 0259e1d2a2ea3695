import { clsx } from 'clsx';
import { Kbd } from '@/components/ui/badge';
import { Meter } from '@/components/ui/meter';
import { menuItemClass, PopoverFoot, PopoverHead } from '@/components/ui/popover';
import type { Tone } from '@/components/verdict/tone';
import { VerdictGlyph } from '@/components/verdict/verdict';
import type { Completion } from '@/lib/filter/complete';
import { keySpec, keySpecs } from '@/lib/filter/keys/keys';
import { countOf, formatCount } from '@/lib/flow/format';
import { visible } from '@/lib/flow/visible';
import { type CompletionLine, otherForms, type SeenValues } from './completions';
import { underField } from './under-field';
import { valueTone } from './value-tone';

export interface CompletionPopoverProps {
  readonly id: string;
  readonly completion: Completion;
  readonly lines: readonly CompletionLine[];
  readonly seen: SeenValues;
  readonly active: number;
  readonly onAccept: (line: CompletionLine) => void;
}

/** Under the filter bar: values with their share at the left, other forms at the right. The focus stays in the field. */
export function CompletionPopover({ id, completion, lines, seen, active, onAccept }: CompletionPopoverProps) {
  const { kind, key } = completion;
  const figures = lines.some((line) => line.flows !== undefined);
  return (
    <div
      className="absolute top-full left-0 z-30 mt-1 w-[560px] max-w-[calc(100vw-24px)] rounded-3 border border-line-strong bg-overlay p-1 shadow-pop"
      data-completions
      style={{ left: underField(560) }}
    >
      <div className="grid sm:grid-cols-[312px_minmax(0,1fr)]">
        <div className="min-w-0 sm:border-line sm:border-r sm:pr-1">
          <PopoverHead>
            <span>
              {key === undefined ? (kind === 'key' ? 'Filter by' : 'No such key') : sentenceCase(keySpec(key).noun)}
            </span>
            {figures && <span>flows that match</span>}
          </PopoverHead>
          <div aria-label="Completions" className="max-h-[min(50dvh,420px)] overflow-y-auto" id={id} role="listbox">
            {lines.map((line, index) => (
              <Line
                active={index === active}
                id={`${id}-${index}`}
                key={line.insert}
                line={line}
                onAccept={() => onAccept(line)}
                tone={key === 'verdict' ? valueTone(line.label) : undefined}
              />
            ))}
          </div>
          <p aria-live="polite" className="px-2 py-1.5 text-12 text-subtle empty:hidden">
            {noteOn(seen, lines.length)}
          </p>
        </div>
        <div className="hidden min-w-0 pl-1 sm:block">
          <PopoverHead>Or write</PopoverHead>
          {otherForms(completion).map(({ text, means }) => (
            <div className="flex min-h-7 items-center gap-3 px-2 text-12" key={text}>
              <code className="min-w-0 truncate text-fg">{visible(text)}</code>
              <span className="ml-auto whitespace-nowrap text-subtle">{means}</span>
            </div>
          ))}
        </div>
      </div>
      <PopoverFoot>
        <Hint keys="Tab" says="accept" />
        <Hint keys="-" says="exclude" />
        <Hint keys="Esc" says="close" />
        <span className="ml-auto">{countOf(keySpecs.length - 1, 'filter key')}</span>
      </PopoverFoot>
    </div>
  );
}

/** What the lines leave open; '' where they say it all. */
function noteOn(seen: SeenValues, lines: number): string {
  switch (seen.state) {
    case 'none':
      return lines === 0 ? 'Type it in full.' : '';
    case 'asking':
      return lines === 0 ? 'Counting what is seen' : '';
    case 'failed':
      return `What is seen cannot be counted: ${seen.why}`;
    case 'seen':
      return [
        lines === 0 ? 'Nothing seen is like this. Type it in full.' : '',
        seen.more ? 'There are more; type on to find them.' : '',
        seen.newest === undefined ? '' : `Counted in the newest ${countOf(seen.newest, 'flow')}.`,
      ]
        .filter(Boolean)
        .join(' ');
  }
}

interface LineProps {
  readonly id: string;
  readonly line: CompletionLine;
  readonly active: boolean;
  readonly tone: Tone | undefined;
  readonly onAccept: () => void;
}

function Line({ id, line, active, tone, onAccept }: LineProps) {
  return (
    // biome-ignore lint/a11y/useFocusableInteractive: the field keeps the focus and names the active option
    // biome-ignore lint/a11y/useKeyWithClickEvents: the field takes the keys
    <div
      aria-selected={active}
      className={clsx(menuItemClass, 'cursor-pointer')}
      data-active={active}
      id={id}
      onClick={onAccept}
      onMouseDown={(event) => event.preventDefault()}
      ref={active ? inSight : undefined}
      role="option"
    >
      {tone && <VerdictGlyph tone={tone} />}
      <span className={line.help === '' ? 'truncate' : 'flex-none font-mono text-fg'}>{visible(line.label)}</span>
      {line.help !== '' && <span className="ml-auto truncate pl-4 text-subtle">{line.help}</span>}
      {line.flows !== undefined && (
        <span className="ml-auto flex items-center gap-2 text-subtle">
          {line.denials !== undefined && line.denials > 0 && (
            <span className="flex items-center gap-1 text-dropped-text" title="Of them denied">
              <VerdictGlyph size={10} tone="dropped" />
              <span className="mono">{formatCount(line.denials)}</span>
              <span className="sr-only">denied, </span>
            </span>
          )}
          <Meter share={line.share ?? 0} tone={tone === 'dropped' ? 'drop' : 'plain'} />
          <span className="min-w-12 text-right mono">{formatCount(line.flows)}</span>
        </span>
      )}
    </div>
  );
}

const inSight = (line: HTMLElement | null) => line?.scrollIntoView?.({ block: 'nearest' });

function Hint({ keys, says }: { keys: string; says: string }) {
  return (
    <span className="inline-flex items-center gap-1">
      <Kbd>{keys}</Kbd>
      {says}
    </span>
  );
}

const sentenceCase = (text: string) => text.charAt(0).toUpperCase() + text.slice(1);
