// Ends that whoever wrote a file may not see, in a form that Hubble's message has a place for: a reserved label that Cilium
// does not give.
import type { Endpoint } from '@/lib/flow/flow';

type Veil = NonNullable<Endpoint['veiled']>;

/** The only label of such an end, by how much of it is told. */
export const veiledLabels: Readonly<Record<Veil, string>> = {
  namespace: 'reserved:veiled',
  hidden: 'reserved:hidden',
};

/** How an end with these labels is veiled; undefined where it is not. */
export function veiledBy(labels: readonly string[]): Veil | undefined {
  if (labels.length !== 1) return undefined;
  return (['namespace', 'hidden'] as const).find((veil) => veiledLabels[veil] === labels[0]);
}
