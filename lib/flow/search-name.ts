// Names that a resolver only tried on its way through the search list of a pod.

/** Domains in which most names of the internet end. None is a likely name of a namespace or a headless service. */
const topLevel = new Set(
  'com net org io dev app cloud info biz edu gov co ai sh me eu us uk de fr nl ch at it es jp cn in br au ca'.split(
    ' ',
  ),
);

/**
 * True for a name with a suffix of the cluster behind another full name: `api.example.com.shop.svc.cluster.local.` A
 * cluster has no such names, so that NXDOMAIN says nothing. Short names of services stay what they may be: mistakes.
 */
export function isSearchName(query: string): boolean {
  const labels = query.toLowerCase().replace(/\.$/, '').split('.');
  const service = labels.lastIndexOf('svc');
  if (service < 0) return labels.length > 3 && query.replace(/\.$/, '').toLowerCase().endsWith('.cluster.local');
  // pod.service.namespace.svc is the longest name that a cluster has.
  return service > 3 || labels.slice(1, Math.min(service, 3)).some((label) => topLevel.has(label));
}
