// What a message of the page around an embedded view changes of the view.

import { readAccent } from '@/lib/embed/accent';
import type { HostMessage } from '@/lib/embed/messages';
import { setNamespaces } from '@/lib/filter/edit';
import { parseFilter } from '@/lib/filter/parse';
import { parameters, type View } from '@/lib/view/parameters';

export type Obeyed =
  /** `accent` and `token` undefined stay what they are. */
  | { readonly ok: true; readonly part: Partial<View>; readonly accent?: string | null; readonly token?: string }
  /** One sentence. */
  | { readonly ok: false; readonly problem: string };

export function obey(message: HostMessage, view: Pick<View, 'q'>): Obeyed {
  switch (message.type) {
    case 'setFilter': {
      const parsed = parseFilter(message.filter);
      return parsed.ok ? { ok: true, part: { q: parsed.filter } } : bad(parsed.error.message);
    }
    case 'setTime': {
      const wrong = [message.from, message.to].find((text) => text !== null && !parameters.from.read(text).ok);
      return wrong === undefined || wrong === null
        ? { ok: true, part: { from: message.from, to: message.to } }
        : bad(`"${wrong}" is no time; write RFC 3339, now, or -15m.`);
    }
    case 'setTheme': {
      const { theme, accent = undefined } = message;
      if (accent === undefined || accent === null)
        return { ok: true, part: { theme }, ...(accent === null && { accent }) };
      const colour = readAccent(accent);
      return colour ? { ok: true, part: { theme }, accent: colour } : bad('The accent is no colour such as #2563eb.');
    }
    case 'setNamespaces':
      return { ok: true, part: { q: setNamespaces(view.q, message.namespaces) } };
    case 'setToken':
      return { ok: true, part: {}, token: message.token };
  }
}

const bad = (problem: string): Obeyed => ({ ok: false, problem });
