// A page of a sentence and a way on, without scripts: for readers who may not have the others.

export interface PlainPage {
  readonly status: number;
  /** Without a full stop. */
  readonly title: string;
  /** One sentence, or two. */
  readonly text: string;
  readonly action?: { readonly text: string; readonly href: string } | undefined;
  /** Whole seconds after which it may be tried again. */
  readonly retryAfterS?: number;
}

export function plainPage({ status, title, text, action, retryAfterS }: PlainPage): Response {
  const nonce = crypto.randomUUID();
  const policy = `default-src 'none'; style-src 'nonce-${nonce}'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'`;
  const headers = {
    'content-type': 'text/html; charset=utf-8',
    'cache-control': 'no-store',
    'content-security-policy': policy,
    'x-content-type-options': 'nosniff',
    'referrer-policy': 'same-origin',
    ...(retryAfterS !== undefined && { 'retry-after': String(retryAfterS) }),
  };
  const link = action ? `<a href="${escaped(action.href)}">${escaped(action.text)}</a>` : '';
  const body = `<main><h1>${escaped(title)}</h1><p>${escaped(text)}</p>${link}</main>`;
  return new Response(documentOf(title, nonce, body), { status, headers });
}

function documentOf(title: string, nonce: string, body: string): string {
  return `<!doctype html><html lang="en"><head><meta charset="utf-8"><title>${escaped(title)} · Eyepiece</title><meta name="viewport" content="width=device-width, initial-scale=1"><meta name="color-scheme" content="dark light"><style nonce="${nonce}">${style}</style></head><body>${body}</body></html>`;
}

/** The colours of app/tokens.css; a page for nobody in particular follows the system. */
const style = `
:root{color-scheme:dark light;--canvas:#0b0d10;--fg:#e8ebee;--muted:#a8b0ba;--on:#0b0d10;--focus:#8ab0ff}
@media (prefers-color-scheme:light){:root{--canvas:#f5f6f8;--fg:#14181d;--muted:#47505b;--on:#fff;--focus:#2563eb}}
*{box-sizing:border-box}body{margin:0;min-height:100dvh;display:flex;background:var(--canvas);color:var(--fg);font:13px/20px "Inter Variable",system-ui,sans-serif}
main{margin:auto;padding:24px;max-width:520px;display:flex;flex-direction:column;gap:12px;align-items:flex-start}
h1{margin:0;font-size:16px;line-height:24px;font-weight:600}p{margin:0;color:var(--muted);overflow-wrap:anywhere}
a{display:inline-flex;align-items:center;min-height:32px;padding:0 12px;border-radius:6px;background:var(--fg);color:var(--on);font-weight:500;text-decoration:none}
a:focus-visible{outline:2px solid var(--focus);outline-offset:2px}
`;

const entities: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

const escaped = (text: string): string => text.replace(/[&<>"']/g, (character) => entities[character] ?? '');
