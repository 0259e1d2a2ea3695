// Whether a request comes from our own pages, or from no page at all. Browsers say where a request comes from, and pages
// cannot change what they say; other clients say nothing.
import { AccessError } from './error';

/** Throws AccessError `other-site` where a page of another site made a browser send a request with these headers. */
export function requireOwnSite(headers: Headers): void {
  if (isOwnSite(headers)) return;
  throw new AccessError('other-site', 'The request comes from a page of another site; only pages of Eyepiece may.');
}

function isOwnSite(headers: Headers): boolean {
  const site = headers.get('sec-fetch-site');
  if (site !== null) return site === 'same-origin';
  // Browsers leave it out where the page came over plain HTTP; what they say of the origin then, they say always.
  const origin = headers.get('origin');
  if (origin === null) return true;
  const asked = [headers.get('host'), headers.get('x-forwarded-host')?.split(',')[0]?.trim()];
  return URL.canParse(origin) && asked.includes(new URL(origin).host);
}
