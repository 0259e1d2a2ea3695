// Flows as CSV (RFC 4180), a column for every field. A cell that a spreadsheet would take for a formula gets an apostrophe in front.
import { flowFields } from '@/lib/flow/fields';
import type { Flow } from '@/lib/flow/flow';

/** How a field is called in the head of the file: `source_pod`. */
export const csvName = (id: string): string => id.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);

export const csvHeader = flowFields.map(({ id }) => csvName(id)).join(',');

/** One line without its end. */
export function flowToCsv(flow: Flow): string {
  return flowFields.map(({ text }) => cell(text(flow))).join(',');
}

function cell(text: string): string {
  const safe = /^'*[=+\-@\t\r]/.test(text) ? `'${text}` : text;
  return /^\s|[",\n\r]|\s$/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}

/** The text of a cell without the apostrophe that was put before it. */
export const withoutApostrophe = (text: string): string => (/^'+[=+\-@\t\r]/.test(text) ? text.slice(1) : text);
