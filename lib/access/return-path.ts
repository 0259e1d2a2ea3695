// Where a reader goes back to after signing in. It comes from a link, so it must not lead away.

const longest = 2_000;
const origin = 'http://eyepiece.invalid';

/** A path of ours with its query, without the base path; `/` for anything else. */
export function returnPath(text: string | null | undefined): string {
  if (!text || text.length > longest || !/^\/(?![/\\])/.test(text)) return '/';
  // Browsers read a backslash as a slash and pass over tabs and line ends.
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for.
  if (/[\\\u0000-\u0020\u007f]/.test(text) || !URL.canParse(text, origin)) return '/';
  const url = new URL(text, origin);
  const isOurs = url.origin === origin && !/^\/+(auth|api)(\/|$)/.test(url.pathname) && !url.pathname.startsWith('//');
  return isOurs ? url.pathname + url.search : '/';
}
