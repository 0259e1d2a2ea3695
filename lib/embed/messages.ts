// What an embedded view and the page around it say to each other by postMessage, and how the view reads what it is told.

/** Both ends speak one version; messages of another are not ours. */
export const protocolVersion = 1;

/** From the view to the page around it. Times are RFC 3339. */
export type FrameMessage =
  /** The view hears from now on. `accepts` names the messages it understands; `expires` is when its token does. */
  | {
      readonly type: 'ready';
      readonly view: string;
      readonly accepts: readonly string[];
      readonly expires: string | null;
    }
  /** Pixels. `contentHeight` is what the whole table would take; null where the view fills any size. */
  | { readonly type: 'resize'; readonly width: number; readonly height: number; readonly contentHeight: number | null }
  /** Another view, filter, time or look. `url` is the same in the full page. */
  | { readonly type: 'navigate'; readonly view: string; readonly query: string; readonly url: string }
  | { readonly type: 'selection'; readonly selection: { readonly kind: string; readonly id: string } | null }
  | {
      readonly type: 'state';
      readonly stream: string;
      readonly at: string | null;
      /** Flows of the filter in the time that is shown; null while unknown. */
      readonly flows: number | null;
      /** false: something is missing in the time that is shown. */
      readonly complete: boolean;
    }
  | { readonly type: 'error'; readonly code: string; readonly message: string };

/** From the page around it to the view. */
export type HostMessage =
  | { readonly type: 'setFilter'; readonly filter: string }
  /** As in links: `-15m`, RFC 3339; null is the present, or the length of the view's own. */
  | { readonly type: 'setTime'; readonly from: string | null; readonly to: string | null }
  | { readonly type: 'setTheme'; readonly theme: 'dark' | 'light' | 'auto'; readonly accent?: string | null }
  /** [] is all. */
  | { readonly type: 'setNamespaces'; readonly namespaces: readonly string[] }
  /** In place of the one before, which may have expired. */
  | { readonly type: 'setToken'; readonly token: string };

export const hostMessages = [
  'setFilter',
  'setTime',
  'setTheme',
  'setNamespaces',
  'setToken',
] as const satisfies readonly HostMessage['type'][];

export type ReadHostMessage =
  | { readonly ok: true; readonly message: HostMessage }
  /** One sentence. */
  | { readonly ok: false; readonly problem: string };

const longestText = 4_096;
const longestToken = 8_192;
const longestTime = 64;
const longestName = 253;
const mostNamespaces = 200;

/** A message for posting. */
export const written = <Message extends FrameMessage | HostMessage>(message: Message) =>
  ({ eyepiece: protocolVersion, ...message }) as const;

/** null: nothing that was meant for us. What was meant and is wrong says what. Never throws on cloned data. */
export function readHostMessage(data: unknown): ReadHostMessage | null {
  if (typeof data !== 'object' || data === null || own(data, 'eyepiece') !== protocolVersion) return null;
  const type = hostMessages.find((known) => known === own(data, 'type'));
  if (!type) return bad(`There is no such message; known are ${hostMessages.join(', ')}.`);
  return readers[type]((name) => own(data, name));
}

type Get = (name: string) => unknown;

const readers: { readonly [type in HostMessage['type']]: (get: Get) => ReadHostMessage } = {
  setFilter(get) {
    const filter = get('filter');
    return isText(filter, longestText)
      ? good({ type: 'setFilter', filter })
      : bad(`setFilter needs \`filter\`, a text of at most ${longestText} characters.`);
  },
  setTime(get) {
    const [from, to] = [get('from') ?? null, get('to') ?? null];
    return isTime(from) && isTime(to)
      ? good({ type: 'setTime', from, to })
      : bad('setTime needs `from` and `to`, each a time as in links or null.');
  },
  setTheme(get) {
    const theme = (['dark', 'light', 'auto'] as const).find((known) => known === get('theme'));
    const accent = get('accent');
    if (!theme) return bad('setTheme needs `theme`: dark, light or auto.');
    if (accent === undefined) return good({ type: 'setTheme', theme });
    return accent === null || isText(accent, 7)
      ? good({ type: 'setTheme', theme, accent })
      : bad('The `accent` of setTheme is a colour such as #2563eb, or null.');
  },
  setNamespaces(get) {
    const namespaces = get('namespaces');
    return Array.isArray(namespaces) && namespaces.length <= mostNamespaces && namespaces.every(isName)
      ? good({ type: 'setNamespaces', namespaces: [...namespaces] })
      : bad(`setNamespaces needs \`namespaces\`, a list of at most ${mostNamespaces} names.`);
  },
  setToken(get) {
    const token = get('token');
    return isText(token, longestToken) && /^[\w-]+\.[\w-]+\.[\w-]+$/.test(token)
      ? good({ type: 'setToken', token })
      : bad('setToken needs `token`, an embed token.');
  },
};

const good = (message: HostMessage): ReadHostMessage => ({ ok: true, message });
const bad = (problem: string): ReadHostMessage => ({ ok: false, problem });

/** Only what the message itself has: a prototype says nothing. */
const own = (data: object, name: string): unknown =>
  Object.hasOwn(data, name) ? (data as Readonly<Record<string, unknown>>)[name] : undefined;

const isText = (value: unknown, longest: number): value is string =>
  typeof value === 'string' && value.length <= longest;
const isTime = (value: unknown): value is string | null => value === null || isText(value, longestTime);
const isName = (value: unknown): value is string => isText(value, longestName) && /^[^\s\p{Cc}]+$/u.test(value);
