import { describe, expect, it } from 'vitest';
import { entity } from '@/lib/flow/entity';
import type { DropGroup } from './group';
import { sampleGroup } from './sample';
import { type DropGrouping, dropGroupings, dropSections } from './sections';

const world = sampleGroup({
  id: 'world',
  source: entity('reserved', 'world'),
  nodes: ['node-2'],
  count: 5,
  nodeCounts: [5],
});
const proxied = sampleGroup({
  id: 'l7',
  reason: 'L7',
  reasonText: 'HTTP rule denied',
  policies: ['shop/api', 'shop/web'],
  count: 7,
  nodes: [],
  nodeCounts: [],
});
const spread = sampleGroup({ id: 'spread', count: 12, nodes: ['node-1', 'node-2'], nodeCounts: [7, 4] });
const all = [spread, world, proxied];

function told(by: DropGrouping, groups: readonly DropGroup[] = all): string[] {
  return dropSections(groups, by).map(({ title, note, count, rows }) => {
    const own = rows.map(({ group, count: of }) => `${group.id} ${of}`).join(', ');
    return `${[title, note].filter(Boolean).join(' | ')}: ${count} = ${own}`;
  });
}

describe('groups put together', () => {
  it('by reason, the proxy having no name for its own', () => {
    expect(told('reason')).toEqual([
      'Policy denied | POLICY_DENIED: 17 = spread 12, world 5',
      'HTTP rule denied: 7 = l7 7',
    ]);
  });

  it('by source, with what narrows its name down', () => {
    expect(told('source')).toEqual(['test-pod | shop: 19 = spread 12, l7 7', 'world: 5 = world 5']);
  });

  it('by destination', () => {
    expect(told('destination')).toEqual(['frontend | shop: 24 = spread 12, world 5, l7 7']);
  });

  it('by the policies that Hubble names together', () => {
    expect(told('policy')).toEqual(['No policy named: 17 = spread 12, world 5', 'shop/api, shop/web: 7 = l7 7']);
  });

  it('by node, under each only what it told of', () => {
    expect(told('node')).toEqual([
      'node-1: 7 = spread 7',
      'node-2: 9 = spread 4, world 5',
      'Node not told: 8 = spread 1, l7 7',
    ]);
  });

  it.each(dropGroupings)('by %s count each denial once', (by) => {
    const sum = dropSections(all, by).reduce((total, { count }) => total + count, 0);
    expect(sum).toBe(24);
  });

  it('by names that would make a mess of a page, as they can be read', () => {
    expect(told('policy', [sampleGroup({ policies: ['a\u202eb'] })])).toEqual(['a\\u202eb: 60 = group 60']);
  });
});
