// One view for all its readers: computed once per tick, and told as frames.
import type { EpochMs } from '@/lib/flow/flow';
import type { SerialFrame } from '@/lib/live/live';
import { type Broadcast, createBroadcast, type Present } from '@/lib/live/view/broadcast';
import { leastIntervalMs, type Scheduler, type Ticking } from '@/lib/live/view/scheduler';
import { type ContentDeps, createViewContent, sideMs } from '@/lib/live/view/view-content';
import type { ViewQuery } from '@/lib/live/view/view-query';

export interface ViewDeps extends ContentDeps {
  readonly scheduler: Scheduler;
  /** Grows when anything of the sources' state other than flows changed. */
  stateVersion(): number;
  readonly now: () => EpochMs;
  onReaders(count: number): void;
  /** How many bytes of frames one view may hold. */
  mostFrameBytes(): number;
}

export interface View {
  watch(signal: AbortSignal, lastId?: string): AsyncIterableIterator<SerialFrame>;
  readers(): number;
  /** Estimates of memory used: frames, and what they are made from. */
  frameBytes(): number;
  stateBytes(): number;
  isClosed(): boolean;
  close(): void;
}

/** How long a first frame waits for a Relay that is asked only now. */
const readyMs = 2_000;
/** How long it waits for what a search through the log may still bring. */
const firstFrameMs = 150;
/** Without anything new a frame is still due, so that readers know the stream lives. */
const quietMs = 5_000;

export function createView(id: string, query: ViewQuery, deps: ViewDeps): View {
  const { scheduler, now } = deps;
  const content = createViewContent(query, deps);
  const broadcast: Broadcast = createBroadcast({
    viewId: id,
    present,
    settled,
    onReaders,
    mostBytes: deps.mostFrameBytes,
  });
  let seenVersion = -1;
  let tickedMs = 0;
  let framedMs = 0;
  let isClosed = false;
  let ticking: Promise<void> | null = null;
  // Readers that take nothing cost nothing; the frame they ask for in the end tells of all that time.
  const ticker: Ticking = { tick: async (nowMs) => void (broadcast.isAwaited() && (await tick(nowMs))) };

  function onReaders(count: number) {
    deps.onReaders(count);
    if (count === 0) return scheduler.stop(ticker);
    if (framedMs > 0 && now() - tickedMs > leastIntervalMs) void tick(now());
    if (framedMs > 0) scheduler.start(ticker);
  }

  /** What the logs hold may take a moment to be searched; the first frame does not wait for all of it. */
  async function begin() {
    await Promise.race([query.ready.catch(() => {}), pause(readyMs)]);
    const searched = content.searched();
    if (searched.length > 0) await Promise.race([Promise.all(searched), pause(firstFrameMs)]);
    if (isClosed) return;
    await tick(now());
    if (broadcast.readers() > 0) scheduler.start(ticker);
  }

  function tick(nowMs: EpochMs): Promise<void> {
    ticking ??= frame(nowMs)
      .catch(giveUp)
      .finally(() => {
        ticking = null;
      });
    return ticking;
  }

  /** A mistake of ours in one view must not take the others with it; its readers come again and get a new one. */
  function giveUp(error: unknown) {
    process.emitWarning(error instanceof Error ? error : String(error));
    close();
  }

  async function frame(nowMs: EpochMs) {
    const version = query.stores.reduce((sum, store) => sum + store.version(), deps.stateVersion());
    if (version === seenVersion && nowMs - tickedMs < sideMs) return;
    seenVersion = version;
    tickedMs = nowMs;
    const parts = await content.change(nowMs, broadcast.next);
    if (isClosed || parts === null) return;
    const isNews = Object.values(parts).some((part) => part !== undefined);
    if (!isNews && framedMs > 0 && nowMs - framedMs < quietMs) return;
    framedMs = nowMs;
    // Nobody goes on from before the first frame, so nobody is ever sent it: the state is sent whole instead.
    const isFirst = broadcast.next() === 1;
    const json = await content.text(nowMs, isFirst ? {} : parts);
    if (!isClosed) broadcast.publish(json, content.matched());
  }

  function present(): Present {
    return content.present(Math.max(tickedMs, framedMs));
  }

  async function settled() {
    while (ticking) await ticking;
  }

  function close() {
    isClosed = true;
    scheduler.stop(ticker);
    broadcast.close();
    content.close();
  }

  void begin();
  return {
    watch: (signal, lastId) => broadcast.read(signal, lastId),
    readers: broadcast.readers,
    frameBytes: broadcast.bytes,
    stateBytes: content.bytes,
    isClosed: () => isClosed,
    close,
  };
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
