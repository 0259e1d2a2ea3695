// Why an embedded view shows nothing: who embeds it has no right to it or no longer, or what it shows is gone.

import { tokenSays } from '@/lib/embed/token-says';
import type { FeedConnection } from '@/lib/feed/connection';
import { problemName } from '@/lib/wire/problem-name';

export interface Refusal {
  /** As the page around it is told. */
  readonly code: string;
  /** One sentence. */
  readonly text: string;
  readonly cure: string;
}

/** null while there is no reason against showing it. */
export function refusalOf(connection: FeedConnection, page: string, token: string | null): Refusal | null {
  const says = token === null ? null : tokenSays(token);
  if (token !== null && !says)
    return { code: 'token-refused', text: 'The token of this view cannot be read.', cure: cures['token-refused'] };
  if (says && !says.views.includes(page))
    return { code: 'no-rights', text: `The token of this view is not for ${page}.`, cure: cures['no-rights'] };
  if (connection.state !== 'refused' || ![401, 403, 404].includes(connection.problem.status)) return null;
  const code = problemName(connection.problem);
  const text =
    code === 'unauthenticated' ? 'Nobody is signed in, and this view has no token.' : connection.problem.detail;
  return { code, text, cure: isKnown(code) ? cures[code] : cures['no-rights'] };
}

const gone = 'Whoever runs the page around it can name another.';
const cures = {
  unauthenticated: 'Sign in to Eyepiece, then load the page around this view again.',
  'token-expired': 'Load the page around it again to get a new one.',
  'token-refused': 'Whoever runs the page around it can have a new one made.',
  'no-such-cluster': gone,
  'no-such-snapshot': gone,
  'no-rights': 'Whoever runs the page around it can ask for more.',
} as const;

const isKnown = (code: string): code is keyof typeof cures => Object.hasOwn(cures, code);
