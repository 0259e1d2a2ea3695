// Light or dark: named by the link, else what the reader chose here last, else dark.
import { type Theme, themes } from '@/lib/view/parameters';

export const themeCookie = 'eyepiece-theme';
/** Set by the proxy, because a layout does not see the query. */
export const themeHeader = 'x-eyepiece-theme';

/** The class of <html>. Text from outside that names no theme is passed over. */
export function themeOf(...wishes: readonly (string | null | undefined)[]): Theme {
  return wishes.map((wish) => themes.find((theme) => theme === wish)).find((theme) => theme !== undefined) ?? 'dark';
}
