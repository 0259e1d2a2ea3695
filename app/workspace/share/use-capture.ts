'use client';

import { useState } from 'react';
import { apiUrl } from '@/app/api-url';
import type { CaptureState } from '@/components/shell/capture-dialog';
import type { CaptureReport } from '@/lib/wire/frame';
import type { Problem } from '@/lib/wire/problem';

export interface CaptureUpload {
  readonly capture: CaptureState;
  readonly open: (file: File) => void;
  readonly close: () => void;
}

/** Sends a file of flow lines and tells how far it is. XMLHttpRequest, because fetch does not say what was sent. */
export function useCapture(): CaptureUpload {
  const [capture, setCapture] = useState<CaptureState>({ state: 'none' });
  const [cancel, setCancel] = useState<() => void>(() => () => {});
  return {
    capture,
    open: (file) => setCancel(() => send(file, setCapture)),
    close() {
      cancel();
      setCapture({ state: 'none' });
    },
  };
}

function send(file: File, tell: (state: CaptureState) => void): () => void {
  const { name } = file;
  const request = new XMLHttpRequest();
  request.open('POST', `${apiUrl('captures')}?${new URLSearchParams({ name })}`);
  request.responseType = 'json';
  request.upload.onprogress = ({ loaded, total }) =>
    tell({ state: 'sending', name, share: total > 0 ? loaded / total : 0 });
  request.upload.onload = () => tell({ state: 'reading', name });
  request.onload = () => tell(stateOf(name, request));
  request.onerror = () =>
    tell({ state: 'failed', name, title: 'The file was not sent', detail: 'The server cannot be reached.' });
  tell({ state: 'sending', name, share: 0 });
  request.send(file);
  return () => request.abort();
}

function stateOf(name: string, { status, response }: XMLHttpRequest): CaptureState {
  if (status === 201) return { state: 'opened', name, report: response as CaptureReport };
  const problem = response as Partial<Problem> | null;
  return {
    state: 'failed',
    name,
    title: problem?.title ?? `${name} was not opened`,
    detail: problem?.detail ?? `The server answered ${status}.`,
  };
}
