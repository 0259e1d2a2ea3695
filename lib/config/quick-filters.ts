// Filters that everybody is offered by name: `Label = filter; Label = filter`.
import { parseFilter } from '@/lib/filter/parse';

export interface QuickFilter {
  readonly label: string;
  /** Filter text that can be read. */
  readonly q: string;
}

const longestLabel = 40;

/** The filters in their order, and one sentence for each that cannot be used. A semicolon within quotes divides nothing. */
export function readQuickFilters(text: string): { filters: readonly QuickFilter[]; problems: readonly string[] } {
  if (text.toLowerCase() === 'none') return { filters: [], problems: [] };
  const filters: QuickFilter[] = [];
  const problems: string[] = [];
  for (const part of partsOf(text)) {
    const problem = problemOf(part, filters);
    if (problem === null) filters.push(part);
    else problems.push(problem);
  }
  return { filters, problems };
}

function partsOf(text: string): readonly QuickFilter[] {
  const parts = text.match(/(?:"(?:\\.|[^"\\])*"?|[^;"])+/g) ?? [];
  return parts.filter((part) => part.trim() !== '').map(partOf);
}

function partOf(part: string): QuickFilter {
  const [label = '', ...rest] = part.split('=');
  return { label: label.trim(), q: rest.join('=').trim() };
}

function problemOf({ label, q }: QuickFilter, before: readonly QuickFilter[]): string | null {
  if (label === '') return `the filter "${q}" has no label; write one before it, such as Denied = verdict:denied.`;
  if (q === '') return `"${label}" has no filter; write = and a filter after it, such as Denied = verdict:denied.`;
  if (label.length > longestLabel) return `the label "${label}" is longer than ${longestLabel} characters; shorten it.`;
  if (before.some((other) => other.label === label)) return `"${label}" is there twice; rename one of the two.`;
  const parsed = parseFilter(q);
  if (parsed.ok) return null;
  const { message, fix } = parsed.error;
  return `"${label}" is no filter: ${message}${fix === undefined ? '' : ` Write ${label} = ${fix}`}`;
}
