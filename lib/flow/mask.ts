// Secrets in what clients send: headers that carry them and parts of URLs. They are taken out before a flow is shown,
// streamed, written to a file or tested against a filter; what stands in their place can be seen.
import type { FlowFacts, HttpHeader, Layer7 } from './flow';
import { withoutSecretParts } from './secret-path';

/** What stands in the place of a secret. */
export const masked = '[masked]';

/** Names of headers whose value is a secret, or holds one (RFC 9110, 6265, and what gateways commonly use). */
const secretHeader =
  /^(authorization|proxy-authorization|cookie|set-cookie2?|www-authenticate|authentication-info|x-amz-security-token)$|api-?key|(^|[-_])(token|secret|password|passwd|credential|session|signature|jwt)s?([-_]|$)/i;

/** Names of URL parameters that carry secrets, whatever stands before or behind them. */
const secretParameter =
  /(^|[-_.[])(access|auth|api|client|refresh|id|csrf|xsrf|session|sas|sig)?[-_]?(token|key|secret|password|passwd|pwd|pass|signature|sig|code|credentials?|jwt|sid|otp|session)(\])?$|^x-(amz|goog)-(signature|credential|security-token)$|^(j|php|asp)?sess(ion)?[-_]?id$/i;

/** The flow with its secrets masked; the same object when it holds none. */
export function maskSecrets<F extends FlowFacts & { readonly summary?: string }>(flow: F): F {
  const l7 = flow.l7 && maskLayer7(flow.l7);
  const summary = flow.summary && maskUrls(flow.summary);
  return l7 === flow.l7 && summary === flow.summary ? flow : { ...flow, l7, summary };
}

function maskLayer7(l7: Layer7): Layer7 {
  const { http } = l7;
  if (!http) return l7;
  const url = maskUrl(http.url);
  const headers = http.headers.map(maskHeader);
  if (url === http.url && headers.every((header, at) => header === http.headers[at])) return l7;
  return { ...l7, http: { ...http, url, headers } };
}

/** The header with its secret masked; the same object when it holds none. */
export function maskHeader<H extends HttpHeader>(header: H): H {
  if (header.value === '') return header;
  if (secretHeader.test(header.key)) return { ...header, value: masked };
  // Where somebody came from is a URL too.
  const value = /^(referer|location|origin|:path|x-(original|forwarded)-ur[il])$/i.test(header.key)
    ? maskUrl(header.value)
    : header.value;
  return value === header.value ? header : { ...header, value };
}

/** Userinfo, parts of the path, and values of parameters. All else stays as it was written, also where it is no URL. */
export function maskUrl(url: string): string {
  const [, before = '', parameters = ''] = /^([^?#]*)(.*)$/s.exec(url) ?? [];
  const [, authority = '', path = ''] = /^((?:[A-Za-z][A-Za-z0-9+.-]*:)?\/\/[^/]*)?(.*)$/s.exec(before) ?? [];
  return maskUserinfo(authority) + maskPath(path) + parameters.replace(/([?#&;])([^=&;#?]*)=([^&;#]*)/g, maskParameter);
}

/** Parameters stand in paths as well: `/cart;jsessionid=1`, `/reset/token=1`. */
function maskPath(path: string): string {
  if (!path.includes('/')) return path;
  return withoutSecretParts(path.replace(/([/;,])([^=/;,]*)=([^/;,]*)/g, maskParameter), masked);
}

/** The same for each URL in a text, also in parentheses. */
export function maskUrls(text: string): string {
  return text.replace(/(\S+?)(\)?)(?=\s|$)/g, (_, url: string, end: string) => maskUrl(url) + end);
}

function maskUserinfo(text: string): string {
  return text.replace(/^([A-Za-z][A-Za-z0-9+.-]*:)?\/\/.*@/s, (found) => {
    const [scheme = ''] = found.split('//');
    return `${scheme}//${masked}@`;
  });
}

function maskParameter(found: string, mark: string, name: string, value: string): string {
  return value !== '' && secretParameter.test(decoded(name)) ? `${mark}${name}=${masked}` : found;
}

function decoded(name: string): string {
  try {
    return decodeURIComponent(name);
  } catch {
    return name;
  }
}
