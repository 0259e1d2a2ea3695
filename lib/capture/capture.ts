// What one line of a capture turns out to be.
import type { EpochMs, Flow } from '@/lib/flow/flow';

/** The same events Relay sends, plus the kinds only exporter files have. `line` counts from 1. */
export type CaptureRecord =
  | { readonly kind: 'flow'; readonly line: number; readonly flow: Flow }
  | {
      readonly kind: 'lost';
      readonly line: number;
      readonly source: string;
      readonly count: string | null;
      readonly node: string;
      readonly cpu: number | null;
      readonly timeMs: EpochMs | null;
      readonly firstMs: EpochMs | null;
      readonly lastMs: EpochMs | null;
    }
  | {
      readonly kind: 'nodes';
      readonly line: number;
      readonly state: string;
      readonly names: readonly string[];
      readonly message: string;
      readonly timeMs: EpochMs | null;
    }
  | { readonly kind: 'agent' | 'debug'; readonly line: number }
  | { readonly kind: 'unknown'; readonly line: number; readonly what: string }
  /** The head of a table, with the columns that are none of ours; they are left out. */
  | { readonly kind: 'head'; readonly line: number; readonly unknown: readonly string[] }
  /** A line that cannot be read: reported by number, the rest is kept. */
  | { readonly kind: 'bad'; readonly line: number; readonly message: string };
