import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { stringify } from 'yaml';
import { KubernetesError } from '@/lib/kubernetes/error';
import { readAccess } from '@/lib/kubernetes/find-access';

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'kubeconfig-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

interface Parts {
  readonly cluster?: Record<string, unknown>;
  readonly user?: Record<string, unknown>;
  readonly more?: Record<string, unknown>;
}

function write(parts: Parts = {}, name = 'config'): string {
  const file = path.join(folder, name);
  const config = {
    'current-context': 'c',
    contexts: [{ name: 'c', context: { cluster: 'k', user: 'u' } }],
    clusters: [{ name: 'k', cluster: { server: 'https://api.example:6443/', ...parts.cluster } }],
    users: [{ name: 'u', user: parts.user ?? { token: 'secret' } }],
    ...parts.more,
  };
  writeFileSync(file, stringify(config));
  return file;
}

const read = (...files: readonly string[]) => readAccess({ env: { KUBECONFIG: files.join(path.delimiter) } });

async function refused(promise: Promise<unknown>): Promise<KubernetesError> {
  const error = await promise.then(
    () => null,
    (thrown: unknown) => thrown,
  );
  if (!(error instanceof KubernetesError)) throw new Error(`not refused: ${String(error)}`);
  return error;
}

describe('a kubeconfig', () => {
  test('gives the current context', async () => {
    expect(await read(write())).toEqual({
      server: 'https://api.example:6443',
      token: 'secret',
      ca: null,
      cert: null,
      key: null,
      serverName: null,
      insecure: false,
    });
  });

  test('names files from where it lies, and what is written down wins over them', async () => {
    mkdirSync(path.join(folder, 'pki'));
    writeFileSync(path.join(folder, 'pki/ca.crt'), 'authority');
    writeFileSync(path.join(folder, 'pki/token'), ' rotated \n');
    const data = Buffer.from('certificate').toString('base64');
    const file = write({
      cluster: { 'certificate-authority': 'pki/ca.crt', 'tls-server-name': 'kube', 'insecure-skip-tls-verify': true },
      user: { token: 'old', tokenFile: 'pki/token', 'client-certificate-data': data, 'client-certificate': 'none' },
    });
    expect(await read(file)).toMatchObject({
      ca: 'authority',
      token: 'rotated',
      cert: 'certificate',
      serverName: 'kube',
      insecure: true,
    });
  });

  test('may be several files: the first that has an entry counts, and missing ones are passed over', async () => {
    const first = write({ more: { clusters: [], users: [{ name: 'u', user: { token: 'first' } }] } }, 'a');
    const second = write({ more: { 'current-context': 'other' } }, 'b');
    expect(await read(path.join(folder, 'none'), first, second)).toMatchObject({
      server: 'https://api.example:6443',
      token: 'first',
    });
  });

  test.each<[string, Parts, RegExp]>([
    [
      'logs in by a program',
      { user: { exec: { command: 'aws' } } },
      /by a program \(exec\), which is not run here; use a token/,
    ],
    ['logs in by an old plugin', { user: { 'auth-provider': { name: 'gcp' } } }, /auth-provider/],
    ['logs in by a password', { user: { username: 'me', password: 'hunter2' } }, /name and password/],
    ['acts as somebody else', { user: { token: 't', as: 'admin' } }, /acts as somebody else/],
    ['acts for other groups', { user: { token: 't', 'as-groups': ['system:masters'] } }, /other groups/],
    ['goes through a proxy', { cluster: { 'proxy-url': 'http://p:3128' } }, /proxy-url.*kubectl proxy/],
    ['would send its token in the clear', { cluster: { server: 'http://api.example' } }, /without TLS/],
  ])('that %s is refused by name', async (_, parts, sentence) => {
    const error = await refused(read(write(parts)));
    expect(error).toMatchObject({ code: 'unsupported', message: expect.stringMatching(sentence) });
    expect(error.message).not.toMatch(/hunter2|aws/);
  });

  test.each<[string, Parts, RegExp]>([
    ['without a context', { more: { 'current-context': '' } }, /no current-context; choose one/],
    ['whose context is not there', { more: { contexts: [] } }, /nothing named "c" under contexts/],
    ['whose user is not there', { more: { users: null } }, /nothing named "u" under users/],
    ['whose server is no address', { cluster: { server: 'api' } }, /no http or https address/],
    ['whose server is a file', { cluster: { server: 'file:///etc/passwd' } }, /no http or https address/],
    [
      'that names a file which is not there',
      { cluster: { 'certificate-authority': 'gone.crt' } },
      /gone.crt, which the kubeconfig names, cannot be read/,
    ],
  ])('%s says what is wrong', async (_, parts, sentence) => {
    expect(await refused(read(write(parts)))).toMatchObject({
      code: 'no-access',
      message: expect.stringMatching(sentence),
    });
  });

  test.each([
    ['no YAML', 'a: [b: {'],
    ['a list', '- a'],
    [
      'a bomb of aliases',
      `a: &a [x,x,x,x,x,x,x,x,x]\n${'bcdefgh'.replace(/./g, (l, i: number) => `${l}: &${l} [${Array(9).fill(`*${'abcdefg'[i]}`).join(',')}]\n`)}`,
    ],
  ])('that is %s is none', async (_, text) => {
    const file = path.join(folder, 'config');
    writeFileSync(file, text);
    expect((await refused(read(file))).code).toBe('no-access');
  });

  test('without a login may go over plain HTTP, and with one to this machine', async () => {
    expect(await read(write({ cluster: { server: 'http://10.0.0.1:8001' }, user: {} }))).toMatchObject({ token: null });
    expect(await read(write({ cluster: { server: 'http://127.0.0.1:8001' } }))).toMatchObject({ token: 'secret' });
  });
});

describe('the account of a pod', () => {
  const env = { KUBERNETES_SERVICE_HOST: 'fd00::1', KUBERNETES_SERVICE_PORT: '6443' };

  test('is read from its folder', async () => {
    writeFileSync(path.join(folder, 'token'), 'abc\n');
    writeFileSync(path.join(folder, 'ca.crt'), 'authority');
    expect(await readAccess({ env, accountFolder: folder })).toMatchObject({
      server: 'https://[fd00::1]:6443',
      token: 'abc',
      ca: 'authority',
      insecure: false,
    });
  });

  test('that is not mounted is said to be missing', async () => {
    const error = await refused(readAccess({ env, accountFolder: folder }));
    expect(error.message).toMatch(/token cannot be read; give the pod a service account/);
  });

  test('gives way to a kubeconfig that is named', async () => {
    expect(await readAccess({ env: { ...env, KUBECONFIG: write() } })).toMatchObject({ token: 'secret' });
  });
});
