// Kubeconfig files: the current context's cluster and login, as kubectl merges them. Logins by token and by client
// certificate are understood; whatever else a file asks for is refused by name, never passed over.
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { parse } from 'yaml';
import type { Access } from '@/lib/kubernetes/access';
import { KubernetesError } from '@/lib/kubernetes/error';
import { type Fields, fieldsOf, isObject, objectsOf, textOf } from '@/lib/policy/shape';

interface ConfigFile {
  /** Paths within the file are from here. */
  readonly folder: string;
  readonly fields: Fields;
}

/** Of several files the first that has an entry counts; those that do not exist are passed over. Throws KubernetesError. */
export async function readKubeconfig(files: readonly string[]): Promise<Access> {
  const read = (await Promise.all(files.map(readOne))).filter((file) => file !== null);
  if (read.length === 0) {
    throw noAccess(`${files.join(' and ')} does not exist; set KUBECONFIG to a kubeconfig file`);
  }
  const current = read.map(({ fields }) => textOf(fields['current-context'])).find(Boolean);
  if (!current) throw noAccess('The kubeconfig has no current-context; choose one with kubectl config use-context');
  const context = entry(read, 'contexts', 'context', current).fields;
  const cluster = entry(read, 'clusters', 'cluster', textOf(context.cluster));
  const user = context.user ? entry(read, 'users', 'user', textOf(context.user)) : { folder: '', fields: {} };
  refuseUnsupported(cluster.fields, user.fields);
  const access = { ...(await readCluster(cluster)), ...(await readLogin(user)) };
  refuseOpenLogin(access);
  return access;
}

async function readOne(file: string): Promise<ConfigFile | null> {
  try {
    const fields: unknown = parse(await readFile(file, 'utf8'), { maxAliasCount: 100 });
    if (!isObject(fields)) throw noAccess(`${file} is no kubeconfig`);
    return { folder: path.dirname(path.resolve(file)), fields };
  } catch (cause) {
    if (cause instanceof KubernetesError) throw cause;
    const code = cause instanceof Error && 'code' in cause ? cause.code : '';
    if (code === 'ENOENT') return null;
    throw noAccess(
      `${file} cannot be read as a kubeconfig${typeof code === 'string' && code ? ` (${code})` : ''}`,
      cause,
    );
  }
}

function entry(files: readonly ConfigFile[], list: string, field: string, name: string): ConfigFile {
  for (const { folder, fields } of files) {
    const found = objectsOf(fields[list]).find((one) => one.name === name);
    if (found) return { folder, fields: fieldsOf(found[field]) };
  }
  throw noAccess(`The kubeconfig has nothing named "${name}" under ${list}`);
}

async function readCluster(file: ConfigFile): Promise<Omit<Access, 'token' | 'cert' | 'key'>> {
  const { fields } = file;
  const server = textOf(fields.server).replace(/\/+$/, '');
  if (!URL.canParse(server) || !/^https?:$/.test(new URL(server).protocol)) {
    throw noAccess('The server of the kubeconfig is no http or https address');
  }
  return {
    server,
    ca: await pem(file, 'certificate-authority'),
    serverName: textOf(fields['tls-server-name']) || null,
    insecure: fields['insecure-skip-tls-verify'] === true,
  };
}

/** A file of a token wins over a token that is written down, as in kubectl. */
async function readLogin(file: ConfigFile): Promise<Pick<Access, 'token' | 'cert' | 'key'>> {
  const tokenFile = textOf(file.fields.tokenFile);
  const token = tokenFile === '' ? textOf(file.fields.token) : await readPart(file.folder, tokenFile);
  return {
    token: token.trim() || null,
    cert: await pem(file, 'client-certificate'),
    key: await pem(file, 'client-key'),
  };
}

/** What is written down wins over a file. */
async function pem({ folder, fields }: ConfigFile, name: string): Promise<string | null> {
  const data = textOf(fields[`${name}-data`]);
  if (data !== '') return Buffer.from(data, 'base64').toString('utf8');
  const file = textOf(fields[name]);
  return file === '' ? null : readPart(folder, file);
}

async function readPart(folder: string, name: string): Promise<string> {
  const file = path.resolve(folder, name);
  try {
    return await readFile(file, 'utf8');
  } catch (cause) {
    throw noAccess(`${file}, which the kubeconfig names, cannot be read`, cause);
  }
}

const proxyCure = 'run kubectl proxy and use a kubeconfig whose server is http://127.0.0.1:8001';
const loginCure = `use a token or a client certificate, or ${proxyCure}`;

const unsupported: readonly (readonly [field: string, sentence: string])[] = [
  ['exec', `The kubeconfig logs in by a program (exec), which is not run here; ${loginCure}.`],
  ['auth-provider', `The kubeconfig logs in by an auth-provider, which is not done here; ${loginCure}.`],
  ['username', `The kubeconfig logs in by name and password, which is not done here; ${loginCure}.`],
  ['as', `The kubeconfig acts as somebody else (as), which is not done here; ${loginCure}.`],
  ['as-groups', `The kubeconfig acts for other groups (as-groups), which is not done here; ${loginCure}.`],
  ['as-uid', `The kubeconfig acts as somebody else (as-uid), which is not done here; ${loginCure}.`],
  ['proxy-url', `The kubeconfig goes through a proxy (proxy-url), which is not done here; ${proxyCure}.`],
];

function refuseUnsupported(cluster: Fields, user: Fields): void {
  const found = unsupported.find(([field]) => (field === 'proxy-url' ? cluster : user)[field]);
  if (found) throw new KubernetesError('unsupported', found[1]);
}

/** A login must not go over the network in the clear. */
function refuseOpenLogin({ server, token }: Access): void {
  const { protocol, hostname } = new URL(server);
  const isHere = /^(localhost|127(\.\d+){3}|\[::1\])$/.test(hostname);
  if (protocol === 'https:' || token === null || isHere) return;
  throw new KubernetesError('unsupported', 'The kubeconfig would send its token without TLS; use an https server.');
}

function noAccess(text: string, cause?: unknown): KubernetesError {
  return new KubernetesError('no-access', `${text}.`, null, { cause });
}
