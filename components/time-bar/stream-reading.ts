// What is said of a stream in a word or two, and its mark.
import type { DotState } from '@/components/ui/live-dot';
import { formatClock } from '@/lib/flow/format';
import type { StreamState } from './stream-state';

export function readingOf(stream: StreamState): { readonly dot: DotState; readonly text: string } {
  switch (stream.kind) {
    case 'connecting':
      return { dot: 'waiting', text: 'Connecting' };
    case 'stopped':
      return { dot: 'warn', text: 'Not connected' };
    case 'live':
      return { dot: 'live', text: 'Live' };
    case 'behind':
      return { dot: 'warn', text: `Live, ${stream.seconds} s behind` };
    case 'capture':
      return { dot: 'still', text: 'Capture' };
    case 'snapshot':
      return { dot: 'still', text: 'Snapshot' };
    case 'paused':
      return { dot: 'paused', text: `Paused ${formatClock(stream.atMs)}` };
    case 'frozen':
      return { dot: 'warn', text: `Frozen ${formatClock(stream.atMs)}` };
    case 'fixed':
      return { dot: 'still', text: `From ${formatClock(stream.fromMs)}` };
  }
}
