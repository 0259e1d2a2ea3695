import { expect, test } from 'vitest';
import type { Entity } from '@/lib/flow/entity';
import { entityInSentence, entityKindText, entityLabel } from '@/lib/flow/entity-text';

const none: Entity = { id: '///', kind: 'unknown', cluster: '', namespace: '', name: '', workloadKind: '' };

test('a workload reads by its name and its Kubernetes kind', () => {
  const frontend: Entity = {
    ...none,
    kind: 'workload',
    namespace: 'shop',
    name: 'frontend',
    workloadKind: 'Deployment',
  };
  expect(entityLabel(frontend)).toBe('frontend');
  expect(entityInSentence(frontend)).toBe('frontend');
  expect(entityKindText(frontend)).toBe('Deployment');
  expect(entityKindText({ ...frontend, workloadKind: '' })).toBe('Workload');
});

test('a namespace and a service are named as such in a sentence', () => {
  expect(entityInSentence({ ...none, kind: 'namespace', namespace: 'a', name: 'a' })).toBe('namespace a');
  expect(entityInSentence({ ...none, kind: 'service', namespace: 'kube-system', name: 'kube-dns' })).toBe(
    'service kube-dns',
  );
});

test('an end without a name is never an empty text', () => {
  expect(entityLabel(none)).toBe('unknown end');
  expect(entityLabel({ ...none, kind: 'namespace', namespace: 'a' })).toBe('a');
  expect(entityLabel({ ...none, kind: 'ip' })).toBe('address');
});

test('what a name has to hide is written out', () => {
  const hostile: Entity = { ...none, kind: 'workload', name: 'a\u202eb', workloadKind: 'Pod\u001b[2J' };
  expect(entityLabel(hostile)).toBe('a\\u202eb');
  expect(entityKindText(hostile)).toBe('Pod\\e[2J');
});
