// Icons for the canvas, which draws pictures and not elements.
import { type IconName, icons } from '@/components/ui/icon';

const images = new Map<string, string>();

/** The icon as a picture in one colour. */
export function iconImage(name: IconName, colour: string): string {
  const key = `${name} ${colour}`;
  const known = images.get(key);
  if (known) return known;
  const dashes = name === 'namespace' ? ' stroke-dasharray="2.6 1.9"' : '';
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="32" height="32" viewBox="0 0 16 16" fill="none" stroke="${colour}" stroke-width="1.5" stroke-linecap="round" stroke-linejoin="round"${dashes}><path d="${icons[name]}"/></svg>`;
  const image = `data:image/svg+xml;utf8,${encodeURIComponent(svg)}`;
  images.set(key, image);
  return image;
}
