// Server-sent events over fetch. EventSource hides the answer of a refused request and when it will try again;
// the reader of a lost stream wants to know both.
import type { Problem } from '@/lib/wire/problem';
import type { Loss } from './connection';
import { apart } from './request';

export interface StreamEvent {
  readonly id: string;
  readonly name: string;
  readonly data: string;
}

export type StreamEnd =
  /** The stream broke or ended; another attempt may well work. */
  | ({ readonly kind: 'lost' } & Loss)
  /** The server answered, but not with a stream: the same request will be answered the same. */
  | { readonly kind: 'refused'; readonly problem: Problem };

export interface StreamSink {
  readonly opened: () => void;
  /** Never called after the stream was closed from here, also not with what had come by then. */
  readonly event: (event: StreamEvent) => void;
  /** Called once, never after the stream was closed from here. */
  readonly ended: (end: StreamEnd) => void;
}

/** Opens a stream and returns what closes it. `url` as `liveUrl` writes it; `lastId` resumes after that event. */
export type OpenStream = (url: string, lastId: string | null, sink: StreamSink) => () => void;

/** One of several views that share a stream. */
export interface AskedView {
  /** Ours to choose; the ids of its events begin with it and a slash. */
  readonly key: string;
  /** The query of the live route, as URL text. */
  readonly query: string;
  /** Resumes after this frame. */
  readonly lastId?: string;
  /** By which it is asked; other views of the stream may have others. */
  readonly token?: string;
}

/** Opens one stream for several views and returns what closes it. */
export type OpenViews = (url: string, views: readonly AskedView[], sink: StreamSink) => () => void;

/** Longer than two of the server's pings: a stream this silent is dead, whatever TCP thinks. */
const silenceMs = 40_000;

export const openEventStream: OpenStream = (url, lastId, sink) => {
  const { asked, token } = apart(url);
  const headers = {
    ...(lastId !== null && { 'last-event-id': lastId }),
    ...(token && { authorization: `Bearer ${token}` }),
  };
  return open(asked, { headers }, sink);
};

export const openViewsStream: OpenViews = (url, views, sink) =>
  open(url, { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify({ views }) }, sink);

interface Asked {
  readonly method?: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string;
}

function open(url: string, asked: Asked, sink: StreamSink): () => void {
  const abort = new AbortController();
  read(url, asked, sink, abort).then(
    (end) => !abort.signal.aborted && sink.ended(end),
    (error: unknown) => !abort.signal.aborted && sink.ended({ kind: 'lost', message: reasonOf(error) }),
  );
  return () => abort.abort();
}

async function read(url: string, asked: Asked, sink: StreamSink, abort: AbortController): Promise<StreamEnd> {
  const headers = { accept: 'text/event-stream', ...asked.headers };
  const response = await withinSilence(fetch(url, { ...asked, headers, cache: 'no-store', signal: abort.signal }));
  if (!response.ok || !response.body) return endOf(response);
  sink.opened();
  const reader = response.body.getReader();
  const decoder = new TextDecoder();
  const parse = createEventParser((event) => {
    if (!abort.signal.aborted) sink.event(event);
  });
  try {
    for (;;) {
      const { done, value } = await withinSilence(reader.read());
      if (abort.signal.aborted) break;
      if (done) return { kind: 'lost', message: 'The server ended the stream.' };
      parse(decoder.decode(value, { stream: true }));
    }
  } finally {
    reader.cancel().catch(() => {});
  }
  return { kind: 'lost', message: 'The stream was closed.' };
}

function withinSilence<T>(promise: Promise<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => reject(new Error(`Nothing came for ${silenceMs / 1000} s.`)), silenceMs);
    promise.then(resolve, reject).finally(() => clearTimeout(timer));
  });
}

/** 5xx and 429 pass; every other answer is about the request and will not mend by asking again. */
async function endOf(response: Response): Promise<StreamEnd> {
  const problem = await problemOf(response);
  const passing = response.status >= 500 || response.status === 429;
  if (!passing) return { kind: 'refused', problem };
  const { type, title, detail: message } = problem;
  return { kind: 'lost', message, ...(type !== plainType && { title }) };
}

/** Of an answer that says no more than its status. */
const plainType = 'about:blank';

async function problemOf(response: Response): Promise<Problem> {
  const plain: Problem = {
    type: plainType,
    title: 'The server refused the stream',
    status: response.status,
    detail: `The server answered ${response.status} ${response.statusText}.`.replace(' .', '.'),
  };
  if (!response.headers.get('content-type')?.includes('application/problem+json')) return plain;
  const told: unknown = await response.json().catch(() => null);
  return told !== null && typeof told === 'object' ? { ...plain, ...told } : plain;
}

function reasonOf(error: unknown): string {
  return error instanceof Error && error.name !== 'TypeError' ? error.message : 'The server cannot be reached.';
}

/** Takes text in pieces of any size and calls back for every whole event, as the HTML standard parses them. */
export function createEventParser(onEvent: (event: StreamEvent) => void): (piece: string) => void {
  let line = '';
  let afterCarriageReturn = false;
  let id = '';
  let name = '';
  let data: string[] = [];

  function takeLine(text: string) {
    if (text === '') return dispatch();
    const colon = text.indexOf(':');
    const field = colon < 0 ? text : text.slice(0, colon);
    const value = colon < 0 ? '' : text.slice(text[colon + 1] === ' ' ? colon + 2 : colon + 1);
    if (field === 'data') data.push(value);
    else if (field === 'event') name = value;
    else if (field === 'id' && !value.includes('\0')) id = value;
  }

  function dispatch() {
    if (data.length > 0) onEvent({ id, name: name || 'message', data: data.join('\n') });
    name = '';
    data = [];
  }

  return (piece) => {
    const text = afterCarriageReturn && piece.startsWith('\n') ? piece.slice(1) : piece;
    if (piece !== '') afterCarriageReturn = piece.endsWith('\r');
    const [first = '', ...rest] = text.split(/\r\n|\n|\r/);
    line += first;
    for (const next of rest) {
      takeLine(line);
      line = next;
    }
  };
}
