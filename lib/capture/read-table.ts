// A table of flows as lib/capture/write-csv.ts writes it, perhaps after a spreadsheet had it: columns may be missing or
// stand in another order, and the separator may be another one.
import Papa from 'papaparse';
import type { CaptureRecord } from '@/lib/capture/capture';
import { CellError, type Cells, flowFromCells } from '@/lib/capture/from-cells';
import { type TextLine, tooLong } from '@/lib/capture/read-lines';
import { csvName, withoutApostrophe } from '@/lib/capture/write-csv';
import { flowFields } from '@/lib/flow/fields';
import type { EpochMs } from '@/lib/flow/flow';

export interface TableHead {
  readonly line: number;
  readonly separator: string;
  /** Ids of the fields by their place; '' where a column is none of ours. */
  readonly fields: readonly string[];
  readonly unknown: readonly string[];
}

/** Spreadsheets write what their country uses. */
const separators = [',', ';', '\t'];
const idByName = new Map(flowFields.map(({ id }) => [csvName(id), id]));
const leastKnown = 2;

/** undefined where the line is no head of such a table. */
export function readHead({ text, line }: TextLine): TableHead | undefined {
  for (const separator of separators) {
    const names = cellsOf(text, separator).cells.map((name) => name.trim());
    const fields = names.map((name) => idByName.get(name.toLowerCase()) ?? '');
    const unknown = names.filter((name, at) => fields[at] === '' && name !== '');
    if (fields.filter(Boolean).length >= leastKnown) return { line, separator, fields, unknown };
  }
  return undefined;
}

/** The head and each row as a record. A cell holds no line end, so that a broken row breaks no other. */
export async function* readTable(
  head: TableHead,
  lines: AsyncIterable<TextLine>,
  arrivedMs: EpochMs,
): AsyncGenerator<CaptureRecord> {
  yield { kind: 'head', line: head.line, unknown: head.unknown };
  for await (const line of lines) {
    if (line.isTooLong) yield tooLong(line.line);
    else if (line.text.trim() !== '') yield readRow(head, line, arrivedMs);
  }
}

function readRow({ separator, fields }: TableHead, { text, line }: TextLine, arrivedMs: EpochMs): CaptureRecord {
  const { cells, broken } = cellsOf(text, separator);
  const bad = (message: string): CaptureRecord => ({ kind: 'bad', line, message });
  if (broken) return bad('A quotation mark in the row is not closed, or stands where none may.');
  if (cells.length !== fields.length) return bad(`The row has ${cells.length} cells, the head ${fields.length}.`);
  const byField = new Map(fields.map((id, at) => [id, withoutApostrophe(cells[at] ?? '')]));
  try {
    return { kind: 'flow', line, flow: flowFromCells(byField satisfies Cells, `line-${line}`, arrivedMs) };
  } catch (error) {
    if (error instanceof CellError) return bad(error.message);
    throw error;
  }
}

function cellsOf(text: string, separator: string): { readonly cells: readonly string[]; readonly broken: boolean } {
  const { data, errors } = Papa.parse<string[]>(text, { delimiter: separator, newline: '\n' });
  return { cells: data[0] ?? [], broken: errors.some(({ type }) => type === 'Quotes') };
}
