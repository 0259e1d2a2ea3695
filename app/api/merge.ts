// Several sources of items as one.

/**
 * Items as they come, in turn. A source is asked for its next item only when its last one was taken, so that none runs
 * ahead of a slow reader. Ends when all have ended; one that fails ends it with its error.
 */
export async function* merge<Item>(sources: readonly AsyncIterable<Item>[]): AsyncGenerator<Item> {
  const ready: { readonly item: Item; readonly ask: () => void }[] = [];
  const failures: unknown[] = [];
  let open = sources.length;
  let wake = () => {};

  function start(iterator: AsyncIterator<Item>) {
    const took = (result: IteratorResult<Item>) => {
      if (result.done) open -= 1;
      else ready.push({ item: result.value, ask });
      wake();
    };
    const failed = (error: unknown) => {
      failures.push(error);
      wake();
    };
    const ask = () => void iterator.next().then(took, failed);
    ask();
  }

  for (const source of sources) start(source[Symbol.asyncIterator]());
  while (open > 0 || ready.length > 0) {
    const next = ready.shift();
    if (next) {
      yield next.item;
      next.ask();
      continue;
    }
    if (failures.length > 0) throw failures[0];
    await new Promise<void>((resolve) => {
      wake = resolve;
    });
  }
}
