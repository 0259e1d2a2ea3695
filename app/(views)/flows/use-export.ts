'use client';

// The flows of a filter as a file: page after page, newest first, up to a limit that is said.
import { useRef, useState } from 'react';
import { callApi } from '@/app/api-url';
import { refusalOf } from '@/app/workspace/ask';
import { saveFile } from '@/components/ui/save-file';

export const exportFormats = {
  jsonl: { name: 'JSON lines', accept: 'application/x-ndjson', note: 'as hubble observe -o jsonpb writes them' },
  csv: { name: 'CSV', accept: 'text/csv', note: 'every field a column, for spreadsheets' },
} as const;
export type ExportFormat = keyof typeof exportFormats;

/** What is exported at most; more is for a collector. */
export const mostExported = 100_000;
const pageSize = 1_000;

export type ExportState =
  | { readonly state: 'idle' }
  | { readonly state: 'running'; readonly flows: number }
  | { readonly state: 'done'; readonly flows: number; readonly isCut: boolean }
  | { readonly state: 'failed'; readonly why: string };

export interface Export {
  readonly state: ExportState;
  /** `query` is that of the API: filter, cluster and span. */
  readonly start: (format: ExportFormat, query: URLSearchParams) => void;
  readonly cancel: () => void;
}

export function useExport(): Export {
  const [state, setState] = useState<ExportState>({ state: 'idle' });
  const abort = useRef<AbortController | null>(null);

  async function run(format: ExportFormat, query: URLSearchParams) {
    abort.current?.abort();
    abort.current = new AbortController();
    const { signal } = abort.current;
    try {
      const parts: string[] = [];
      setState({ state: 'running', flows: 0 });
      let flows = 0;
      let cursor: string | null = null;
      do {
        const page: Page = await readPage(format, query, cursor, signal);
        parts.push(parts.length > 0 && format === 'csv' ? withoutHead(page.text) : page.text);
        flows += page.flows;
        cursor = page.next;
        setState({ state: 'running', flows });
      } while (cursor !== null && flows < mostExported);
      save(parts, format);
      setState({ state: 'done', flows, isCut: cursor !== null });
    } catch (error) {
      setState(signal.aborted ? { state: 'idle' } : { state: 'failed', why: whyOf(error) });
    }
  }

  return {
    state,
    start: (format, query) => void run(format, query),
    cancel: () => abort.current?.abort(),
  };
}

interface Page {
  readonly text: string;
  readonly flows: number;
  readonly next: string | null;
}

async function readPage(
  format: ExportFormat,
  query: URLSearchParams,
  cursor: string | null,
  signal: AbortSignal,
): Promise<Page> {
  const asked = new URLSearchParams(query);
  asked.set('limit', String(pageSize));
  if (cursor !== null) asked.set('cursor', cursor);
  const { accept } = exportFormats[format];
  const response = await callApi(`flows?${asked}`, { signal, headers: { accept } });
  if (!response.ok) throw await refusalOf(response);
  const text = await response.text();
  const lines = text.split('\n').length - 1;
  return { text, flows: format === 'csv' ? lines - 1 : lines, next: response.headers.get('x-next-cursor') };
}

const withoutHead = (csv: string): string => csv.slice(csv.indexOf('\n') + 1);

function save(parts: readonly string[], format: ExportFormat) {
  const at = new Date().toISOString().slice(0, 19).replaceAll(':', '');
  saveFile(`flows-${at}Z.${format}`, parts, exportFormats[format].accept);
}

const whyOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));
