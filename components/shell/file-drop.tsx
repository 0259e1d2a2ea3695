'use client';

import { useEffect, useEffectEvent, useState } from 'react';
import { Icon } from '@/components/ui/icon';

/** Takes a file that is dropped anywhere on the page, and says so while one hovers over it. */
export function FileDrop({ onFile }: { onFile: (file: File) => void }) {
  const [over, setOver] = useState(false);
  const take = useEffectEvent(onFile);
  useEffect(() => {
    const stop = new AbortController();
    const listen = <K extends 'dragenter' | 'dragover' | 'dragleave' | 'drop'>(
      kind: K,
      run: (event: DragEvent) => void,
    ) => window.addEventListener(kind, run, { signal: stop.signal });
    listen('dragenter', (event) => setOver(holdsFile(event)));
    listen('dragover', (event) => holdsFile(event) && event.preventDefault());
    listen('dragleave', (event) => event.relatedTarget === null && setOver(false));
    listen('drop', (event) => {
      setOver(false);
      const file = event.dataTransfer?.files[0];
      if (!file) return;
      event.preventDefault();
      take(file);
    });
    return () => stop.abort();
  }, []);
  if (!over) return null;
  return (
    <div className="pointer-events-none fixed inset-0 z-50 flex items-center justify-center bg-scrim p-6">
      <p className="flex items-center gap-2 rounded-3 border border-line-strong border-dashed bg-overlay px-6 py-4 text-13 shadow-dialog">
        <Icon name="file" />
        Drop a file of flows to open it in Eyepiece
      </p>
    </div>
  );
}

const holdsFile = (event: DragEvent) => event.dataTransfer?.types.includes('Files') ?? false;
