'use client';

import { Dialog } from 'radix-ui';
import { type ReactNode, useId, useRef, useState } from 'react';
import { Button, IconButton } from '@/components/ui/button';
import { Segmented } from '@/components/ui/segmented';
import { visible } from '@/lib/flow/visible';
import { CopyField } from './copy-field';
import { SnapshotPanel, type SnapshotShare } from './snapshot-panel';
import { lengthWords, liveWords, lockedWords, type SharedTime } from './words';

export interface ShareDialogProps {
  readonly onClose: () => void;
  /** Takes the focus when the dialog is gone. */
  readonly onClosed: () => void;
  readonly time: SharedTime;
  readonly liveLink: string;
  /** null where the view stands still anyway. */
  readonly locked: { readonly link: string; readonly fromMs: number; readonly toMs: number } | null;
  readonly snapshots: SnapshotShare;
  readonly bundle: BundleShare;
  readonly embed: { readonly iframe: string; readonly element: string; readonly framedBy: string };
  readonly command: { readonly text: string; readonly notes: readonly string[] };
}

export interface BundleShare {
  readonly busy: boolean;
  /** What came of the last; '' where there was none. */
  readonly said: string;
  readonly download: () => void;
}

const kinds = [
  { kind: 'live', name: 'Live link' },
  { kind: 'locked', name: 'Link to this time' },
  { kind: 'snapshot', name: 'Snapshot' },
  { kind: 'bundle', name: 'Bundle' },
  { kind: 'embed', name: 'Embed' },
  { kind: 'command', name: 'hubble observe' },
] as const;
type Kind = (typeof kinds)[number]['kind'];

const briefly: Readonly<Record<Kind, string>> = {
  live: 'The same view, opened anew',
  locked: 'What is shown, while it is held',
  snapshot: 'A copy on this server',
  bundle: 'A file that opens anywhere',
  embed: 'A frame for your own pages',
  command: 'The same on the command line',
};

/** Everything that can be made of a view for somebody else, and what they will see of it. */
export function ShareDialog({ onClose, onClosed, ...shared }: ShareDialogProps) {
  const offered = kinds.filter(({ kind }) => kind !== 'locked' || shared.locked !== null);
  const [chosen, setChosen] = useState<Kind>('live');
  const options = useRef<HTMLFieldSetElement>(null);
  return (
    <Dialog.Root onOpenChange={(open) => open || onClose()} open>
      <Dialog.Portal>
        <Dialog.Overlay className="fixed inset-0 z-40 bg-scrim" />
        <Dialog.Content
          aria-describedby={undefined}
          onOpenAutoFocus={(event) => {
            event.preventDefault();
            options.current?.querySelector<HTMLElement>(':checked')?.focus();
          }}
          onCloseAutoFocus={(event) => {
            event.preventDefault();
            onClosed();
          }}
          className="fixed top-4 left-1/2 z-40 flex max-h-[calc(100dvh-32px)] w-[560px] max-w-[calc(100vw-16px)] -translate-x-1/2 flex-col gap-3 overflow-auto rounded-3 border border-line-strong bg-overlay p-4 text-fg shadow-dialog outline-none sm:top-[10dvh] sm:max-h-[80dvh]"
        >
          <div className="flex items-center justify-between">
            <Dialog.Title className="font-semibold text-14">Share this view</Dialog.Title>
            <Dialog.Close asChild>
              <IconButton icon="close" label="Close" size="sm" />
            </Dialog.Close>
          </div>
          <fieldset className="grid grid-cols-2 gap-2 sm:grid-cols-3" ref={options}>
            <legend className="sr-only">What to share</legend>
            {offered.map(({ kind, name }) => (
              <Option checked={kind === chosen} key={kind} name={name} onChoose={() => setChosen(kind)}>
                {briefly[kind]}
              </Option>
            ))}
          </fieldset>
          <Panel kind={chosen} shared={shared} />
        </Dialog.Content>
      </Dialog.Portal>
    </Dialog.Root>
  );
}

