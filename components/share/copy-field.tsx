'use client';

import { type FocusEvent, useRef, useState } from 'react';
import { Button } from '@/components/ui/button';
import { copyText } from '@/components/value-actions/copy-text';

export interface CopyFieldProps {
  /** What the text is, for screen readers: "Live link". */
  readonly label: string;
  readonly text: string;
  readonly rows?: number;
}

type Copied = { readonly of: string; readonly done: boolean } | null;

/** Text to take along: it is copied, or selected where the browser does not let it be copied. */
export function CopyField({ label, text, rows = 2 }: CopyFieldProps) {
  const field = useRef<HTMLTextAreaElement>(null);
  const [copied, setCopied] = useState<Copied>(null);
  const said = copied?.of === text ? copied : null;
  async function copy() {
    const done = await copyText(text);
    setCopied({ of: text, done });
    if (!done) field.current?.select();
  }
  return (
    <div className="flex flex-col gap-1.5">
      <textarea
        aria-label={label}
        className="field-sizing-content max-h-72 min-h-8 resize-none break-all rounded-2 border border-line-strong bg-inset px-2 py-1.5 text-fg mono focus-visible:outline-2 focus-visible:outline-focus"
        onFocus={selectAll}
        readOnly
        ref={field}
        rows={rows}
        spellCheck={false}
        value={text}
      />
      <div className="flex items-center gap-2">
        <Button icon={said?.done ? 'check' : 'copy'} onClick={() => void copy()} variant="primary">
          {said?.done ? 'Copied' : 'Copy'}
        </Button>
        <p aria-live="polite" className="text-12 text-muted">
          {said && (said.done ? `${label} copied.` : 'The browser does not let it be copied. It is selected above.')}
        </p>
      </div>
    </div>
  );
}

const selectAll = (event: FocusEvent<HTMLTextAreaElement>) => event.currentTarget.select();
