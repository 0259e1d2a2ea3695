import { describe, expect, test } from 'vitest';
import { readAddresses } from './addresses';
import { proxyIdentity } from './proxy-identity';

const trusted = readAddresses('10.0.0.0/8');
const isTrusted = (address: string) => trusted.ok && trusted.includes(address);
const names = { user: 'x-forwarded-user', groups: 'x-forwarded-groups' };
const identity = (headers: Record<string, string>, peer = { address: '10.0.0.1', twice: [] as string[] }) =>
  proxyIdentity(new Headers(headers), peer, names, isTrusted);

describe('who asks by way of a proxy', () => {
  test('is named by its headers, whatever their case', () => {
    expect(identity({ 'X-FORWARDED-USER': 'anna', 'x-forwarded-Groups': 'shop, sre,,shop ' })).toEqual({
      name: 'anna',
      groups: ['shop', 'sre'],
    });
    expect(identity({ 'x-forwarded-user': 'anna' })).toEqual({ name: 'anna', groups: [] });
  });

  test('may have a name in any script', () => {
    const bytes = Buffer.from('Željka', 'utf8').toString('latin1');
    expect(identity({ 'x-forwarded-user': bytes }).name).toBe('Željka');
  });

  test.each(['203.0.113.9', ''])('is not believed from %s', (address) => {
    expect(() => identity({ 'x-forwarded-user': 'anna' }, { address, twice: [] })).toThrow(/trusted proxy/);
  });

  test.each<Record<string, string>>([
    {},
    { 'x-forwarded-user': ' ' },
    { x_forwarded_user: 'anna' },
    { 'x-auth-request-user': 'anna' },
  ])('is nobody with %o', (headers) => {
    expect(() => identity(headers)).toThrow(/x-forwarded-user is missing/);
  });

  test.each(['x-forwarded-user', 'x-forwarded-groups'])('is nobody where %s came twice', (name) => {
    const headers = { 'x-forwarded-user': 'anna, mallory', 'x-forwarded-groups': 'sre' };
    expect(() => identity(headers, { address: '10.0.0.1', twice: [name] })).toThrow(/came twice/);
  });
});
