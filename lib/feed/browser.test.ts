import { expect, test } from 'vitest';
import { createBrowserFeed } from './browser';

test('a feed is made while the server draws the page, where there is no window', () => {
  expect(createBrowserFeed('/api/v1/live').getSnapshot().content).toBe(null);
});
