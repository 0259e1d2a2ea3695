'use client';

import { type FormEvent, type KeyboardEvent, useLayoutEffect, useRef, useState } from 'react';
import { Button } from '@/components/ui/button';
import { Field } from '@/components/ui/field';
import { Segmented } from '@/components/ui/segmented';
import type { DropMark, MarkKind } from '@/lib/drops/mark';
import { visible } from '@/lib/flow/visible';
import type { MarksKept } from '@/lib/wire/mark';
import { markSentences } from './mark-text';

export interface MarkAsked {
  readonly kind: MarkKind;
  readonly note: string;
  readonly author: string;
  /** null: until somebody ends it. Only of a mute. */
  readonly forSeconds?: number | null;
}

export interface MarkPanelProps {
  readonly mark: DropMark | undefined;
  readonly nowMs: number;
  /** null until it is known where marks are kept. */
  readonly kept: MarksKept | null;
  /** The name given last, or whom it is signed by in any case. */
  readonly author: string;
  /** Whether the reader signed in: then it is signed by their name, which they do not give. */
  readonly signedIn: boolean;
  /** Rejects with a sentence. */
  readonly onMark: (asked: MarkAsked) => Promise<void>;
  readonly onUnmark: () => Promise<void>;
}

/** What the team has said of a group, and how to say it. */
export function MarkPanel({ mark, nowMs, kept, author, signedIn, onMark, onUnmark }: MarkPanelProps) {
  const [asking, ask] = useState<MarkKind | null>(null);
  const [problem, setProblem] = useState('');
  const panel = useRef<HTMLElement>(null);
  useLayoutEffect(() => {
    const shown = panel.current;
    return () => {
      if (shown?.contains(document.activeElement)) giveFocusBack(shown);
    };
  }, []);
  function close() {
    giveFocusBack(panel.current);
    ask(null);
  }
  const attempt = (act: () => Promise<void>) =>
    act().then(
      () => {
        setProblem('');
        close();
      },
      (error: unknown) => setProblem(error instanceof Error ? error.message : String(error)),
    );
  return (
    <section aria-label="Acknowledge or mute" className="sticky left-0 max-w-[100vw] px-4 pt-3 lg:px-10" ref={panel}>
      {mark && <p className="mb-2 max-w-[80ch] break-words text-12 text-muted">{markSentences(mark, nowMs)}</p>}
      {asking === null ? (
        <div className="flex flex-wrap gap-2">
          {mark?.kind !== 'acknowledged' || mark.loud ? (
            <Button icon="check" onClick={() => ask('acknowledged')} size="sm">
              Acknowledge
            </Button>
          ) : null}
          <Button icon="mute" onClick={() => ask('muted')} size="sm">
            {mark?.kind === 'muted' ? 'Change the mute' : 'Mute'}
          </Button>
          {mark && (
            <Button icon="close" onClick={() => void attempt(onUnmark)} size="sm" variant="ghost">
              {mark.kind === 'muted' ? 'Unmute' : 'Take back'}
            </Button>
          )}
        </div>
      ) : (
        <MarkForm
          author={author}
          kind={asking}
          note={mark?.kind === asking ? mark.note : ''}
          onCancel={close}
          onSubmit={(asked) => void attempt(() => onMark(asked))}
          signedIn={signedIn}
        />
      )}
      {problem && (
        <p className="mt-2 text-12 text-warn-text" role="alert">
          {problem}
        </p>
      )}
      {kept && (mark || asking) && <Kept kept={kept} />}
    </section>
  );
}

/** To the panel's first button, or where a muted group took the panel with it, now or a moment later, to the first row. */
function giveFocusBack(panel: HTMLElement | null) {
  const table = panel?.closest('table');
  requestAnimationFrame(() => {
    if (document.activeElement !== document.body) return;
    const next = panel?.isConnected ? panel.querySelector('button') : table?.querySelector('button[data-row-button]');
    if (next instanceof HTMLElement) next.focus();
  });
}

/** What is lost with a restart is said before it is written. */
function Kept({ kept }: { kept: MarksKept }) {
  const where =
    kept.in === 'file'
      ? 'The team sees it; it is kept on the server.'
      : 'The team sees it. It is kept in memory only and lost when the server restarts: set EYEPIECE_DATA_DIR to keep it.';
  return (
    <p className="mt-2 max-w-[80ch] break-words text-11 text-subtle">
      {[where, kept.problem].filter(Boolean).join(' ')}
    </p>
  );
}

const lengths = [
  { value: '3600', label: '1 h' },
  { value: '86400', label: '24 h' },
  { value: '604800', label: '7 days' },
  { value: 'ended', label: 'Until ended' },
] as const;
type Length = (typeof lengths)[number]['value'];

interface MarkFormProps {
  readonly kind: MarkKind;
  readonly author: string;
  readonly signedIn: boolean;
  readonly note: string;
  readonly onSubmit: (asked: MarkAsked) => void;
  readonly onCancel: () => void;
}

function MarkForm({ kind, signedIn, onSubmit, onCancel, ...before }: MarkFormProps) {
  const [note, setNote] = useState(before.note);
  const [author, setAuthor] = useState(before.author);
  const [length, setLength] = useState<Length>('86400');
  const isMute = kind === 'muted';
  function submit(event: FormEvent) {
    event.preventDefault();
    const forSeconds = length === 'ended' ? null : Number(length);
    onSubmit({ kind, note, author, ...(isMute && { forSeconds }) });
  }
  /** Closes the form alone, not the group. */
  function leave(event: KeyboardEvent) {
    if (event.key !== 'Escape') return;
    event.preventDefault();
    onCancel();
  }
  return (
    <form className="flex flex-wrap items-center gap-2" onKeyDown={leave} onSubmit={submit}>
      <Field
        autoFocus
        className="w-80 max-w-full"
        label={isMute ? 'Why it is muted' : 'What is being done about it'}
        maxLength={500}
        onChange={({ target }) => setNote(target.value)}
        value={note}
      />
      {!signedIn && (
        <Field
          autoComplete="name"
          className="w-44"
          label="Your name"
          maxLength={80}
          onChange={({ target }) => setAuthor(target.value)}
          value={author}
        />
      )}
      {isMute && <Segmented label="For how long" onChange={setLength} segments={lengths} size="sm" value={length} />}
      <Button size="sm" type="submit" variant="primary">
        {isMute ? 'Mute' : 'Acknowledge'}
      </Button>
      <Button onClick={onCancel} size="sm" variant="ghost">
        Cancel
      </Button>
      <p className="w-full text-11 text-subtle">
        {isMute
          ? 'It is folded away and left out of counts, and stays listed under "muted".'
          : 'It stands back until it rises again, comes back after it stopped, or is refused for another reason.'}
        {signedIn && ` It is signed ${visible(author)}.`}
      </p>
    </form>
  );
}
