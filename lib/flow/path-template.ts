// Paths with what differs from request to request taken out, so that ids do not make an endpoint each.
import { withoutSecretParts } from './secret-path';

const longestPath = 200;

/** `/api/v1/users/{id}` of `https://host/api/v1/users/4711?x=1`. Takes hostile text; never longer than 200 characters. */
export function pathTemplate(url: string): string {
  const path = url.replace(/^[a-z][a-z0-9+.-]*:\/\/[^/?#]*/i, '').replace(/[?#].*$/s, '');
  const template = withoutSecretParts(path, '{id}')
    .split('/')
    .map((segment) => (isIdSegment(segment) ? '{id}' : segment))
    .join('/');
  return (template || '/').slice(0, longestPath);
}

/** Of a part between two slashes: numbers, UUIDs, hashes, and long words with digits in them, as tokens and object names are. */
export function isIdSegment(segment: string): boolean {
  if (segment === '') return false;
  if (/^\d+$/.test(segment)) return true;
  if (/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(segment)) return true;
  if (/^(?=.*\d)[0-9a-f]{8,}$/i.test(segment)) return true;
  if (/^\d[\d.,:_-]*$/.test(segment)) return true;
  return segment.length >= 20 && /\d/.test(segment) && !/^v\d/.test(segment);
}
