// Long work in small steps, so that whoever runs it can let others have their turn in between.

/** Pauses after some tens of microseconds of work. What it works on may change meanwhile; each says what then holds. */
export type Steps<T> = Generator<void, T, void>;

/** Runs all steps at once. */
export function finish<T>(steps: Steps<T>): T {
  for (;;) {
    const step = steps.next();
    if (step.done) return step.value;
  }
}
