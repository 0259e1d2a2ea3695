// What a page may load and run, as its Content-Security-Policy.

export interface ContentPolicy {
  /** Scripts that carry it run, and what those load; no others. */
  readonly nonce: string;
  /** Who may show the page in a frame, as the directive has them. */
  readonly ancestors: readonly string[];
}

/**
 * Styles may stand in attributes, where the server writes positions and widths; style sheets need the nonce or be ours.
 * Text becomes code or script addresses by one policy only: see trusted-types.ts.
 */
export function contentPolicy({ nonce, ancestors }: ContentPolicy): string {
  return [
    "default-src 'none'",
    `script-src 'nonce-${nonce}' 'strict-dynamic'`,
    `style-src-elem 'self' 'nonce-${nonce}' '${ruleOfMap}'`,
    "style-src-attr 'unsafe-inline'",
    "img-src 'self' data: blob:",
    "font-src 'self'",
    "connect-src 'self'",
    "worker-src 'self'",
    "manifest-src 'self'",
    "base-uri 'none'",
    "form-action 'none'",
    `frame-ancestors ${ancestors.join(' ')}`,
    "require-trusted-types-for 'script'",
    'trusted-types default nextjs',
  ].join('; ');
}

/** `position: relative`, which cytoscape gives its container in a style sheet of its own. */
const ruleOfMap = 'sha256-pgvDUBa4IjFA2yuSJ2cqcyxmNYJMborsd0ORcRv9vw8=';

/** Set by the proxy for the layout. */
export const nonceHeader = 'x-eyepiece-nonce';
/** Likewise, of an embedded view only: who may show it in a frame, as its policy says. */
export const ancestorsHeader = 'x-eyepiece-ancestors';
