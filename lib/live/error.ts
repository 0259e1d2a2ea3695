// What the live side refuses, by code.
import type { FilterPlace } from '@/lib/filter/place';
import type { LiveErrorCode } from '@/lib/live/live';

export class LiveError extends Error {
  constructor(
    readonly code: LiveErrorCode,
    message: string,
    /** Of `filter`: what is wrong. */
    readonly place?: FilterPlace,
  ) {
    super(message);
    this.name = 'LiveError';
  }
}
