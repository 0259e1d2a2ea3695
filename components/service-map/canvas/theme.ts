// The colours of the design tokens as the canvas needs them: read from the page, never written here.
import { type Tone, tones } from '@/components/verdict/tone';

interface ToneColours {
  readonly mark: string;
  readonly line: string;
}

export interface MapTheme {
  readonly canvas: string;
  readonly raised: string;
  /** Of tags. */
  readonly active: string;
  readonly lineStrong: string;
  readonly fg: string;
  readonly subtle: string;
  readonly focus: string;
  /** On the colour of what is dropped. */
  readonly onDropped: string;
  readonly tones: Readonly<Record<Tone, ToneColours>>;
  readonly sans: string;
}

export function readTheme(root: Element = document.documentElement): MapTheme {
  const computed = getComputedStyle(root);
  const token = (name: string) => computed.getPropertyValue(name).trim() || 'gray';
  const toneOf = (tone: Tone): ToneColours => ({ mark: token(`--v-${tone}`), line: token(`--v-${tone}-line`) });
  return {
    canvas: token('--bg-canvas'),
    raised: token('--bg-raised'),
    active: token('--bg-active'),
    lineStrong: token('--line-strong'),
    fg: token('--fg'),
    subtle: token('--fg-subtle'),
    focus: token('--focus'),
    onDropped: token('--on-dropped'),
    tones: Object.fromEntries(tones.map((tone) => [tone, toneOf(tone)])) as Record<Tone, ToneColours>,
    sans: computed.getPropertyValue('--ff-sans').trim() || 'sans-serif',
  };
}

/** Calls back when the page changes its theme: by class, or with the system's colours. Returns the undo. */
export function onThemeChange(listener: () => void, root: Element = document.documentElement): () => void {
  const observer = new MutationObserver(listener);
  observer.observe(root, { attributes: true, attributeFilter: ['class', 'data-theme', 'style'] });
  const system = window.matchMedia?.('(prefers-color-scheme: light)');
  system?.addEventListener('change', listener);
  return () => {
    observer.disconnect();
    system?.removeEventListener('change', listener);
  };
}
