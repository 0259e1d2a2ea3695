// What docs/kubernetes.md says against what the code does.
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { KubernetesError, kubernetesErrorCodes } from '@/lib/kubernetes/error';
import { resources } from '@/lib/kubernetes/resources';

const page = readFileSync(path.resolve(import.meta.dirname, '../../docs/kubernetes.md'), 'utf8');

test('the page has a cure for each code, and for no other', () => {
  const headings = [...page.matchAll(/^### (.+)$/gm)].map(([, heading]) => heading);
  expect(headings).toEqual(kubernetesErrorCodes);
});

test.each(resources.map(({ plural, verbs }) => [plural, verbs] as const))(
  'the page says how %s are read',
  (plural, verbs) => {
    const row = page.split('\n').find((line) => line.startsWith('|') && line.includes(`\`${plural}\``));
    for (const verb of verbs) expect(row).toContain(`\`${verb}\``);
  },
);

const thrown = (code: string) => Object.assign(new Error('at https://me:secret@host'), { code });

test.each([
  ['ENOTFOUND', 'unreachable', /has no address/],
  ['ECONNREFUSED', 'unreachable', /Nothing listens/],
  ['ECONNRESET', 'unreachable', /broke \(ECONNRESET\)/],
  ['ETIMEDOUT', 'unreachable', /in time/],
  ['CERT_HAS_EXPIRED', 'tls', /has expired/],
  ['ERR_TLS_CERT_ALTNAME_INVALID', 'tls', /another name/],
  ['UNABLE_TO_VERIFY_LEAF_SIGNATURE', 'tls', /authority/],
  ['ERR_OSSL_PEM_NO_START_LINE', 'tls', /ERR_OSSL_PEM_NO_START_LINE/],
  ['odd code', 'unreachable', /broke\.$/],
])('%s is told as %s, without what the error said', (code, told, sentence) => {
  const error = KubernetesError.from(thrown(code), 'https://api');
  expect(error).toMatchObject({ code: told, message: expect.stringMatching(sentence) });
  expect(error.message).not.toContain('secret');
});