interface OptionProps {
  readonly checked: boolean;
  readonly name: string;
  readonly onChoose: () => void;
  readonly children: string;
}

function Option({ checked, name, onChoose, children }: OptionProps) {
  const about = useId();
  return (
    <label className="flex cursor-pointer gap-2 rounded-2 border border-line-strong p-2 text-12 focus-within:outline-2 focus-within:outline-focus has-checked:border-fg has-checked:bg-active">
      <input
        aria-describedby={about}
        aria-label={name}
        checked={checked}
        className="mt-0.5 size-3.5 flex-none accent-current outline-none"
        name="share"
        onChange={onChoose}
        type="radio"
      />
      <span className="min-w-0">
        <b className="block font-medium text-fg">{name}</b>
        <span className="block text-11 text-muted" id={about}>
          {children}
        </span>
      </span>
    </label>
  );
}

function Panel({
  kind,
  shared,
}: {
  readonly kind: Kind;
  readonly shared: Omit<ShareDialogProps, 'onClose' | 'onClosed'>;
}) {
  switch (kind) {
    case 'live':
      return <LinkPanel label="Live link" link={shared.liveLink} words={liveWords(shared.time)} />;
    case 'locked':
      return (
        shared.locked && (
          <LinkPanel label="Link to this time" link={shared.locked.link} words={lockedWords(shared.locked)} />
        )
      );
    case 'snapshot':
      return <SnapshotPanel snapshots={shared.snapshots} />;
    case 'bundle':
      return <BundlePanel {...shared.bundle} />;
    case 'embed':
      return <EmbedPanel {...shared.embed} words={liveWords(shared.time)} />;
    case 'command':
      return (
        <Said words="Hubble's own tool, asked for the same flows.">
          <CopyField label="Command" rows={3} text={shared.command.text} />
          {shared.command.notes.map((note) => (
            <p className="text-12 text-muted" key={note}>
              {visible(note)}
            </p>
          ))}
        </Said>
      );
  }
}

function Said({ words, children }: { readonly words: string; readonly children: ReactNode }) {
  return (
    <div className="flex flex-col gap-2">
      <p className="text-12 text-muted">{words}</p>
      {children}
    </div>
  );
}

interface LinkPanelProps {
  readonly label: string;
  readonly link: string;
  readonly words: string;
}

function LinkPanel({ label, link, words }: LinkPanelProps) {
  return (
    <Said words={words}>
      <CopyField label={label} text={link} />
      <p className="text-12 text-warn-text empty:hidden">{lengthWords(link)}</p>
    </Said>
  );
}

function BundlePanel({ busy, said, download }: BundleShare) {
  return (
    <Said words="One file with the view, its flows and its counters. It is opened offline in any Eyepiece: drop it on the page, or choose it under Cluster. Whoever has the file sees all of it.">
      <Button className="self-start" disabled={busy} icon="download" onClick={download} variant="primary">
        {busy ? 'Making the bundle …' : 'Download the bundle'}
      </Button>
      <p aria-live="polite" className="text-12 text-muted empty:hidden">
        {visible(said)}
      </p>
    </Said>
  );
}

function EmbedPanel({ iframe, element, framedBy, words }: ShareDialogProps['embed'] & { readonly words: string }) {
  const [form, setForm] = useState<'iframe' | 'element'>('iframe');
  return (
    <Said words={`${words} ${framedBy}`}>
      <div>
        <Segmented
          label="Form"
          onChange={setForm}
          segments={[
            { value: 'iframe', label: 'Frame' },
            { value: 'element', label: '<eyepiece-view>' },
          ]}
          size="sm"
          value={form}
        />
      </div>
      <CopyField label="Embed code" rows={9} text={form === 'iframe' ? iframe : element} />
    </Said>
  );
}
