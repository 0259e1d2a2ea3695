'use client';

import { useMemo } from 'react';
import { CopyButton } from '@/components/value-actions/copy-button';
import { flowToJsonpb } from '@/lib/capture/write-jsonpb';
import type { Flow } from '@/lib/flow/flow';
import { visible } from '@/lib/flow/visible';

/** The flow in the form of `hubble observe -o jsonpb`, indented. */
export function FlowJson({ flow }: { flow: Flow }) {
  const line = useMemo(() => flowToJsonpb(flow), [flow]);
  const pretty = useMemo(() => JSON.stringify(JSON.parse(line), null, 2), [line]);
  return (
    <div>
      <div className="flex h-9 items-center justify-between border-line border-b px-4">
        <span className="text-11 text-subtle">As hubble observe -o jsonpb, {line.length} characters</span>
        <CopyButton label="Copy JSON" text={line}>
          Copy JSON
        </CopyButton>
      </div>
      <pre className="mono-11 overflow-auto whitespace-pre-wrap break-all p-4 text-fg">
        {pretty.split('\n').map(visible).join('\n')}
      </pre>
    </div>
  );
}
