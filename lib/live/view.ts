// One view for all its readers: rows from lanes, pictures from a rollup, computed once per tick and told as frames.
import type { EpochMs } from '@/lib/flow/flow';
import { type Broadcast, createBroadcast, type Present } from '@/lib/live/broadcast';
import { frameBody, resetBody } from '@/lib/live/frame-text';
import type { Lanes } from '@/lib/live/lanes';
import type { SerialFrame, Span } from '@/lib/live/live';
import type { PictureChange } from '@/lib/live/picture';
import { leastIntervalMs, type Scheduler, type Ticking } from '@/lib/live/scheduler';
import { inTurns } from '@/lib/live/slices';
import { spanOf } from '@/lib/live/stores';
import { createViewPictures } from '@/lib/live/view-pictures';
import type { ViewQuery } from '@/lib/live/view-query';
import { createViewRows } from '@/lib/live/view-rows';

/** What is the same for many views and told as text at most once a second. */
export interface SideTexts {
  status(): Promise<string>;
  namespaces(): Promise<string>;
  marks(): string;
}

export interface ViewDeps {
  readonly lanes: Lanes;
  readonly scheduler: Scheduler;
  readonly texts: SideTexts;
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
const sideMs = 1_000;
/** Drawing may take this part of the time of one view, and changes are on the screen after this long at the latest. */
const pictureShare = 1 / 20;
const mostPictureMs = 1_000;

export function createView(id: string, query: ViewQuery, deps: ViewDeps): View {
  const { scheduler, now } = deps;
  const rows = query.wants.includes('flows') ? createViewRows(query, deps.lanes) : null;
  const pictures = createViewPictures(query, deps.lanes);
  const side = createSide(query, deps.texts);
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
  let drawAgainMs = 0;
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
    const searched = [rows?.searched, pictures?.searched()].filter((promise) => promise !== undefined);
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
    const picture = await draw(nowMs);
    if (isClosed) return;
    const flows = rows?.update(broadcast.next());
    const parts = { ...picture, flows, ...(await side.update(nowMs)) };
    if (isClosed) return;
    const isNews = Object.values(parts).some((part) => part !== undefined);
    if (!isNews && framedMs > 0 && nowMs - framedMs < quietMs) return;
    framedMs = nowMs;
    // Nobody goes on from before the first frame, so nobody is ever sent it: the state is sent whole instead.
    const isFirst = broadcast.next() === 1;
    const told = isFirst ? {} : parts;
    const json = await inTurns(frameBody(span(nowMs), nowMs, told, pictures?.stepMs() ?? 0));
    if (!isClosed) broadcast.publish(json, rows?.matched() ?? 0);
  }

  /** Rows come with every frame; a picture that takes long to draw is drawn less often. */
  async function draw(nowMs: EpochMs): Promise<PictureChange> {
    if (!pictures || nowMs < drawAgainMs) return {};
    const startedMs = performance.now();
    const change = await pictures.update(nowMs);
    drawAgainMs = nowMs + Math.min(mostPictureMs, (performance.now() - startedMs) / pictureShare);
    return change;
  }

  function span(nowMs: EpochMs): Span {
    const { fromMs, toMs } = pictures?.span(nowMs) ?? rowSpan(query, nowMs);
    const searchedToMs = Math.max(rows?.searchedToMs() ?? 0, pictures?.searchedToMs() ?? 0);
    return spanOf(query.stores, fromMs, Math.min(toMs, Math.max(nowMs, fromMs)), {
      searchedToMs,
      rows: pictures === null,
    });
  }

  function present(): Present {
    const nowMs = Math.max(tickedMs, framedMs);
    const whole = { ...pictures?.whole(), flows: rows?.whole(), ...side.whole() };
    const told = whole.flows?.rows ?? [];
    return {
      json: inTurns(resetBody(span(nowMs), nowMs, whole, pictures?.stepMs() ?? 0)),
      rowsSince: (frameNumber) => told.filter((row) => row.frame > frameNumber).length,
    };
  }

  async function settled() {
    while (ticking) await ticking;
  }

  function close() {
    isClosed = true;
    scheduler.stop(ticker);
    broadcast.close();
    rows?.close();
    pictures?.close();
  }

  void begin();
  return {
    watch: (signal, lastId) => broadcast.read(signal, lastId),
    readers: broadcast.readers,
    frameBytes: broadcast.bytes,
    stateBytes: () => (rows?.bytes() ?? 0) + (pictures?.bytes() ?? 0),
    isClosed: () => isClosed,
    close,
  };
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}

function rowSpan({ fromMs, toMs, windowMs }: ViewQuery, nowMs: EpochMs): { fromMs: EpochMs; toMs: EpochMs } {
  const end = Math.min(toMs, nowMs);
  return { fromMs: Number.isFinite(fromMs) ? fromMs : end - windowMs, toMs: end };
}

/** Status, namespaces and marks: at most once a second, and only when they say something new. */
function createSide({ wants }: ViewQuery, texts: SideTexts) {
  let atMs = Number.NEGATIVE_INFINITY;
  let status: string | undefined;
  let namespaces: string | undefined;
  let marks: string | undefined;
  return {
    async update(nowMs: EpochMs): Promise<{ status?: string; namespaces?: string; marks?: string }> {
      if (nowMs - atMs < sideMs) return {};
      atMs = nowMs;
      const changed: { status?: string; namespaces?: string; marks?: string } = {};
      if (wants.includes('status')) changed.status = status = await texts.status();
      const before = namespaces;
      if (wants.includes('namespaces')) namespaces = await texts.namespaces();
      if (namespaces !== before) changed.namespaces = namespaces;
      const marked = wants.includes('drops') ? texts.marks() : undefined;
      if (marked !== marks) changed.marks = marks = marked;
      return changed;
    },
    whole: () => ({ status, namespaces, marks }),
  };
}
