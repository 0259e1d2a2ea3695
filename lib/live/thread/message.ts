// What two threads say to each other, and errors as they cross.
import { LiveError } from '@/lib/live/error';

/** Arguments and answers: plain data, or a stream that is pulled by the number its own end gave it. */
export type Carried = { readonly plain: unknown } | { readonly stream: number };

/** A signal stays at home: when it aborts, the stream that answers the call is left. */
export type Argument = Carried | { readonly signal: true };

export type CallMessage =
  | { readonly kind: 'call'; readonly id: number; readonly method: string; readonly args: readonly Argument[] }
  | { readonly kind: 'answer'; readonly id: number; readonly value: Carried }
  | { readonly kind: 'failure'; readonly id: number; readonly error: ErrorText };

export type StreamMessage =
  | { readonly kind: 'pull' | 'leave'; readonly stream: number }
  | { readonly kind: 'item'; readonly stream: number; readonly value: unknown }
  | { readonly kind: 'end'; readonly stream: number; readonly error?: ErrorText };

export type Message = CallMessage | StreamMessage;

/** Sends a message, with buffers that are handed over rather than copied. */
export type Post = (message: Message, transfer?: readonly ArrayBuffer[]) => void;

export interface ErrorText {
  readonly name: string;
  readonly message: string;
  readonly stack?: string | undefined;
  /** Of what the live side refuses: its code, and what else it says. Of what the system refused its code. */
  readonly more?: object;
}

export function tellError(error: unknown): ErrorText {
  if (!(error instanceof Error)) return { name: 'Error', message: String(error) };
  const { name, message, stack } = error;
  const more = error instanceof LiveError ? { ...error } : codeOf(error);
  return { name, message, stack, ...(more && { more }) };
}

function codeOf(error: Error): { readonly code: string } | null {
  return 'code' in error && typeof error.code === 'string' ? { code: error.code } : null;
}

/** An Error that says the same; of its class it has the name only. */
export function errorOf({ name, message, stack, more }: ErrorText): Error {
  return Object.assign(new Error(message), { name, stack, ...more });
}
