'use client';

import { useState } from 'react';
import { contentOf } from '@/app/workspace/stream/parts';
import { useView } from '@/app/workspace/use-view';
import { Button } from '@/components/ui/button';
import { MenuItem, Popover, PopoverFoot, PopoverHead } from '@/components/ui/popover';
import { useFeed } from '@/lib/feed/use-feed';
import { printFilter } from '@/lib/filter/print';
import { countOf, formatCount } from '@/lib/flow/format';
import { type ExportFormat, type ExportState, exportFormats, mostExported, useExport } from './use-export';

const formats = Object.keys(exportFormats) as readonly ExportFormat[];

/** The flows that the filter lets through, as a file. It comes open: a press brought it. */
export function ExportMenu() {
  const { view } = useView();
  const content = useFeed(contentOf);
  const [open, setOpen] = useState(true);
  const { state, start, cancel } = useExport();
  const isRunning = state.state === 'running';
  const begin = (format: ExportFormat) => {
    if (!content) return;
    const query = new URLSearchParams({ q: printFilter(view.q), from: isoOf(content.fromMs), to: isoOf(content.toMs) });
    if (view.cluster !== null) query.set('cluster', view.cluster);
    start(format, query);
  };
  return (
    <Popover
      align="end"
      className="w-80"
      label="Export"
      onOpenChange={setOpen}
      open={open}
      trigger={
        <Button icon="download" size="sm" variant="ghost">
          {isRunning ? formatCount(state.flows) : 'Export'}
        </Button>
      }
    >
      <PopoverHead>The flows of this filter, newest first</PopoverHead>
      {formats.map((format) => (
        <MenuItem disabled={isRunning} key={format} onClick={() => begin(format)}>
          {exportFormats[format].name}
          <span className="text-11 text-subtle">{exportFormats[format].note}</span>
        </MenuItem>
      ))}
      <PopoverFoot>
        <span aria-live="polite" className="flex-1">
          {textOf(state)}
        </span>
        {isRunning && (
          <Button onClick={cancel} size="sm">
            Cancel
          </Button>
        )}
      </PopoverFoot>
    </Popover>
  );
}

function textOf(state: ExportState): string {
  switch (state.state) {
    case 'idle':
      return `At most ${countOf(mostExported, 'flow')}. Open in Eyepiece, in the cluster menu, reads such a file back; or drop it on the page.`;
    case 'running':
      return `${countOf(state.flows, 'flow')} so far`;
    case 'done':
      return state.isCut
        ? `The newest ${countOf(state.flows, 'flow')}; there are more`
        : `${countOf(state.flows, 'flow')} exported`;
    case 'failed':
      return `Not exported: ${state.why}`;
  }
}

const isoOf = (atMs: number): string => new Date(atMs).toISOString();
