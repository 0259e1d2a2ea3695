import { describe, expect, test } from 'vitest';
import { readDrops, readFlows, readMap, readScope, readSeries, readValues, readWatch } from './request';
import { ProblemError, toProblem } from './respond';

const url = (query: string) => new URL(`http://eyepiece/?${query}`);

function problemOf(read: (url: URL) => unknown, query: string) {
  try {
    read(url(query));
  } catch (error) {
    return toProblem(error);
  }
  throw new Error(`${query} was read without complaint`);
}

describe('what a request asks for', () => {
  test('values are asked for by a key or another name of it, of which values are worth listing', () => {
    const read = (query: string) => readValues(url(query)).query;
    expect(read('key=Namespace&side=from&prefix=sh')).toEqual({ key: 'ns', side: 'from', prefix: 'sh', limit: 50 });
    for (const key of ['uuid', 'cel', 'nothing'])
      expect(problemOf(readValues, `key=${key}`).detail).toMatch(/^key: must be one of ns, pod, /);
  });

  test('drop groups are of what was dropped, unless those of audit mode are asked for', () => {
    expect(readDrops(url('')).shown).toBe('dropped');
    expect(readDrops(url('show=audit')).shown).toBe('audit');
  });

  test.each([
    [readScope, 'q=a', 'from=yesterday', 'from: "yesterday" is not a time; write RFC 3339, now, or -15m.'],
    [
      readScope,
      'from=-5m',
      'to=2026-02-30T00:00:00Z',
      'to: "2026-02-30T00:00:00Z" is not a time; write RFC 3339, now, or -15m.',
    ],
    [readScope, '', `cluster=${'x'.repeat(257)}`, 'cluster: is longer than 256 characters.'],
    [readScope, '', `q=${'x'.repeat(8193)}`, 'q: is longer than 8192 characters; shorten the filter.'],
    [readScope, '', 'from=now&to=-5m', 'from: is later than to; swap them.'],
    [readMap, '', 'group=galaxy', 'group: must be one of pod, workload, namespace, node, cluster.'],
    [readDrops, '', 'show=all', 'show: must be dropped or audit.'],
    [readFlows, '', 'limit=0', 'limit: must be a whole number from 1 to 1000.'],
    [readFlows, '', 'limit=1.5', 'limit: must be a whole number from 1 to 1000.'],
    [readFlows, '', 'limit=many', 'limit: must be a whole number from 1 to 1000.'],
    [
      readFlows,
      '',
      `cursor=${'x'.repeat(513)}`,
      'cursor: is longer than any that was given out; ask for the first page again.',
    ],
    [readValues, '', 'side=up&key=ns', 'side: must be one of from, to, either, end.'],
    [readValues, '', 'side=to', 'key: is missing; name a filter key such as ns.'],
    [readValues, '', 'key=ns&limit=51', 'limit: must be a whole number from 1 to 50.'],
    [readSeries, '', 'by=colour', 'by: must be verdict, reason or namespace.'],
    [readSeries, '', 'step=1', 'step: must be whole seconds from 15 to 3600.'],
    [readWatch, '', 'want=map,pictures', 'want: must be some of map, drops, audit, flows, series, namespaces, status.'],
    [readWatch, '', 'want=,', 'want: must be some of map, drops, audit, flows, series, namespaces, status.'],
    [readWatch, '', 'window=1s', 'window: must be a length from 15s to 60m, such as 15m.'],
    [readWatch, '', 'from=-2h', 'from: without "to" it must be a length from 15s to 60m, such as 15m.'],
    [readWatch, '', 'rows=-1', 'rows: must be a whole number from 0 to 1000.'],
  ])('%o: %s and %s is refused by name', (read, good, bad, detail) => {
    const problem = problemOf(read, [good, bad].filter(Boolean).join('&'));
    expect(problem).toMatchObject({ type: 'urn:eyepiece:problem:bad-request', status: 400, detail });
  });

  test('every parameter that is wrong is named in one answer', () => {
    const { detail } = problemOf(readWatch, 'from=then&to=never&group=galaxy&want=x&window=0&rows=9999');
    for (const name of ['from', 'to', 'group', 'want', 'window', 'rows']) expect(detail).toContain(`${name}: `);
  });

  test('a bad filter is told with its place', () => {
    const problem = problemOf(readFlows, 'q=ns:shop+prot:tcp');
    expect(problem).toMatchObject({ type: 'urn:eyepiece:problem:bad-filter', position: 8, fix: 'ns:shop proto:tcp' });
  });

  test('a parameter given twice counts once, the first time', () => {
    expect(readFlows(url('limit=5&limit=7')).page.limit).toBe(5);
  });

  test('nothing asked is everything, at its defaults', () => {
    expect(readFlows(url(''))).toEqual({ scope: { filter: { tokens: [] } }, page: { limit: 100, cursor: undefined } });
    expect(readWatch(url(''))).toMatchObject({
      wants: ['map', 'drops', 'flows', 'status'],
      windowMs: 900_000,
      rows: 200,
    });
  });

  test('a relative start without an end is the length of the window', () => {
    expect(readWatch(url('from=-5m'))).toMatchObject({ windowMs: 300_000 });
    expect(readWatch(url('from=-5m'))).not.toHaveProperty('fromMs');
  });

  test('an error of ours keeps its words, any other is told without them', () => {
    expect(toProblem(ProblemError.of('bad-cursor', 'Start over.')).detail).toBe('Start over.');
    expect(toProblem('secret').detail).toBe('The server log says why.');
  });
});
