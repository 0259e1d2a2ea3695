// Every icon as one stroke path on a 16-unit square. Drawn here: no icon font, no sprite, no characters.
import { clsx } from 'clsx';

/** Path data by name; the map draws the same icons on its canvas. */
export const icons = {
  alert: 'M8 2.6 14 13H2zM8 6.4v3.1M8 11.3v.01',
  'arrow-down': 'M8 3v10M4.2 9.2 8 13l3.8-3.8',
  'arrow-left': 'M13 8H3M6.8 4.2 3 8l3.8 3.8',
  'arrow-right': 'M3 8h10M9.2 4.2 13 8l-3.8 3.8',
  'arrow-up': 'M8 13V3M4.2 6.8 8 3l3.8 3.8',
  auto: 'M8 2.5a5.5 5.5 0 1 0 0 11zM8 2.5a5.5 5.5 0 0 1 0 11',
  check: 'm3.5 8.4 3.1 3.1 5.9-6.9',
  'chevron-down': 'm4 6 4 4 4-4',
  'chevron-left': 'm10 4-4 4 4 4',
  'chevron-right': 'm6 4 4 4-4 4',
  'chevron-up': 'm4 10 4-4 4 4',
  clock: 'M13.75 8a5.75 5.75 0 1 1-11.5 0 5.75 5.75 0 0 1 11.5 0M8 4.75V8l2.25 1.5',
  close: 'm4.25 4.25 7.5 7.5m0-7.5-7.5 7.5',
  cluster:
    'm8 1.75 3 1.75v3.25L8 8.5 5 6.75V3.5zM4.5 8.25l2.75 1.5v3L4.5 14.25l-2.75-1.5v-3zM11.5 8.25l2.75 1.5v3l-2.75 1.5-2.75-1.5v-3z',
  code: 'M5.5 4.5 2 8l3.5 3.5m5-7L14 8l-3.5 3.5',
  columns:
    'M3.75 3h8.5c.7 0 1.25.55 1.25 1.25v7.5c0 .7-.55 1.25-1.25 1.25h-8.5c-.7 0-1.25-.55-1.25-1.25v-7.5C2.5 3.55 3.05 3 3.75 3M6.2 3v10M9.8 3v10',
  copy: 'M7 5.75h5.25c.7 0 1.25.55 1.25 1.25v5.25c0 .7-.55 1.25-1.25 1.25H7c-.7 0-1.25-.55-1.25-1.25V7c0-.7.55-1.25 1.25-1.25M10.2 5.5V3.75c0-.7-.55-1.25-1.25-1.25h-5.2c-.7 0-1.25.55-1.25 1.25v5.2c0 .7.55 1.25 1.25 1.25H5.5',
  daemonset: 'M3.5 2.75H7V7H2.75V3.5zm5.5 0h4.25V7H9zM2.75 9H7v4.25H2.75zM9 9h4.25v4.25H9z',
  deployment: 'M8 2.25 13.5 5 8 7.75 2.5 5zM2.5 8 8 10.75 13.5 8m-11 3L8 13.75 13.5 11',
  density: 'M2.5 3.5h11m-11 3h11m-11 3h11m-11 3h11',
  download: 'M8 2.5v7.25M5.25 7 8 9.75 10.75 7M3 12.75h10',
  drops: 'M4.5 2.5h7a2 2 0 0 1 2 2v7a2 2 0 0 1-2 2h-7a2 2 0 0 1-2-2v-7a2 2 0 0 1 2-2M6 6l4 4m0-4-4 4',
  expand: 'M9.5 2.75h3.75V6.5m0-3.75L9 7m-2.5 6.25H2.75V9.5m0 3.75L7 9',
  external: 'M9.5 2.75h3.75V6.5m0-3.75-5.5 5.5M11.5 9.5v2.75a1 1 0 0 1-1 1H3.75a1 1 0 0 1-1-1V5.5a1 1 0 0 1 1-1H6.5',
  file: 'M4.5 2.25h4.75l3 3v7.5a1 1 0 0 1-1 1H4.5a1 1 0 0 1-1-1v-9.5a1 1 0 0 1 1-1m4.5.25v3h3M6 8.5h4m-4 2.5h4',
  filter: 'M2.5 4.25h11M4.75 8h6.5m-4.5 3.75h2.5',
  fit: 'M2.5 6V3.5a1 1 0 0 1 1-1H6m4 0h2.5a1 1 0 0 1 1 1V6m0 4v2.5a1 1 0 0 1-1 1H10m-4 0H3.5a1 1 0 0 1-1-1V10',
  globe:
    'M13.75 8a5.75 5.75 0 1 1-11.5 0 5.75 5.75 0 0 1 11.5 0M2.25 8h11.5M8 2.25c1.7 1.6 2.5 3.5 2.5 5.75S9.7 12.15 8 13.75C6.3 12.15 5.5 10.25 5.5 8S6.3 3.85 8 2.25',
  help: 'M13.75 8a5.75 5.75 0 1 1-11.5 0 5.75 5.75 0 0 1 11.5 0M6.25 6.4a1.75 1.75 0 1 1 3 1.2C8.6 8.2 8 8.5 8 9.25m0 2.05v.01',
  host: 'M3.5 2.75h9c.55 0 1 .45 1 1V6c0 .55-.45 1-1 1h-9c-.55 0-1-.45-1-1V3.75c0-.55.45-1 1-1M3.5 9h9c.55 0 1 .45 1 1v2.25c0 .55-.45 1-1 1h-9c-.55 0-1-.45-1-1V10c0-.55.45-1 1-1M5 4.9v.01m0 6.2v.01',
  info: 'M13.75 8a5.75 5.75 0 1 1-11.5 0 5.75 5.75 0 0 1 11.5 0M8 7.25V11m0-6v.01',
  kube: 'm8 2 4.7 2.25 1.15 5.1-3.25 4.1H5.4l-3.25-4.1 1.15-5.1zM9.75 8a1.75 1.75 0 1 1-3.5 0 1.75 1.75 0 0 1 3.5 0',
  link: 'm6.5 9.5 3-3m-2-1.75 1.4-1.4a2.65 2.65 0 0 1 3.75 3.75l-1.4 1.4m-2.75 2.75-1.4 1.4A2.65 2.65 0 0 1 3.35 8.9l1.4-1.4',
  list: 'M2.5 4h11m-11 4h11m-11 4h11',
  lock: 'M5 7h6a1.5 1.5 0 0 1 1.5 1.5v3.25a1.5 1.5 0 0 1-1.5 1.5H5a1.5 1.5 0 0 1-1.5-1.5V8.5A1.5 1.5 0 0 1 5 7m.5 0V5a2.5 2.5 0 0 1 5 0v2',
  map: 'M5.5 8A1.75 1.75 0 1 1 2 8a1.75 1.75 0 0 1 3.5 0M14 3.75a1.75 1.75 0 1 1-3.5 0 1.75 1.75 0 0 1 3.5 0m0 8.5a1.75 1.75 0 1 1-3.5 0 1.75 1.75 0 0 1 3.5 0M5.3 7.2l5.4-2.7M5.3 8.8l5.4 2.7',
  menu: 'M2.5 5h11m-11 6h11',
  minus: 'M3.5 8h9',
  moon: 'M13.25 9.5A5.6 5.6 0 0 1 6.5 2.75a5.6 5.6 0 1 0 6.75 6.75',
  mute: 'M4.5 11.5h7.75L11 9.75V7.25a3 3 0 0 0-5.6-1.5M5 8v1.75L3.75 11.5M7 13.5h2M2.75 2.75l10.5 10.5',
  namespace: 'M4.5 2.5h7a2 2 0 0 1 2 2v7a2 2 0 0 1-2 2h-7a2 2 0 0 1-2-2v-7a2 2 0 0 1 2-2',
  pencil: 'm10.5 3.25 2.25 2.25-7.5 7.5H3v-2.25zM9 4.75 11.25 7',
  pause: 'M5.75 3.75v8.5m4.5-8.5v8.5',
  play: 'm5.25 3.5 7 4.5-7 4.5z',
  plug: 'M2.5 13.5 5 11m0-3 3 3-1 1a2.12 2.12 0 0 1-3-3zM13.5 2.5 11 5M8 5l3 3 1-1a2.12 2.12 0 0 0-3-3z',
  plus: 'M8 3.5v9M3.5 8h9',
  pod: 'm8 2 5.25 3v6L8 14l-5.25-3V5zM2.75 5 8 8l5.25-3M8 8v6',
  refresh: 'M13 8a5 5 0 1 1-1.5-3.55L13 6m0-3.25V6H9.75',
  remote:
    'M3.5 8.75h9c.55 0 1 .45 1 1v2.5c0 .55-.45 1-1 1h-9c-.55 0-1-.45-1-1v-2.5c0-.55.45-1 1-1M5 11v.01m.6-4.81a3.4 3.4 0 0 1 4.8 0M3.6 4.1a6.2 6.2 0 0 1 8.8 0',
  search: 'M11.25 7a4.25 4.25 0 1 1-8.5 0 4.25 4.25 0 0 1 8.5 0m-1 3.25 3.25 3.25',
  shield: 'm8 2 5 1.75v4.1c0 3-2 5-5 6.15-3-1.15-5-3.15-5-6.15v-4.1z',
  'shield-off':
    'M5.2 3 8 2l5 1.75v4.1c0 .9-.2 1.75-.55 2.5M11.2 12.3A9.6 9.6 0 0 1 8 14c-3-1.15-5-3.15-5-6.15V4m-.5-2 11.5 12',
  'shield-check': 'm8 2 5 1.75v4.1c0 3-2 5-5 6.15-3-1.15-5-3.15-5-6.15v-4.1zM5.75 8l1.6 1.6 3-3.2',
  statefulset:
    'M13 4c0 .97-2.24 1.75-5 1.75S3 4.97 3 4s2.24-1.75 5-1.75S13 3.03 13 4M3 4v8c0 .97 2.24 1.75 5 1.75s5-.78 5-1.75V4M3 8c0 .97 2.24 1.75 5 1.75S13 8.97 13 8',
  sun: 'M10.75 8a2.75 2.75 0 1 1-5.5 0 2.75 2.75 0 0 1 5.5 0M8 1.75v1m0 10.5v1M1.75 8h1m10.5 0h1M3.6 3.6l.7.7m7.4 7.4.7.7m0-8.8-.7.7m-7.4 7.4-.7.7',
  tag: 'M2.5 3.25v4.5l5.9 5.9 5.1-5.1-5.9-5.8H3a.5.5 0 0 0-.5.5M5.4 5.6v.01',
  terminal:
    'M3.5 3h9c.85 0 1.5.65 1.5 1.5v7c0 .85-.65 1.5-1.5 1.5h-9C2.65 13 2 12.35 2 11.5v-7C2 3.65 2.65 3 3.5 3m1.25 3.25 2 1.75-2 1.75M8.5 10h2.75',
  upload: 'M8 10V2.75M5.25 5.5 8 2.75l2.75 2.75M3 12.75h10',
} as const;

export type IconName = keyof typeof icons;

/** Decoration only: what it means is said by the word or the label beside it. */
export function Icon({ name, size = 16, className }: { name: IconName; size?: number; className?: string }) {
  return (
    <svg
      aria-hidden="true"
      className={clsx('block flex-none', className)}
      fill="none"
      height={size}
      stroke="currentColor"
      strokeDasharray={name === 'namespace' ? '2.6 1.9' : undefined}
      strokeLinecap="round"
      strokeLinejoin="round"
      strokeWidth={1.5}
      viewBox="0 0 16 16"
      width={size}
    >
      <path d={icons[name]} />
    </svg>
  );
}

/** The mark: an eyepiece with its reticle. */
export function Mark({ size = 20 }: { size?: number }) {
  return (
    <svg aria-hidden="true" className="block flex-none" fill="none" height={size} viewBox="0 0 20 20" width={size}>
      <g stroke="currentColor" strokeWidth={1.75}>
        <circle cx="10" cy="10" r="8" />
        <path d="M10 2v3.25m0 9.5V18M2 10h3.25m9.5 0H18" />
      </g>
      <circle cx="10" cy="10" fill="currentColor" r="2.75" />
    </svg>
  );
}
