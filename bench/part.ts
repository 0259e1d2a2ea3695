// What the parts of the bench have in common.

export interface Settings {
  /** Short windows and few steps: the whole bench in two minutes. */
  readonly quick: boolean;
  say(line: string): void;
}

export interface Table {
  readonly head: readonly string[];
  readonly rows: readonly (readonly string[])[];
}

/** A chapter of docs/performance.md. */
export interface Chapter {
  readonly title: string;
  /** What was done, so that the figures mean something. */
  readonly how: string;
  readonly tables: readonly Table[];
  readonly notes?: readonly string[];
}

export interface Part {
  readonly name: string;
  run(settings: Settings): Promise<Chapter>;
}

export function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
