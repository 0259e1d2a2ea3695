'use client';

import { clsx } from 'clsx';
import { useMemo } from 'react';
import { Button } from '@/components/ui/button';
import { Icon } from '@/components/ui/icon';
import { CopyButton } from '@/components/value-actions/copy-button';
import { flowToJsonpb } from '@/lib/capture/write-jsonpb';
import type { Flow } from '@/lib/flow/flow';
import { formatBytes } from '@/lib/flow/format';
import { visible } from '@/lib/flow/visible';
import { foldable, type JsonLine, jsonLines } from './json-lines';
import { MaskedText } from './masked-text';

export interface FlowJsonProps {
  readonly flow: Flow;
  /** Paths of what is folded, kept from flow to flow. */
  readonly folded: ReadonlySet<string>;
  readonly onFold: (folded: ReadonlySet<string>) => void;
}

/** The flow in the form of `hubble observe -o jsonpb`, indented and numbered. */
export function FlowJson({ flow, folded, onFold }: FlowJsonProps) {
  const line = useMemo(() => flowToJsonpb(flow), [flow]);
  const value = useMemo(() => JSON.parse(line), [line]);
  const all = useMemo(() => foldable(value), [value]);
  const lines = useMemo(() => jsonLines(value, folded), [value, folded]);
  const isFolded = all.length > 0 && all.every((path) => folded.has(path));
  return (
    <div className="flex min-h-full flex-col">
      <div className="sticky top-0 z-10 flex min-h-9 flex-wrap items-center justify-end gap-x-2 border-line border-b bg-surface px-4 py-1">
        <span className="flex-1 whitespace-nowrap text-11 text-subtle">
          As hubble observe writes it, {formatBytes(new TextEncoder().encode(line).length)}
        </span>
        <Button icon="list" onClick={() => onFold(new Set(isFolded ? [] : all))} size="sm" variant="ghost">
          {isFolded ? 'Unfold all' : 'Fold all'}
        </Button>
        <CopyButton label="Copy JSON" text={line}>
          Copy JSON
        </CopyButton>
      </div>
      <pre className="mono-11 min-h-0 flex-1 bg-inset py-2 text-code-str">
        {lines.map((one) => (
          <Line key={one.number} line={one} onFold={(path) => onFold(toggled(folded, path))} />
        ))}
      </pre>
    </div>
  );
}

interface LineProps {
  readonly line: JsonLine;
  readonly onFold: (path: string) => void;
}

function Line({ line: { number, depth, key, text, opens }, onFold }: LineProps) {
  return (
    // A line that folds is as high as its button.
    <span className={clsx('flex items-start', opens ? 'py-1' : 'py-px')} data-line={number}>
      <span aria-hidden="true" className="w-9 flex-none select-none text-right text-subtle">
        {number}
      </span>
      <span
        className="relative min-w-0 flex-1 whitespace-pre-wrap pr-4 pl-7 [overflow-wrap:anywhere]"
        style={{ marginLeft: `${depth * 2}ch` }}
      >
        {opens && <Fold onPress={() => onFold(opens.path)} opens={opens} />}
        {key !== undefined && (
          <>
            <span className="text-code-key">{visible(key)}</span>
            <span className="text-code-punct">: </span>
          </>
        )}
        <MaskedText text={visible(text)} />
      </span>
    </span>
  );
}

interface FoldProps {
  readonly opens: NonNullable<JsonLine['opens']>;
  readonly onPress: () => void;
}

function Fold({ opens: { path, folded }, onPress }: FoldProps) {
  const label = `${folded ? 'Unfold' : 'Fold'} ${visible(path.replace(/^flow\./, ''))}`;
  return (
    <button
      aria-expanded={!folded}
      aria-label={label}
      className="absolute -top-1 left-1 flex size-6 items-center justify-center rounded-1 text-subtle hover:bg-hover hover:text-fg"
      onClick={onPress}
      title={label}
      type="button"
    >
      <Icon name={folded ? 'chevron-right' : 'chevron-down'} size={12} />
    </button>
  );
}

function toggled(folded: ReadonlySet<string>, path: string): ReadonlySet<string> {
  return folded.has(path) ? new Set([...folded].filter((other) => other !== path)) : new Set([...folded, path]);
}
