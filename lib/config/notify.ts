// Settings of notifications, read together. An address may hold secrets and is never repeated in a sentence.
import { everything, type Filter } from '@/lib/filter/filter';
import { parseFilter } from '@/lib/filter/parse';
import { readLength } from './length';

const kinds = ['webhook', 'alertmanager'] as const;

export interface NotifyConfig {
  readonly kind: (typeof kinds)[number];
  /** A secret as a whole. */
  readonly url: string;
  readonly filter: Filter;
  readonly quietMs: number;
  /** Without a slash at the end. */
  readonly publicUrl: string;
}

export interface NotifyTexts {
  readonly url: string;
  readonly kind: string;
  readonly filter: string;
  readonly quiet: string;
  readonly publicUrl: string;
}

const minute = 60_000;
const leastQuietMs = 15 * minute;
const mostQuietMs = 7 * 24 * 60 * minute;

/** Null where no address is given; one sentence for each setting that cannot be used. */
export function readNotify(texts: NotifyTexts): { notify: NotifyConfig | null; problems: readonly string[] } {
  const problems: string[] = [];
  const publicUrl = readPublicUrl(texts.publicUrl, problems);
  const kind = kinds.find((known) => known === texts.kind.toLowerCase());
  if (!kind) problems.push(`EYEPIECE_NOTIFY_KIND: "${texts.kind}" is neither webhook nor alertmanager.`);
  const quietMs = readQuiet(texts.quiet, problems);
  const filter = readFilter(texts.filter, problems);
  if (texts.url === '') return { notify: null, problems };
  if (!isHttp(texts.url)) problems.push('EYEPIECE_NOTIFY_URL is no http or https address.');
  if (texts.publicUrl === '') {
    problems.push(
      'EYEPIECE_NOTIFY_URL is set without EYEPIECE_PUBLIC_URL; notifications link to the dashboard, so say where readers reach it.',
    );
  }
  return { notify: { kind: kind ?? 'webhook', url: texts.url, filter, quietMs, publicUrl }, problems };
}

const isHttp = (text: string): boolean => URL.canParse(text) && /^https?:$/.test(new URL(text).protocol);

function readPublicUrl(text: string, problems: string[]): string {
  if (text === '') return '';
  const address = isHttp(text) ? new URL(text) : null;
  if (address === null || [address.search, address.hash, address.username].some(Boolean)) {
    problems.push(`EYEPIECE_PUBLIC_URL: "${text}" is no address such as https://eyepiece.example or one with a path.`);
  }
  return text.replace(/\/+$/, '');
}

function readQuiet(text: string, problems: string[]): number {
  const ms = readLength(text, 'mhd') ?? Number.NaN;
  if (ms >= leastQuietMs && ms <= mostQuietMs) return ms;
  problems.push(`EYEPIECE_NOTIFY_QUIET: "${text}" is no length from 15m to 7d, such as 1h.`);
  return leastQuietMs;
}

function readFilter(text: string, problems: string[]): Filter {
  const parsed = parseFilter(text);
  if (parsed.ok) return parsed.filter;
  const { message, fix } = parsed.error;
  problems.push(`EYEPIECE_NOTIFY_FILTER: ${message}${fix === undefined ? '' : ` Write ${fix}`}`);
  return everything;
}
