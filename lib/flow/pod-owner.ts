// The workload a pod belongs to, guessed from the pod's name where the agent did not say.

/** Kubernetes makes its random suffixes from this alphabet: no vowels, no 0, 1 or 3. */
const random = '[bcdfghjklmnpqrstvwxz2456789]';
const patterns: readonly (readonly [RegExp, string])[] = [
  [/^(.+)-\d{8,10}-[a-z0-9]{5}$/, 'CronJob'],
  [new RegExp(`^(.+)-${random}{5,10}-${random}{5}$`), 'Deployment'],
  [/^(.+)-\d{1,4}$/, 'StatefulSet'],
  [new RegExp(`^(.+)-${random}{5}$`), ''],
];

/** Name and kind of the owner; a pod whose name has no such suffix owns itself. A DaemonSet and a Job look alike: ''. */
export function podOwner(pod: string): { readonly name: string; readonly workloadKind: string } {
  for (const [pattern, workloadKind] of patterns) {
    const name = pattern.exec(pod)?.[1];
    if (name) return { name, workloadKind };
  }
  return { name: pod, workloadKind: 'Pod' };
}
