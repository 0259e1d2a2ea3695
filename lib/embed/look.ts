// What the address of an embedded view says beside the view itself.
import { readAccent } from './accent';

export const controlChoices = ['none', 'filters'] as const;

export interface EmbedLook {
  /** What stands above the view. */
  readonly controls: (typeof controlChoices)[number];
  /** `#rrggbb`; null: none. */
  readonly accent: string | null;
  /** The page around it, as it says of itself: whom to speak to where the browser does not tell. */
  readonly host: string | null;
  /** The right to see it, where nobody signs in; null: there is none. */
  readonly token: string | null;
}

/** Parameters of embedded views only. */
export const embedParameters = ['controls', 'accent', 'host', 'token'] as const;

export interface LookNotice {
  readonly parameter: string;
  readonly text: string;
  readonly message: string;
}

/** Never fails: what cannot be used is left at its default and told. */
export function readLook(params: URLSearchParams): { look: EmbedLook; notices: readonly LookNotice[] } {
  const notices: LookNotice[] = [];
  const read = <T>(parameter: (typeof embedParameters)[number], parse: (text: string) => T | null, known: string) => {
    const text = params.get(parameter) ?? '';
    const value = text === '' ? null : parse(text);
    if (text !== '' && value === null)
      notices.push({ parameter, text, message: `"${parameter}=${text.slice(0, 60)}" is ignored: it is ${known}.` });
    return value;
  };
  const controls = read(
    'controls',
    (text) => controlChoices.find((one) => one === text) ?? null,
    'none of none, filters',
  );
  const accent = read('accent', readAccent, 'no colour; write six hexadecimal digits');
  const host = read('host', readOrigin, 'no origin; write one such as https://portal.example');
  return { look: { controls: controls ?? 'none', accent, host, token: params.get('token') || null }, notices };
}

const readOrigin = (text: string): string | null =>
  URL.canParse(text) && /^https?:$/.test(new URL(text).protocol) ? new URL(text).origin : null;

/** `/embed/map` of `map`. */
export const embedPath = (page: string): string => `/embed/${page}`;

/** The part of an address's query that is not about the view. */
export function lookQuery(params: URLSearchParams): string {
  return new URLSearchParams([...params].filter(([name]) => embedParameters.some((one) => one === name))).toString();
}

export const defaultLook: EmbedLook = { controls: 'none', accent: null, host: null, token: null };
