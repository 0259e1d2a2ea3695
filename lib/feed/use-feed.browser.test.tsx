import { act, cleanup, render, screen } from '@testing-library/react';
import { afterEach, describe, expect, it, vi } from 'vitest';
import type { Frame } from '@/lib/wire/frame';
import type { StreamSink } from './event-stream';
import { createFeed, type FeedSnapshot } from './feed';
import { atOnce } from './key-gap';
import { FeedProvider, useFeed } from './use-feed';

afterEach(cleanup);

/** A feed whose stream the test sends; everything else is the real one. */
function stage() {
  const streams: StreamSink[] = [];
  let nowMs = 0;
  const feed = createFeed({
    endpoint: '/live',
    openStream(_url, _lastId, sink) {
      streams.push(sink);
      return () => {};
    },
    now: () => nowMs,
    random: () => 0,
    after: () => () => {},
    page: { hidden: () => false, online: () => true, inGap: atOnce, subscribe: () => () => {} },
  });
  feed.watch({ q: '', cluster: '', wants: ['flows'], group: 'workload', windowMs: 900_000, rows: 10 });
  const send = (part: Partial<Frame>) => {
    nowMs += 1_000;
    const at = new Date(nowMs).toISOString();
    const frame: Frame = { id: '1', at, from: at, to: at, complete: true, gaps: [], reset: false, ...part };
    act(() => streams.at(-1)?.event({ id: '1', name: 'frame', data: JSON.stringify(frame) }));
  };
  return { feed, streams, send };
}

const matchedOf = ({ content }: FeedSnapshot) => content?.flows?.matched ?? 0;
const namespacesOf = ({ content }: FeedSnapshot) => content?.namespaces ?? null;
const counted = (matched: number) => ({ rows: [], unsent: 0, matched, hidden: 0, hiddenDenials: 0 });

const Matched = () => <p>{useFeed(matchedOf)} flows</p>;

function Namespaces({ onRender }: { onRender: () => void }) {
  onRender();
  return <p>{useFeed(namespacesOf)?.length ?? 'none'}</p>;
}

describe('useFeed', () => {
  it('opens one stream for all readers and shows what came', () => {
    const { feed, streams, send } = stage();
    render(
      <FeedProvider value={feed}>
        <Matched />
        <Matched />
      </FeedProvider>,
    );
    expect(streams).toHaveLength(1);
    send({ flows: counted(3) });
    expect(screen.getAllByText('3 flows')).toHaveLength(2);
  });

  it('renders a reader again only when its own part changed', () => {
    const { feed, send } = stage();
    const rendered = vi.fn();
    render(
      <FeedProvider value={feed}>
        <Namespaces onRender={rendered} />
      </FeedProvider>,
    );
    send({ flows: counted(1), namespaces: [] });
    rendered.mockClear();
    send({ flows: counted(2) });
    send({ flows: counted(3) });
    expect(rendered).not.toHaveBeenCalled();
  });

  it('says so when there is no feed around it', () => {
    expect(() => render(<Matched />)).toThrow('FeedProvider');
  });
});
