import fc from 'fast-check';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { createEventParser, openEventStream, openViewsStream, type StreamEnd, type StreamEvent } from './event-stream';
import { type LiveRequest, liveUrl } from './request';

function parseAll(pieces: readonly string[]): StreamEvent[] {
  const events: StreamEvent[] = [];
  const parse = createEventParser((event) => events.push(event));
  for (const piece of pieces) parse(piece);
  return events;
}

function cut(text: string, places: readonly number[]): string[] {
  const ends = [...new Set(places.map((place) => place % (text.length + 1)))].sort((a, b) => a - b);
  return [0, ...ends].map((from, i) => text.slice(from, ends[i] ?? text.length));
}

describe('the event parser', () => {
  it('reads id, name and data, and skips comments and retry times', () => {
    const text = 'retry: 2000\n\n: ping\n\nid: 7\nevent: frame\ndata: {"a":1}\n\n';
    expect(parseAll([text])).toEqual([{ id: '7', name: 'frame', data: '{"a":1}' }]);
  });

  it('joins data lines and keeps the id for events that bring none', () => {
    expect(parseAll(['id: 1\ndata: a\ndata: b\n\ndata: c\n\n'])).toEqual([
      { id: '1', name: 'message', data: 'a\nb' },
      { id: '1', name: 'message', data: 'c' },
    ]);
  });

  it('does not dispatch an event that was cut off', () => {
    expect(parseAll(['id: 1\ndata: a\n'])).toEqual([]);
  });

  it('reads the same events wherever the pieces are cut and whatever ends the lines', () => {
    const value = fc.string().map((text) => text.replace(/[\r\n\0]/g, ' '));
    fc.assert(
      fc.property(
        fc.array(fc.tuple(value, value), { minLength: 1, maxLength: 5 }),
        fc.constantFrom('\n', '\r\n', '\r'),
        fc.array(fc.nat(), { maxLength: 12 }),
        (sent, end, places) => {
          const text = sent.map(([id, data]) => `id: ${id}${end}data: ${data}${end}${end}`).join('');
          const whole = sent.map(([id, data]) => ({ id, name: 'message', data }));
          expect(parseAll(cut(text, places))).toEqual(whole);
        },
      ),
    );
  });
});

const request: LiveRequest = { q: '', cluster: '', wants: ['map'], group: 'workload', windowMs: 60_000, rows: 0 };

describe('a stream over fetch', () => {
  afterEach(() => vi.unstubAllGlobals());

  const endOf = (answer: () => Promise<Response>, lastId: string | null = null) => {
    const fetched = vi.fn(answer);
    vi.stubGlobal('fetch', fetched);
    const events: StreamEvent[] = [];
    const end = new Promise<StreamEnd>((ended) => {
      openEventStream('/live', lastId, { opened: () => {}, event: (event) => events.push(event), ended });
    });
    return { end, events, fetched };
  };

  it('asks to go on after the last event it saw', async () => {
    const { end, events, fetched } = endOf(async () => new Response('id: 8\ndata: x\n\n'), '7');
    expect(await end).toEqual({ kind: 'lost', message: 'The server ended the stream.' });
    expect(fetched).toHaveBeenCalledWith(
      '/live',
      expect.objectContaining({ headers: expect.objectContaining({ 'last-event-id': '7' }) }),
    );
    expect(events).toHaveLength(1);
  });

  it('shows a token to the server, and not in the address', async () => {
    const fetched = vi.fn(async () => new Response(''));
    vi.stubGlobal('fetch', fetched);
    const url = liveUrl('/live', { ...request, token: 'a.b.c' });
    await new Promise<StreamEnd>((ended) => {
      openEventStream(url, null, { opened: () => {}, event: () => {}, ended });
    });
    expect(fetched).toHaveBeenCalledExactlyOnceWith(
      liveUrl('/live', request),
      expect.objectContaining({ headers: expect.objectContaining({ authorization: 'Bearer a.b.c' }) }),
    );
  });

  it('tells the server which views it is to carry', async () => {
    const fetched = vi.fn(async () => new Response('id: 1/v:8\nevent: frame\ndata: {}\n\n'));
    vi.stubGlobal('fetch', fetched);
    const views = [{ key: '1', query: 'q=ns%3Ashop', lastId: 'v:7' }];
    const events: StreamEvent[] = [];
    await new Promise<StreamEnd>((ended) => {
      openViewsStream('/live', views, { opened: () => {}, event: (event) => events.push(event), ended });
    });
    expect(fetched).toHaveBeenCalledWith(
      '/live',
      expect.objectContaining({ method: 'POST', body: JSON.stringify({ views }) }),
    );
    expect(events).toEqual([{ id: '1/v:8', name: 'frame', data: '{}' }]);
  });

  it('hands on why a request was refused', async () => {
    const problem = {
      type: 'urn:eyepiece:problem:bad-filter',
      title: 'The filter cannot be read',
      status: 400,
      detail: 'No key "x".',
    };
    const headers = { 'content-type': 'application/problem+json' };
    const { end } = endOf(async () => new Response(JSON.stringify(problem), { status: 400, headers }));
    expect(await end).toEqual({ kind: 'refused', problem });
  });

  it('takes an error of the server or of the way there for a loss that may mend', async () => {
    expect(await endOf(async () => new Response('', { status: 502, statusText: 'Bad Gateway' })).end).toEqual({
      kind: 'lost',
      message: 'The server answered 502 Bad Gateway.',
    });
    expect(await endOf(() => Promise.reject(new TypeError('Failed to fetch'))).end).toEqual({
      kind: 'lost',
      message: 'The server cannot be reached.',
    });
  });
});
