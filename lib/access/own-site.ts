// Whether a request comes from our own pages, or from no page at all. Browsers say where a request comes from, and pages
// cannot change what they say; other clients say nothing.

export function isOwnSite(headers: Headers): boolean {
  const site = headers.get('sec-fetch-site');
  if (site !== null) return site === 'same-origin';
  // Browsers leave it out where the page came over plain HTTP; what they say of the origin then, they say always.
  const origin = headers.get('origin');
  if (origin === null) return true;
  const asked = [headers.get('host'), headers.get('x-forwarded-host')?.split(',')[0]?.trim()];
  return URL.canParse(origin) && asked.includes(new URL(origin).host);
}
