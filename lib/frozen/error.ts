// Why a file of a frozen view is not opened.

/**
 * - `not-frozen` it is no such file
 * - `newer`      a later version wrote it
 * - `damaged`    it ends early, or its bytes are not those that were written
 * - `too-large`  it holds more than is opened
 */
export type FrozenErrorCode = 'not-frozen' | 'newer' | 'damaged' | 'too-large';

/** Its message is for whoever brought the file. */
export class FrozenError extends Error {
  override readonly name = 'FrozenError';

  constructor(
    readonly code: FrozenErrorCode,
    message: string,
  ) {
    super(message);
  }
}
