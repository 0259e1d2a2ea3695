// Cilium's labels: `source:key=value`, where the value may be empty or hold further equals signs.

export const namespaceLabel = 'io.kubernetes.pod.namespace';
export const clusterLabel = 'io.cilium.k8s.policy.cluster';
/** Labels of the namespace, not of the pod: they hold app names of their own. */
export const namespaceLabelPrefix = 'io.cilium.k8s.namespace.labels.';

/** The value of a Kubernetes label of the pod itself; undefined when it has none. */
export function labelValue(labels: readonly string[], key: string): string | undefined {
  for (const text of labels) {
    const prefix = text.startsWith('k8s:') ? 4 : text.startsWith('any:') ? 4 : 0;
    if (text.startsWith(key, prefix) && text[prefix + key.length] === '=') return text.slice(prefix + key.length + 1);
  }
  return undefined;
}

/** Labels as the pod was given them, without those of its namespace and of Cilium itself, which are most of them. */
export const isOwnLabel = (label: string): boolean => !/^k8s:io\.(cilium|kubernetes)\./.test(label);

/** Keys of all labels with this source: `labelKeys(labels, 'reserved')` gives `['host']`. */
export function labelKeys(labels: readonly string[], source: string): string[] {
  const prefix = `${source}:`;
  return labels.filter((text) => text.startsWith(prefix)).map((text) => text.slice(prefix.length));
}
