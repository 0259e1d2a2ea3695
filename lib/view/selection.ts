// What is selected, as `sel=` says it: `flow:<id>`, `edge:<id>`, `node:<id>`, `drop:<id>`.

export const selectionKinds = ['flow', 'edge', 'node', 'drop'] as const;
type SelectionKind = (typeof selectionKinds)[number];

export interface Selection {
  readonly kind: SelectionKind;
  /** Id of the flow, graph edge, entity or drop group, as the API gives it. */
  readonly id: string;
}

export const writeSelection = (selection: Selection): string => `${selection.kind}:${selection.id}`;

/** undefined when the text names no kind of thing. */
export function readSelection(text: string): Selection | undefined {
  const colon = text.indexOf(':');
  const kind = selectionKinds.find((known) => known === text.slice(0, colon));
  const id = text.slice(colon + 1);
  return kind && id !== '' ? { kind, id } : undefined;
}
