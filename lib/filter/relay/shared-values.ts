// What two demands on one field of a Relay filter have in common, where a flow has just one value of it.

/** Fields of which a flow has one value that is compared whole. */
const singleValued: ReadonlySet<string> = new Set([
  'uuid',
  'verdict',
  'traffic_direction',
  'drop_reason_desc',
  'source_port',
  'destination_port',
  'source_identity',
  'destination_identity',
  'source_cluster_name',
  'destination_cluster_name',
  'ip_version',
  'reply',
  'encrypted',
  'http_method',
  'trace_id',
  'ip_trace_id',
]);

const prefixes: ReadonlySet<string> = new Set([
  'source_pod',
  'destination_pod',
  'source_service',
  'destination_service',
]);

/** Values that say both demands at once, none where nothing can satisfy them; null where one list cannot say it. */
export function sharedValues(field: string, before: unknown, values: unknown): readonly unknown[] | null {
  if (!Array.isArray(before) || !Array.isArray(values)) return null;
  if (singleValued.has(field)) return before.filter((value) => values.includes(value));
  if (!prefixes.has(field)) return null;
  const pairs = before.flatMap((a) => values.flatMap((b) => sharedPrefix(String(a), String(b)) ?? []));
  return [...new Set(pairs)];
}

/** Of `namespace/begin` and another the narrower, where one begins with the other. */
function sharedPrefix(a: string, b: string): string | null {
  const [left, right] = [splitPrefix(a), splitPrefix(b)];
  const namespace = left.namespace || right.namespace;
  if (right.namespace !== '' && right.namespace !== namespace) return null;
  if (!left.begin.startsWith(right.begin) && !right.begin.startsWith(left.begin)) return null;
  return `${namespace}/${left.begin.length > right.begin.length ? left.begin : right.begin}`;
}

function splitPrefix(text: string): { namespace: string; begin: string } {
  const slash = text.indexOf('/');
  return { namespace: text.slice(0, slash), begin: text.slice(slash + 1) };
}
