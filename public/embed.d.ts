// Types of <eyepiece-view>, for pages written in TypeScript.

export type EyepieceViewName = 'map' | 'drops' | 'flows';
export type EyepieceTheme = 'dark' | 'light' | 'auto';

export interface EyepieceViewElement extends HTMLElement {
  /** Filter text, as in the filter bar. */
  setFilter(filter: string): void;
  /** Times as in links: `-15m`, RFC 3339. null is the present, or the usual length. */
  setTime(from: string | null, to?: string | null): void;
  /** An accent is `#rrggbb`; null takes it away. */
  setTheme(theme: EyepieceTheme, accent?: string | null): void;
  /** [] is all. */
  setNamespaces(namespaces: readonly string[]): void;
  /** In place of the one before, which may have expired; the attribute `token` does the same. */
  setToken(token: string): void;
}

/** `detail` of the events, by their names. */
export interface EyepieceEvents {
  'eyepiece-ready': {
    readonly type: 'ready';
    readonly view: string;
    readonly accepts: readonly string[];
    /** When its token expires, RFC 3339; null without one. */
    readonly expires: string | null;
  };
  'eyepiece-resize': {
    readonly type: 'resize';
    readonly width: number;
    readonly height: number;
    readonly contentHeight: number | null;
  };
  'eyepiece-navigate': {
    readonly type: 'navigate';
    readonly view: string;
    readonly query: string;
    readonly url: string;
  };
  'eyepiece-selection': {
    readonly type: 'selection';
    readonly selection: { readonly kind: string; readonly id: string } | null;
  };
  'eyepiece-state': {
    readonly type: 'state';
    readonly stream: string;
    readonly at: string | null;
    readonly flows: number | null;
    readonly complete: boolean;
  };
  'eyepiece-error': { readonly type: 'error'; readonly code: string; readonly message: string };
}

declare global {
  interface HTMLElementTagNameMap {
    'eyepiece-view': EyepieceViewElement;
  }
  interface HTMLElementEventMap {
    'eyepiece-ready': CustomEvent<EyepieceEvents['eyepiece-ready']>;
    'eyepiece-resize': CustomEvent<EyepieceEvents['eyepiece-resize']>;
    'eyepiece-navigate': CustomEvent<EyepieceEvents['eyepiece-navigate']>;
    'eyepiece-selection': CustomEvent<EyepieceEvents['eyepiece-selection']>;
    'eyepiece-state': CustomEvent<EyepieceEvents['eyepiece-state']>;
    'eyepiece-error': CustomEvent<EyepieceEvents['eyepiece-error']>;
  }
}
