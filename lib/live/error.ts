// What the live side refuses, by code.
import type { LiveErrorCode } from '@/lib/live/live';

export class LiveError extends Error {
  constructor(
    readonly code: LiveErrorCode,
    message: string,
  ) {
    super(message);
    this.name = 'LiveError';
  }
}
