import { act, cleanup, render, screen } from '@testing-library/react';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Frame } from '@/lib/wire/frame';
import { createBrowserFeed } from './browser';
import type { FeedSnapshot } from './feed';
import type { FromHub, ToHub } from './port';
import type { LiveRequest } from './request';
import { FeedProvider, useFeed } from './use-feed';

const request: LiveRequest = { q: '', cluster: '', wants: ['flows'], group: 'workload', windowMs: 900_000, rows: 10 };

function frameText(matched: number): string {
  const at = new Date(0).toISOString();
  const flows = { rows: [], unsent: 0, matched, hidden: 0, hiddenDenials: 0 };
  const frame: Frame = { id: 'v:1', at, from: at, to: at, complete: true, gaps: [], reset: true, flows };
  return JSON.stringify(frame);
}

const matchedOf = ({ content }: FeedSnapshot) => content?.flows?.matched ?? 0;
const Matched = () => <p>{useFeed(matchedOf)} flows</p>;

function show() {
  const feed = createBrowserFeed('/base/api/v1/live');
  feed.watch(request);
  render(
    <FeedProvider value={feed}>
      <Matched />
    </FeedProvider>,
  );
  return feed;
}

/** What a page's own stream gets. */
function serve(matched: number) {
  const fetched = vi.fn(async (_url: string) => {
    const body = new ReadableStream<Uint8Array>({
      start: (controller) =>
        controller.enqueue(new TextEncoder().encode(`id: v:1\nevent: frame\ndata: ${frameText(matched)}\n\n`)),
    });
    return new Response(body);
  });
  vi.stubGlobal('fetch', fetched);
  return fetched;
}

afterEach(() => {
  cleanup();
  vi.unstubAllGlobals();
});

describe('the feed in a browser', () => {
  let workers: FakeWorker[] = [];
  beforeEach(() => {
    workers = [];
  });

  /** The browser's class, with its other end in the test's hands. */
  class FakeWorker {
    onerror: (() => void) | null = null;
    readonly said: ToHub[] = [];
    readonly port = {
      onmessage: null as ((event: { data: FromHub }) => void) | null,
      postMessage: (message: ToHub) => this.said.push(message),
      close: () => {},
    };
    constructor(
      readonly url: URL,
      readonly options: { name: string },
    ) {
      workers.push(this);
    }
  }

  it('opens a connection of its own where shared workers are missing', async () => {
    const fetched = serve(7);
    show();
    expect(await screen.findByText('7 flows')).toBeDefined();
    expect(fetched).toHaveBeenCalledTimes(1);
    expect(fetched.mock.calls[0]?.[0]).toContain('/base/api/v1/live?');
  });

  it('opens a connection of its own where they are forbidden', async () => {
    serve(8);
    vi.stubGlobal(
      'SharedWorker',
      class {
        constructor() {
          throw new DOMException('Refused by policy', 'SecurityError');
        }
      },
    );
    show();
    expect(await screen.findByText('8 flows')).toBeDefined();
  });

  it('opens a connection of its own where the worker’s script fails', async () => {
    const fetched = serve(9);
    vi.stubGlobal('SharedWorker', FakeWorker);
    show();
    expect(fetched).not.toHaveBeenCalled();
    act(() => workers[0]?.onerror?.());
    expect(await screen.findByText('9 flows')).toBeDefined();
  });

  it('shows what the worker sends and opens nothing itself', async () => {
    const fetched = serve(0);
    vi.stubGlobal('SharedWorker', FakeWorker);
    show();
    const [worker] = workers;
    expect(worker?.options.name).toBe('/base/api/v1/live');
    const asked = worker?.said.find((message) => message.kind === 'watch');
    if (asked?.kind !== 'watch') throw new Error('nothing was asked');
    const { turn } = asked;
    act(() => {
      worker?.port.onmessage?.({ data: { kind: 'connection', turn, connection: { state: 'live', sinceMs: 0 } } });
      worker?.port.onmessage?.({ data: { kind: 'frame', turn, json: frameText(4) } });
    });
    expect(screen.getByText('4 flows')).toBeDefined();
    expect(fetched).not.toHaveBeenCalled();
  });
});
