'use client';

import { apiUrl } from '@/app/api-url';
import { useSettings } from '@/app/settings';
import { WhoReads } from '@/components/status/who-reads';

export function ConnectedWho() {
  const { who } = useSettings();
  switch (who.kind) {
    case 'anyone':
      return <WhoReads name={null} sees={null} />;
    case 'reader':
      return <WhoReads name={who.name} onSignOut={who.signsOut ? signOut : undefined} sees={who.sees} />;
    case 'nobody':
      return null;
  }
}

/** Here and, where it can be, at the provider: it says itself where to go then. */
function signOut() {
  void fetch(apiUrl('session'), { method: 'DELETE' })
    .then((answer) => answer.json())
    .then(({ to }: { to: string }) => window.location.assign(to))
    .catch(() => window.location.reload());
}

/** To the provider, and back to what is looked at now. A frame of another page does not sign in; a page of its own does. */
export function signIn() {
  const base = process.env.NEXT_PUBLIC_BASE_PATH ?? '';
  const { pathname, search } = window.location;
  const to = pathname.slice(base.length).replace(/^\/embed/, '') + search;
  const href = `${base}/auth/login?${new URLSearchParams({ to })}`;
  if (window.parent === window) window.location.assign(href);
  else window.open(href, '_blank', 'noopener');
}
