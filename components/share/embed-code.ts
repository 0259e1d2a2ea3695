// A view in another page: the text that goes there.

export interface EmbedCode {
  /** Where Eyepiece is reached, base path included and no slash at the end. */
  readonly server: string;
  readonly page: string;
  /** Query of the link to the view. */
  readonly query: string;
  readonly title: string;
}

export function iframeCode({ server, page, query, title }: EmbedCode): string {
  const src = `${server}/embed/${page}${query && `?${query}`}`;
  return [
    '<iframe',
    `  src="${escaped(src)}"`,
    `  title="${escaped(title)}"`,
    '  sandbox="allow-scripts allow-same-origin allow-popups"',
    '  loading="lazy"',
    '  width="800"',
    '  height="500"',
    '></iframe>',
  ].join('\n');
}

export function elementCode({ server, page, query, title }: EmbedCode): string {
  const lines = [['view', page], ['title', title], ...new URLSearchParams(query)].map(
    ([name, value = '']) => `  ${name}="${escaped(value)}"`,
  );
  return [
    `<script src="${escaped(server)}/embed.js" defer></script>`,
    '<eyepiece-view',
    ...lines,
    '  style="height: 500px"',
    '></eyepiece-view>',
  ].join('\n');
}

const escaped = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('"', '&quot;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
