// What a page and the hub say to each other over a message port. Plain data: it is cloned on the way.
import type { FeedConnection } from './connection';

export type ToHub =
  /**
   * This page looks at `url`. A new turn asks for the whole state; the same turn again is a sign of life, due every
   * `beatMs`, without which the hub takes the page for gone.
   */
  | { readonly kind: 'watch'; readonly turn: number; readonly url: string }
  /** Nobody looks at this page: send nothing until the next watch. */
  | { readonly kind: 'rest' }
  | { readonly kind: 'retry' }
  | { readonly kind: 'network'; readonly online: boolean };

/** Answers name the turn they belong to, so that a page can tell those that crossed its next question. */
export type FromHub =
  | { readonly kind: 'here'; readonly turn: number }
  | { readonly kind: 'connection'; readonly turn: number; readonly connection: FeedConnection }
  /** JSON text of a StreamReader, before frames of theirs. */
  | { readonly kind: 'reader'; readonly turn: number; readonly json: string }
  /** JSON text of a Frame. */
  | { readonly kind: 'frame'; readonly turn: number; readonly json: string }
  /** The server does not serve several views on one stream, or not so many: open your own. */
  | { readonly kind: 'unable'; readonly turn: number };

export const beatMs = 10_000;
