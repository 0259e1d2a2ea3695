import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Endpoint } from '@/lib/flow/flow';
import { type BookedPod, createPodBook } from '@/lib/rollup/pod-book';
import { noon, podEnd, sampleFlow } from '@/lib/rollup/sample';

const pod = (name: string, more: Partial<Endpoint> = {}): Endpoint => ({
  ...podEnd('shop', 'frontend'),
  pod: name,
  ...more,
});
const namesIn = (pods: Iterable<BookedPod>) => [...pods].map(({ name }) => name).sort();

describe('the book of pods', () => {
  it('has each pod once, under its workload, with its newest labels and its own nodes', () => {
    const book = createPodBook();
    book.see(sampleFlow({ destination: pod('a', { id: 7, labels: ['k8s:app=old'] }), node: 'n1' }), noon);
    book.see(sampleFlow({ destination: pod('a', { labels: ['k8s:app=new'] }), node: 'n2' }), noon + 5);
    const [, frontend] = [...book.pods()];
    expect(namesIn(book.pods())).toEqual(['a', 'backend-0']);
    expect(frontend?.workload.id).toBe('default/shop/workload/frontend');
    expect(frontend?.labels).toEqual(['k8s:app=new']);
    expect(frontend?.meetings).toEqual([
      {
        place: { cluster: 'default', namespace: 'shop', node: 'n1' },
        firstMs: noon,
        lastMs: noon + 5,
        nodes: ['n1'],
      },
    ]);
  });

  it('keeps apart with whom a pod spoke when', () => {
    const book = createPodBook();
    book.see(sampleFlow({ source: podEnd('bank', 'safe'), destination: pod('a') }), noon);
    book.see(sampleFlow({ destination: pod('a') }), noon + 9);
    const a = [...book.pods()].find(({ name }) => name === 'a');
    expect(a?.meetings.map(({ place, lastMs }) => [place?.namespace, lastMs - noon])).toEqual([
      ['bank', 0],
      ['shop', 9],
    ]);
  });

  it('tells of places beyond some number together', () => {
    const book = createPodBook();
    for (let at = 0; at < 100; at++) {
      book.see(sampleFlow({ source: podEnd(`ns-${at}`, 'x'), destination: pod('a') }), noon + at);
    }
    const { meetings = [] } = [...book.pods()].find(({ name }) => name === 'a') ?? {};
    expect(meetings.length).toBe(17);
    expect(meetings.at(-1)).toMatchObject({ place: null, firstMs: noon + 16, lastMs: noon + 99 });
  });

  it('looks at one of the flows that are alike in the time of a bucket', () => {
    const book = createPodBook();
    const seen = (name: string) => [...book.pods()].find((each) => each.name === name)?.meetings[0]?.lastMs;
    const see = (name: string, atMs: number, alike: number) =>
      book.see(sampleFlow({ destination: pod(name) }), atMs, alike);
    for (const atMs of [noon, noon + 14_000]) see('a', atMs, 0x9e3779b1);
    see('b', noon + 14_000, 0x9e3779b2);
    expect([seen('a'), seen('b')]).toEqual([noon, noon + 14_000]);
    see('a', noon + 15_000, 0x9e3779b1);
    expect(seen('a')).toBe(noon + 15_000);
  });

  it('forgets what was not seen since, and knows it again when it comes back', () => {
    const book = createPodBook();
    const [old, young] = [pod('old'), pod('young')];
    book.see(sampleFlow({ source: old, destination: old }), noon);
    book.see(sampleFlow({ source: young, destination: young }), noon + 60);
    book.forget(noon + 1);
    expect(namesIn(book.pods())).toEqual(['young']);
    expect(book.wholeSinceMs()).toBe(Number.NEGATIVE_INFINITY);
    book.see(sampleFlow({ source: old, destination: young }), noon + 70);
    expect(namesIn(book.pods())).toEqual(['old', 'young']);
    book.forget(Number.POSITIVE_INFINITY);
    expect(book.bytes()).toBe(0);
  });

  it('has a pod once also after one that is called the same in another cluster was forgotten', () => {
    const book = createPodBook();
    const [here, there] = [pod('db-0'), pod('db-0', { cluster: 'west' })];
    book.see(sampleFlow({ source: here, destination: here }), noon);
    for (const atMs of [noon + 5, noon + 60]) {
      book.see(sampleFlow({ source: there, destination: there }), atMs);
      expect([...book.pods()].filter(({ workload }) => workload.cluster === 'west')).toHaveLength(1);
      book.forget(noon + 1);
    }
    expect(namesIn(book.pods())).toEqual(['db-0']);
  });

  it('stays within its room whatever comes and goes, and says from when on it is whole', () => {
    const most = 64 * 1024;
    const book = createPodBook(most);
    for (let at = 0; at < 10_000; at++) {
      const end = pod(`pod-${at}`, { labels: [`k8s:hash=${at}`, 'x'.repeat(at % 500)] });
      book.see(sampleFlow({ destination: end }), noon + at);
      expect(book.bytes()).toBeLessThan(most + 4_000);
    }
    const held = [...book.pods()].map(({ meetings }) => meetings[0]?.lastMs ?? 0);
    expect(held.length).toBeGreaterThan(20);
    expect(Math.min(...held)).toBeGreaterThan(book.wholeSinceMs());
    expect(namesIn(book.pods())).toContain('pod-9999');
  });

  it('counts its room the same however it is filled', () => {
    const step = fc.record({ pod: fc.nat({ max: 20 }), peer: fc.nat({ max: 50 }), labels: fc.array(fc.string()) });
    fc.assert(
      fc.property(fc.array(step, { maxLength: 200 }), fc.integer({ min: 2_000, max: 40_000 }), (steps, most) => {
        const book = createPodBook(most);
        for (const [at, { pod: number, peer, labels }] of steps.entries()) {
          const destination = pod(`pod-${number}`, { labels });
          book.see(sampleFlow({ source: podEnd(`ns-${peer}`, 'x'), destination }), noon + at);
        }
        book.forget(Number.POSITIVE_INFINITY);
        expect(book.bytes()).toBe(0);
      }),
    );
  });
});
