// Where a trace can be looked at: a link that somebody configured, with the id of the trace in it.

export const tracePlaceholder = '{trace_id}';

/** Why a template cannot be used, as the rest of a sentence; null when it can. */
export function traceTemplateProblem(template: string): string | null {
  if (!template.includes(tracePlaceholder)) return `does not hold ${tracePlaceholder}`;
  const [one, other] = ['0', '1'].map((id) => parsed(template.replaceAll(tracePlaceholder, id)));
  if (!one || !other || !/^https?:$/.test(one.protocol)) return 'is no URL that begins with https:// or http://';
  // Ids come from the network: they must not choose whom the browser asks.
  return one.origin === other.origin && one.host === other.host && one.username === ''
    ? null
    : `has ${tracePlaceholder} or a user before the path`;
}

/** The link to a trace; null for an id that can be none. */
export function traceLink(template: string, traceId: string): string | null {
  // Such a path segment would be taken for a way up.
  if (/^\.*$/.test(traceId)) return null;
  try {
    return template.replaceAll(tracePlaceholder, () => encodeURIComponent(traceId));
  } catch {
    return null;
  }
}

function parsed(text: string): URL | null {
  try {
    return new URL(text);
  } catch {
    return null;
  }
}
