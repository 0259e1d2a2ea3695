// Where the Kubernetes API is and who we are to it. Read anew before each request, so that rotated tokens, certificates
// and authorities are followed without a restart.
import { readFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import path from 'node:path';
import type { Access } from '@/lib/kubernetes/access';
import { KubernetesError } from '@/lib/kubernetes/error';
import { readKubeconfig } from '@/lib/kubernetes/kubeconfig';

export interface Surroundings {
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Where a pod finds its account. */
  readonly accountFolder?: string;
  readonly home?: string;
}

const usualAccountFolder = '/var/run/secrets/kubernetes.io/serviceaccount';

/** `KUBECONFIG`; else the account of the pod this runs in; else `~/.kube/config`. Throws KubernetesError. */
export async function readAccess({ env, accountFolder = usualAccountFolder, home }: Surroundings): Promise<Access> {
  const files = (env.KUBECONFIG ?? '').split(path.delimiter).filter(Boolean);
  if (files.length > 0) return readKubeconfig(files);
  const host = env.KUBERNETES_SERVICE_HOST;
  if (host) return readAccount(host, env.KUBERNETES_SERVICE_PORT || '443', accountFolder);
  return readKubeconfig([path.join(home ?? homedir(), '.kube/config')]);
}

async function readAccount(host: string, port: string, folder: string): Promise<Access> {
  const token = await readPart(path.join(folder, 'token'));
  const ca = await readPart(path.join(folder, 'ca.crt'));
  return {
    server: `https://${host.includes(':') ? `[${host}]` : host}:${port}`,
    token: token.trim(),
    ca,
    cert: null,
    key: null,
    serverName: null,
    insecure: false,
  };
}

async function readPart(file: string): Promise<string> {
  try {
    return await readFile(file, 'utf8');
  } catch (cause) {
    const cure = 'give the pod a service account and let its token be mounted';
    throw new KubernetesError('no-access', `${file} cannot be read; ${cure}.`, null, { cause });
  }
}
