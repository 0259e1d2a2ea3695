// What is written is read the same by readers of YAML 1.2 and by kubectl, which reads 1.1.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { readPolicyText } from '@/lib/policy/read-text';
import { yamlOf } from '@/lib/policy/suggest/yaml-text';

const likeOthers = [
  'yes',
  'no',
  'on',
  'off',
  'y',
  'N',
  'true',
  'null',
  '~',
  '1',
  '1e3',
  '0x1f',
  '010',
  '1_000',
  '0b11',
];
const likeTimes = ['2001-01-01', '1:30', '.inf', 'NaN', '<<', '=', '*a', '&a', '!x', '- x', 'a: b', '#x', ' x', '%'];
const breaking = [
  '\u0085',
  '\u2028',
  '\u2029',
  '\ufeff',
  '\u202e',
  '\0',
  '\u001b',
  '\t',
  '\r',
  '\n',
  '\u{e0001}',
  'é',
  '😀',
];
const text = fc.oneof(
  fc.constantFrom(...likeOthers, ...likeTimes),
  fc.array(fc.constantFrom(...breaking, 'a', '"', '\\', "'"), { maxLength: 8 }).map((parts) => parts.join('')),
  fc.string({ unit: 'binary' }),
);

describe('YAML', () => {
  it('says the same to readers of both versions, as key and as value', () => {
    fc.assert(
      fc.property(text, text, (key, value) => {
        fc.pre(key !== '__proto__');
        const object = { labels: { [key]: value }, list: [value, { at: value }] };
        const written = yamlOf(object);
        expect(parse(written)).toEqual(object);
        expect(parse(written, { version: '1.1' })).toEqual(object);
      }),
      { numRuns: 1_000 },
    );
  });

  it('holds nothing that cannot be seen', () => {
    fc.assert(
      fc.property(text, (value) => {
        expect(yamlOf({ a: value }).replaceAll('\n', '')).not.toMatch(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u);
      }),
    );
  });

  it('is read back as the policy it was', () => {
    const spec = { endpointSelector: { matchLabels: { enabled: 'yes', on: 'off', zone: '1_0' } }, ingress: [{}] };
    const metadata = { name: 'x', namespace: 'shop' };
    const written = yamlOf({ apiVersion: 'cilium.io/v2', kind: 'CiliumNetworkPolicy', metadata, spec });
    const { policies, problems } = readPolicyText(written, 'x');
    expect(problems).toEqual([]);
    expect(policies[0]?.object.spec).toEqual(spec);
  });
});
