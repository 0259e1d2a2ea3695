// Flows as CSV (RFC 4180), a column for every field. A cell that a spreadsheet would take for a formula gets an apostrophe in front.
import { flowFields } from '@/lib/flow/fields';
import type { Flow } from '@/lib/flow/flow';

export const csvHeader = flowFields
  .map(({ id }) => id.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`))
  .join(',');

/** One line without its end. */
export function flowToCsv(flow: Flow): string {
  return flowFields.map(({ text }) => cell(text(flow))).join(',');
}

function cell(text: string): string {
  const safe = /^[=+\-@\t\r]/.test(text) ? `'${text}` : text;
  return /[",\n\r]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}
