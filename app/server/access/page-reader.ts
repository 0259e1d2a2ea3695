// Who asks for a page: let through, sent to sign in, or told in a sentence why not. Pages hold no flows; those come
// from the API, which asks again.
import 'server-only';
import { plainPage } from '@/app/server/plain-page';
import { cookieLine } from '@/lib/access/cookies';
import { AccessError } from '@/lib/access/error';
import { accessConfig, publicUrl } from './access-config';
import { readerBy } from './reader';
import { signInPath } from './sign-in';

export type PageReader =
  /** `setCookies` go with the page. */
  { readonly ok: true; readonly setCookies: readonly string[] } | { readonly ok: false; readonly answer: Response };

/** `path` is where to come back to, without the base path; `isPart`: fetched by a page that is open. */
export async function pageReader(headers: Headers, path: string, isPart: boolean): Promise<PageReader> {
  try {
    const { reader, cookies } = await readerBy(headers);
    if (reader.sight.grants?.length === 0) return { ok: false, answer: noRights(reader.name, path) };
    return { ok: true, setCookies: cookies.map(cookieLine) };
  } catch (error) {
    if (!(error instanceof AccessError)) throw error;
    if (error.code === 'rights-unavailable') return { ok: false, answer: notKnown(error) };
    if (accessConfig().auth.kind !== 'oidc') return { ok: false, answer: notSignedIn(error.message) };
    // What an open page fetches cannot follow to another site; it loads anew instead.
    const answer = isPart ? notSignedIn(error.message) : signInFirst(path);
    return { ok: false, answer };
  }
}

function notKnown({ message, retryAfterS }: AccessError): Response {
  const again = retryAfterS === null ? {} : { retryAfterS };
  return plainPage({ status: 503, title: 'What you may see is not known now', text: message, ...again });
}

const notSignedIn = (text: string) => plainPage({ status: 401, title: 'Nobody is signed in', text });

/** Groups are those of the last sign-in: another brings new ones, or another reader. */
function noRights(name: string | null, path: string): Response {
  const text = `You are signed in as ${name ?? 'nobody'}, and no namespace is open to you. Ask whoever runs Eyepiece to name one of your groups in its rules.`;
  const signsIn = accessConfig().auth.kind === 'oidc';
  const action = signsIn ? { text: 'Sign in again', href: publicUrl() + signInPath(path) } : undefined;
  return plainPage({ status: 403, title: 'There is nothing for you to see', text, action });
}

function signInFirst(path: string): Response {
  const headers = { location: publicUrl() + signInPath(path), 'cache-control': 'no-store' };
  return new Response(null, { status: 307, headers });
}
