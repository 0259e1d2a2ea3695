// What the stream control reads. One tag per reading; each carries only what it says.
import type { EpochMs } from '@/lib/flow/flow';

export type StreamState =
  | { readonly kind: 'connecting' }
  /** Nothing was ever received, and nothing comes. */
  | { readonly kind: 'stopped' }
  | { readonly kind: 'live' }
  /** The browser trails the server. */
  | { readonly kind: 'behind'; readonly seconds: number }
  /** By the reader. */
  | { readonly kind: 'paused'; readonly atMs: EpochMs; readonly newer: number }
  /** By the connection; it comes back by itself. */
  | { readonly kind: 'frozen'; readonly atMs: EpochMs }
  /** A file: nothing moves, nothing more will come. */
  | { readonly kind: 'capture' | 'snapshot' }
  /** `of` what has come to rest, where it is a part of that and not of what goes on. */
  | {
      readonly kind: 'fixed';
      readonly fromMs: EpochMs;
      readonly toMs: EpochMs;
      readonly of?: 'capture' | 'snapshot' | undefined;
    };
