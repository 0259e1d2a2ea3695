// Answers that take a while to be made: equal questions of a moment share one.

export interface SharedAnswers<T> {
  /** `make` is run unless an equal question is being answered or just was. */
  of(key: string, make: () => Promise<T>): Promise<T>;
}

/** An answer is good for so long after it was made. */
export function createSharedAnswers<T>(freshMs: number, mostKept = 32): SharedAnswers<T> {
  const answers = new Map<string, Promise<T>>();

  function begin(key: string, make: () => Promise<T>): Promise<T> {
    const begun = make();
    const forget = () => {
      if (answers.get(key) === begun) answers.delete(key);
    };
    begun.then(() => setTimeout(forget, freshMs).unref(), forget);
    const [oldest] = answers.keys();
    if (oldest !== undefined && answers.size >= mostKept) answers.delete(oldest);
    answers.set(key, begun);
    return begun;
  }

  return { of: (key, make) => answers.get(key) ?? begin(key, make) };
}
