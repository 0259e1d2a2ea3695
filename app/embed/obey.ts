// What a message of the page around an embedded view changes of the view.

import { readAccent } from '@/lib/embed/accent';
import type { HostMessage } from '@/lib/embed/messages';
import { setNamespaces } from '@/lib/filter/edit';
import { parseFilter } from '@/lib/filter/parse';
import type { View } from '@/lib/view/parameters';
import { readView } from '@/lib/view/view';

export type Obeyed =
  /** `accent` and `token` undefined stay what they are. */
  | { readonly ok: true; readonly part: Change; readonly accent?: string | null; readonly token?: string }
  /** One sentence. */
  | { readonly ok: false; readonly problem: string };

/** Of the view as the message before left it, be it drawn or not. */
type Change = Partial<View> | ((view: View) => Partial<View>);

export function obey(message: HostMessage): Obeyed {
  switch (message.type) {
    case 'setFilter': {
      const parsed = parseFilter(message.filter);
      return parsed.ok ? { ok: true, part: { q: parsed.filter } } : bad(parsed.error.message);
    }
    case 'setTime': {
      const { view, notices } = readView({ from: message.from ?? '', to: message.to ?? '' });
      const [wrong] = notices;
      return wrong ? bad(wrong.message) : { ok: true, part: { from: view.from, to: view.to } };
    }
    case 'setTheme': {
      const { theme, accent = undefined } = message;
      if (accent === undefined || accent === null)
        return { ok: true, part: { theme }, ...(accent === null && { accent }) };
      const colour = readAccent(accent);
      return colour ? { ok: true, part: { theme }, accent: colour } : bad('The accent is no colour such as #2563eb.');
    }
    case 'setNamespaces':
      return { ok: true, part: ({ q }) => ({ q: setNamespaces(q, message.namespaces) }) };
    case 'setToken':
      return { ok: true, part: {}, token: message.token };
  }
}

const bad = (problem: string): Obeyed => ({ ok: false, problem });
