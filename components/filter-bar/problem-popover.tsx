import { Kbd } from '@/components/ui/badge';
import type { FilterError } from '@/lib/filter/filter';
import { visible } from '@/lib/flow/visible';
import { underField } from './under-field';

export interface ProblemPopoverProps {
  readonly id: string;
  readonly text: string;
  readonly problem: FilterError;
  readonly onFix: (fix: string) => void;
}

/** What is wrong with the filter, where, and one way to mend it. */
export function ProblemPopover({ id, text, problem, onFix }: ProblemPopoverProps) {
  const { message, position, length, fix } = problem;
  const end = position + Math.max(length, 1);
  const before = visible(text.slice(0, position));
  return (
    <div
      className="absolute top-full left-0 z-30 mt-2 w-[480px] max-w-[calc(100vw-24px)] rounded-3 border border-warn-line bg-overlay p-1 shadow-pop before:absolute before:-top-2.5 before:left-4 before:h-2.5 before:w-[1.5px] before:bg-warn"
      role="alert"
      style={{ left: underField(480) }}
    >
      <div className="px-2 py-1.5" id={id}>
        <p className="font-semibold text-12 text-fg">{visible(message)}</p>
        <pre className="mt-1.5 overflow-x-auto text-subtle mono">
          {before}
          <u className="text-error-text decoration-1 decoration-wavy underline-offset-3">
            {visible(text.slice(position, end)) || ' '}
          </u>
          {visible(text.slice(end))}
          {'\n'}
          {' '.repeat(Math.min(before.length, 200))}
          <span className="text-error-text mono-11">^ character {position + 1}</span>
        </pre>
      </div>
      {fix !== undefined && (
        <button
          className="flex min-h-7 w-full items-center gap-2 rounded-1 bg-active px-2 text-left text-12 text-muted"
          onClick={() => onFix(fix)}
          onMouseDown={(event) => event.preventDefault()}
          type="button"
        >
          Use <code className="truncate text-fg">{visible(fix)}</code>
          <span className="ml-auto">
            <Kbd>Tab</Kbd>
          </span>
        </button>
      )}
    </div>
  );
}
