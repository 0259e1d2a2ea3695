// Two moments, in UTC as all times here, between which lies the span the map is compared with.
import { useId, useState } from 'react';
import { Button } from '@/components/ui/button';
import type { EpochMs } from '@/lib/flow/flow';
import { resolveSpan } from '@/lib/view/time';

export interface Span {
  readonly fromMs: EpochMs;
  readonly toMs: EpochMs;
}

export interface SpanFormProps {
  /** The span that is shown now. */
  readonly span: () => Span;
  readonly against: string | null;
  /** Takes `from/to` as links have it. */
  readonly onChoose: (against: string) => void;
}

export function SpanForm({ span, against, onChoose }: SpanFormProps) {
  const [begun] = useState(() => beginning(span(), against));
  const [from, setFrom] = useState(() => fieldOf(begun.fromMs));
  const [to, setTo] = useState(() => fieldOf(begun.toMs));
  const text = `${momentOf(from)}/${momentOf(to)}`;
  const isSpan = resolveSpan(text, 0, 0) !== null;
  const hint = useId();
  return (
    <form
      className="flex flex-col gap-1.5 px-2 pb-1.5"
      onSubmit={(event) => {
        event.preventDefault();
        if (isSpan) onChoose(text);
      }}
    >
      <Moment label="From" onChange={setFrom} value={from} />
      <Moment label="To" onChange={setTo} value={to} />
      <p className="text-11 text-subtle" id={hint}>
        {isSpan ? 'Times are UTC.' : 'The span has to end after it begins.'}
      </p>
      <span className="flex flex-wrap gap-1.5">
        <Button aria-describedby={hint} disabled={!isSpan} size="sm" type="submit">
          Compare
        </Button>
        <Button
          onClick={() => onChoose(textOf(span()))}
          size="sm"
          title="Then choose another span on the time axis: it is compared with the one shown now"
          variant="ghost"
        >
          Keep the span shown now
        </Button>
      </span>
    </form>
  );
}

function Moment({ label, value, onChange }: { label: string; value: string; onChange: (value: string) => void }) {
  return (
    <label className="flex items-center justify-between gap-2 text-12 text-muted">
      {label}
      <input
        className="mono-11 h-6 rounded-1 border border-line-strong bg-inset px-1.5 text-fg"
        onChange={(event) => onChange(event.target.value)}
        required
        step={1}
        type="datetime-local"
        value={value}
      />
    </label>
  );
}

/** What was chosen before, else the span just before the one shown. */
function beginning(shown: Span, against: string | null): Span {
  const lengthMs = shown.toMs - shown.fromMs;
  const chosen = against === null ? null : resolveSpan(against, lengthMs, Date.now());
  return chosen ?? { fromMs: shown.fromMs - lengthMs, toMs: shown.fromMs };
}

/** Whole seconds without a zone, as the field has them. */
const fieldOf = (ms: EpochMs): string => new Date(ms).toISOString().slice(0, 19);

/** Browsers leave seconds out where they are none. */
const momentOf = (field: string): string => `${field.length === 16 ? `${field}:00` : field.slice(0, 19)}Z`;

const textOf = ({ fromMs, toMs }: Span): string => `${momentOf(fieldOf(fromMs))}/${momentOf(fieldOf(toMs))}`;
