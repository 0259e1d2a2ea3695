// The error an agent answers a bad filter with.

/** `message` is the text Hubble itself would send back. */
export class FilterFault extends Error {
  override readonly name = 'FilterFault';
}

/** Runs `compile` and puts `prefix: ` before whatever it complains about. */
export function faultPrefix<Result>(prefix: string, compile: () => Result): Result {
  try {
    return compile();
  } catch (error) {
    throw new FilterFault(`${prefix}: ${error instanceof Error ? error.message : String(error)}`);
  }
}
