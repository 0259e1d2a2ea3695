// A verdict on screen. Shape first, colour second: each tone keeps its own glyph in grey print.
import { clsx } from 'clsx';
import type { ReactNode } from 'react';
import type { Open, Verdict } from '@/lib/flow/flow';
import { type Tone, verdictTone, verdictWord } from './tone';

/** The glyph alone, hidden from screen readers because the word always stands beside it. */
export function VerdictGlyph({ tone, size = 12, className }: { tone: Tone; size?: number; className?: string }) {
  return (
    <svg
      aria-hidden="true"
      className={clsx('block flex-none', inks[tone], className)}
      data-tone={tone}
      height={size}
      viewBox="0 0 12 12"
      width={size}
    >
      {shapes[tone]}
    </svg>
  );
}

/** Glyph and word; what passes is quiet, what does not stands on its tint. `children` replaces the word. */
export function VerdictLabel({ verdict, children }: { verdict: Open<Verdict>; children?: ReactNode }) {
  const tone = verdictTone(verdict);
  return (
    <span
      className={clsx(
        'inline-flex h-[20px] items-center gap-[6px] whitespace-nowrap text-12 leading-[20px]',
        words[tone],
        isLoud(tone) && '-ml-[4px] rounded-1 pr-[6px] pl-[4px] font-medium',
      )}
      data-tone={tone}
    >
      <VerdictGlyph tone={tone} />
      {children ?? verdictWord(verdict)}
    </span>
  );
}

const isLoud = (tone: Tone) => tone === 'dropped' || tone === 'error' || tone === 'audit';

const inks: Record<Tone, string> = {
  forwarded: 'text-forwarded',
  redirected: 'text-redirected',
  dropped: 'text-dropped',
  error: 'text-error',
  audit: 'text-audit',
  other: 'text-other',
};

const words: Record<Tone, string> = {
  forwarded: 'text-muted',
  redirected: 'text-muted',
  dropped: 'bg-dropped-tint text-dropped-text',
  error: 'bg-error-tint text-error-text',
  audit: 'bg-audit-tint text-audit-text',
  other: 'text-muted',
};

const shapes: Record<Tone, ReactNode> = {
  forwarded: <circle cx="6" cy="6" fill="currentColor" r="4" />,
  redirected: (
    <path
      d="M2 10V7a2.5 2.5 0 0 1 2.5-2.5h5M7 1.75 9.75 4.5 7 7.25"
      fill="none"
      stroke="currentColor"
      strokeLinecap="round"
      strokeLinejoin="round"
      strokeWidth="1.75"
    />
  ),
  dropped: (
    <>
      <rect fill="currentColor" height="11" rx="2.5" width="11" x=".5" y=".5" />
      <path d="m4 4 4 4m0-4L4 8" stroke="var(--on-dropped)" strokeLinecap="round" strokeWidth="1.75" />
    </>
  ),
  error: (
    <>
      <path d="M6 .9 11.6 11H.4z" fill="currentColor" stroke="currentColor" strokeLinejoin="round" strokeWidth=".8" />
      <path d="M6 4.6v3m0 1.7v.01" stroke="var(--bg-canvas)" strokeLinecap="round" strokeWidth="1.5" />
    </>
  ),
  audit: (
    <>
      <circle cx="6" cy="6" fill="none" r="4.6" stroke="currentColor" strokeWidth="1.5" />
      <circle cx="6" cy="6" fill="currentColor" r="1.75" />
    </>
  ),
  other: (
    <circle cx="6" cy="6" fill="none" r="4.25" stroke="currentColor" strokeDasharray="2.2 2.2" strokeWidth="1.5" />
  ),
};
