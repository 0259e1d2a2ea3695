import { expect, test } from 'vitest';
import { isSearchName } from './search-name';

test.each([
  'api.example.com.default.svc.cluster.local.',
  'example.com.shop.svc.cluster.local',
  'example.com.svc.cluster.local.',
  'api.example.com.cluster.local.',
  'redis.cache.svc.cluster.local.shop.svc.cluster.local.',
  'API.EXAMPLE.COM.SHOP.SVC.CLUSTER.LOCAL.',
])('%s is a name tried on the way through the search list', (name) => {
  expect(isSearchName(name)).toBe(true);
});

test.each([
  'api.example.com.',
  'chekout.shop.svc.cluster.local.',
  'db-0.db.shop.svc.cluster.local.',
  'cart.svc.cluster.local.',
  'cluster.local.',
  '',
  '.',
  'svc',
])('"%s" may be a mistake of somebody', (name) => {
  expect(isSearchName(name)).toBe(false);
});
