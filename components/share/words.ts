// What whoever reads what is shared will see.
import { formatDateTime, formatDuration, formatMinute } from '@/lib/flow/format';
import type { Keep } from '@/lib/wire/share';

/** The time of what is shared: it moves with the clock, or is fixed; of what has come to rest all is shown. */
export type SharedTime =
  | { readonly kind: 'moving'; readonly windowMs: number }
  | { readonly kind: 'rest'; readonly what: 'capture' | 'snapshot' };

export function liveWords(time: SharedTime): string {
  if (time.kind === 'moving')
    return `Keeps moving: shows the last ${formatDuration(time.windowMs)} whenever it is opened.`;
  return time.what === 'capture'
    ? 'Shows the capture as long as this server has it open. It does not move.'
    : 'Shows this snapshot as it is filtered now. It does not move.';
}

export const lockedWords = ({ fromMs, toMs }: { readonly fromMs: number; readonly toMs: number }): string =>
  `Fixed to ${exactly(fromMs)} – ${exactly(toMs)} UTC, as long as this server holds that time.`;

/** Proxies in front of a server commonly take no longer address; Eyepiece itself takes twice that, with all headers. */
const longestLink = 8_000;

/** What may come of a link of this length; '' of one that is short enough. */
export const lengthWords = (link: string): string =>
  link.length <= longestLink
    ? ''
    : `The link is ${link.length.toLocaleString('en')} characters long, and may be refused on its way. Shorten the filter, or share a snapshot: its link is short.`;

const exactly = (atMs: number): string => formatDateTime(atMs).replace(/\.000$/, '');

export const keepWords: Readonly<Record<Keep, string>> = {
  '1h': '1 hour',
  '1d': '1 day',
  '1w': '1 week',
  never: 'Never',
};

/** Until when something is kept. */
export const untilWords = (expiresAt: string | null): string =>
  expiresAt === null ? 'kept until it is taken back' : `kept until ${formatMinute(Date.parse(expiresAt))} UTC`;

export const placeWords = (kept: 'file' | 'memory'): string =>
  kept === 'file' ? 'It survives restarts.' : 'It is lost when the server restarts: EYEPIECE_DATA_DIR is not set.';
