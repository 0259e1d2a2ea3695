// The one reader of the cluster's policies in this process. Start-up and routes may be bundled apart, so it hangs on
// globalThis.
import 'server-only';
import { config } from '@/app/server/config';
import { type KubernetesPolicies, startKubernetes } from '@/lib/kubernetes/policies';

const key = Symbol.for('eyepiece.kubernetes');
const home = globalThis as typeof globalThis & { [key]?: KubernetesPolicies | null };

/** Reads from the first call on; null where it is not configured. */
export function getKubernetes(): KubernetesPolicies | null {
  if (home[key] === undefined) home[key] = start();
  return home[key];
}

function start(): KubernetesPolicies | null {
  const wanted = config().kubernetes;
  return wanted && startKubernetes({ surroundings: { env: process.env }, cluster: wanted.cluster });
}
