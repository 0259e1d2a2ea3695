// One view for all its readers: rows from lanes, pictures from a rollup, computed once per tick and told as frames.
import { diffDrops } from '@/lib/drops/diff';
import type { EpochMs } from '@/lib/flow/flow';
import { diffGraph, emptyGraph } from '@/lib/graph/diff';
import { answering } from '@/lib/live/answering';
import { type Broadcast, createBroadcast, type Present } from '@/lib/live/broadcast';
import { frameBody, type RowText, resetBody } from '@/lib/live/frame-text';
import { type LaneCounts, type LaneMark, startOfLane } from '@/lib/live/lane';
import type { LaneSet, Lanes } from '@/lib/live/lanes';
import { levelOf } from '@/lib/live/level';
import type { Frame, SerialFrame, Span, WatchQuery } from '@/lib/live/live';
import {
  createPicture,
  type Picture,
  type PictureChange,
  type PicturePart,
  type PictureWhole,
} from '@/lib/live/picture';
import { leastIntervalMs, type Scheduler, type Ticking } from '@/lib/live/scheduler';
import type { Store } from '@/lib/live/store';
import { servicesOf, spanOf } from '@/lib/live/stores';

export interface ViewQuery extends WatchQuery {
  /** What the scope's cluster stands for, and its times with `-Infinity` and `Infinity` for open ends. */
  readonly stores: readonly Store[];
  readonly fromMs: EpochMs;
  readonly toMs: EpochMs;
}

/** What is the same for many views and told as text at most once a second. */
export interface SideTexts {
  status(): string;
  namespaces(): string;
}

export interface ViewDeps {
  readonly lanes: Lanes;
  readonly scheduler: Scheduler;
  readonly texts: SideTexts;
  /** Grows when anything of the sources' state other than flows changed. */
  stateVersion(): number;
  readonly now: () => EpochMs;
  onReaders(count: number): void;
}

export interface View {
  watch(signal: AbortSignal, lastId?: string): AsyncIterableIterator<SerialFrame>;
  readers(): number;
  bytes(): number;
  close(): void;
}

/** How long a first frame waits for what a search through the log may still bring. */
const firstFrameMs = 150;
/** Without anything new a frame is still due, so that readers know the stream lives. */
const quietMs = 5_000;
const sideMs = 1_000;
const seriesMs = 3_600_000;

export function createView(id: string, query: ViewQuery, deps: ViewDeps): View {
  const { scheduler, now } = deps;
  const rows = query.wants.includes('flows') ? createRows(query, deps.lanes) : null;
  const pictures = createPictures(query, deps.lanes);
  const side = createSide(query, deps.texts);
  const broadcast: Broadcast = createBroadcast({ viewId: id, present, onReaders });
  let seenVersion = -1;
  let tickedMs = 0;
  let framedMs = 0;
  let closed = false;
  let ticking: Promise<void> | null = null;
  const ticker: Ticking = { tick };

  function onReaders(count: number) {
    deps.onReaders(count);
    if (count === 0) return scheduler.stop(ticker);
    if (framedMs > 0 && now() - tickedMs > leastIntervalMs) void tick(now());
    if (framedMs > 0) scheduler.start(ticker);
  }

  async function begin() {
    const searched = [rows?.searched, pictures?.searched()].filter((promise) => promise !== undefined);
    if (searched.length > 0) await Promise.race([Promise.all(searched), pause(firstFrameMs)]);
    if (closed) return;
    await tick(now());
    if (broadcast.readers() > 0) scheduler.start(ticker);
  }

  function tick(nowMs: EpochMs): Promise<void> {
    ticking ??= frame(nowMs).finally(() => {
      ticking = null;
    });
    return ticking;
  }

  async function frame(nowMs: EpochMs) {
    const version = query.stores.reduce((sum, store) => sum + store.version(), deps.stateVersion());
    if (version === seenVersion && nowMs - tickedMs < sideMs) return;
    seenVersion = version;
    tickedMs = nowMs;
    const picture = (await pictures?.update(nowMs)) ?? {};
    if (closed) return;
    const flows = rows?.update(broadcast.next());
    const parts = { ...picture, flows, ...side.update(nowMs) };
    const isNews = Object.values(parts).some((part) => part !== undefined);
    if (!isNews && framedMs > 0 && nowMs - framedMs < quietMs) return;
    framedMs = nowMs;
    broadcast.publish(frameBody(span(nowMs), nowMs, parts, pictures?.stepMs() ?? 0), rows?.matched() ?? 0);
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
    return {
      json: resetBody(span(nowMs), nowMs, whole, pictures?.stepMs() ?? 0),
      rowsSince: (frameNumber) => rows?.since(frameNumber) ?? 0,
    };
  }

  void begin();
  return {
    watch: (signal, lastId) => broadcast.read(signal, lastId),
    readers: broadcast.readers,
    bytes: () => broadcast.bytes() + (rows?.bytes() ?? 0),
    close() {
      closed = true;
      scheduler.stop(ticker);
      broadcast.close();
      rows?.close();
      pictures?.close();
    },
  };
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}

function rowSpan({ fromMs, toMs, windowMs }: ViewQuery, nowMs: EpochMs): { fromMs: EpochMs; toMs: EpochMs } {
  const end = Math.min(toMs, nowMs);
  return { fromMs: Number.isFinite(fromMs) ? fromMs : end - windowMs, toMs: end };
}

type FlowsPart = NonNullable<Frame['flows']>;
/** Rows as texts; the rest as in a frame. */
export type FlowsText = Omit<FlowsPart, 'rows'> & { readonly rows: readonly RowText[] };

interface Rows {
  readonly searched: Promise<unknown>;
  /** What is new for the frame of this number; undefined when nothing is. */
  update(frame: number): FlowsText | undefined;
  whole(): FlowsText;
  matched(): number;
  since(frame: number): number;
  searchedToMs(): EpochMs | null;
  bytes(): number;
  close(): void;
}

/** The newest rows of a view, each read and written as text once. */
function createRows({ stores, filter, fromMs, toMs, rows: limit }: ViewQuery, lanes: Lanes): Rows {
  const set = lanes.acquire({ stores, filter, fromMs, toMs, level: null });
  const atBegin = countsOf(set, 'heldCounts');
  const before = countsOf(set, 'counts');
  const marks: LaneMark[] = set.lanes.map(() => startOfLane);
  let told = { matched: 0, hidden: 0, hiddenDenials: 0 };
  let held: RowText[] = [];
  let sent = 0;

  function total(): LaneCounts {
    const now = countsOf(set, 'counts');
    return {
      matched: atBegin.matched + now.matched - before.matched,
      hidden: atBegin.hidden + now.hidden - before.hidden,
      hiddenDenials: atBegin.hiddenDenials + now.hiddenDenials - before.hiddenDenials,
    };
  }

  function newRows(frame: number): RowText[] {
    const older = Math.max(0, limit - sent);
    const found = set.lanes.flatMap((lane, index) => {
      const { seqs, mark } = lane.newest(marks[index] ?? startOfLane, limit, older);
      marks[index] = mark;
      const store = stores[index];
      return store ? seqs.flatMap((seq) => entryOf(store, seq) ?? []) : [];
    });
    found.sort((a, b) => b.entry.atMs - a.entry.atMs || b.entry.seq - a.entry.seq);
    return found
      .slice(0, limit)
      .map(({ store, entry }) => ({ atMs: entry.atMs, frame, json: JSON.stringify(store.flowOf(entry)) }));
  }

  return {
    searched: set.searched,
    update(frame) {
      const now = total();
      const isSame = now.matched === told.matched && now.hidden === told.hidden && frame > 1;
      if (isSame) return undefined;
      const rows = newRows(frame);
      const unsent = Math.max(0, now.matched - told.matched - rows.length);
      sent += rows.length;
      told = now;
      held = [...rows, ...held].sort((a, b) => b.atMs - a.atMs).slice(0, limit);
      return { rows, unsent, ...now };
    },
    whole: () => ({ rows: held, unsent: Math.max(0, countsOf(set, 'heldCounts').matched - held.length), ...told }),
    matched: () => told.matched,
    since: (frame) => held.filter((row) => row.frame > frame).length,
    searchedToMs: () => searchedToMs(set),
    bytes: () => held.reduce((sum, { json }) => sum + json.length, 0),
    close: () => set.release(),
  };
}

function entryOf(store: Store, seq: number) {
  const entry = store.log.get(seq);
  return entry && { store, entry };
}

function countsOf({ lanes }: LaneSet, which: 'counts' | 'heldCounts'): LaneCounts {
  const sum = { matched: 0, hidden: 0, hiddenDenials: 0 };
  for (const lane of lanes) {
    const counts = lane[which]();
    sum.matched += counts.matched;
    sum.hidden += counts.hidden;
    sum.hiddenDenials += counts.hiddenDenials;
  }
  return sum;
}

function searchedToMs({ lanes }: LaneSet): EpochMs | null {
  const times = lanes.flatMap((lane) => lane.searchedToMs() ?? []);
  return times.length > 0 ? Math.max(...times) : null;
}

type Pictures = Omit<Picture, 'stepMs'> & {
  stepMs(): number;
  searched(): Promise<unknown> | undefined;
  searchedToMs(): EpochMs | null;
};

const pictureParts: readonly PicturePart[] = ['map', 'drops', 'series'];

/** The picture of a view from the rollup that can answer it; null when none is wanted. */
function createPictures(query: ViewQuery, lanes: Lanes): Pictures | null {
  const parts = new Set(pictureParts.filter((part) => query.wants.includes(part)));
  if (parts.size === 0) return null;
  let { source, picture } = draw();

  function draw() {
    const { stores, group, fromMs, toMs } = query;
    const source = answering(query, lanes);
    const services = levelOf(group) === 'workload' ? servicesOf(stores) : undefined;
    const windowMs = Number.isFinite(fromMs) ? seriesMs : query.windowMs;
    const { shared, keep } = source;
    return {
      source,
      picture: createPicture({ group, services, shared, keep, parts, windowMs, fromMs, toMs, seriesMs }),
    };
  }

  function close() {
    picture.close();
    source.set?.release();
  }

  async function update(nowMs: EpochMs): Promise<PictureChange> {
    if (source.isExact()) return picture.update(nowMs);
    const before = picture.whole();
    close();
    ({ source, picture } = draw());
    await source.set?.searched;
    await picture.update(nowMs);
    return changeBetween(before, picture.whole());
  }

  return {
    update,
    whole: () => picture.whole(),
    span: (nowMs) => picture.span(nowMs),
    stepMs: () => picture.stepMs,
    searched: () => source.set?.searched,
    searchedToMs: () => (source.set ? searchedToMs(source.set) : null),
    close,
  };
}

function changeBetween(before: PictureWhole, after: PictureWhole): PictureChange {
  return {
    ...(after.map && { map: diffGraph(before.map ?? emptyGraph, after.map) }),
    ...(after.drops && { drops: diffDrops(before.drops ?? [], after.drops) }),
    ...(after.series && { series: after.series }),
  };
}

/** Status and namespaces: at most once a second, and only when they say something new. */
function createSide({ wants }: ViewQuery, texts: SideTexts) {
  let atMs = Number.NEGATIVE_INFINITY;
  let status: string | undefined;
  let namespaces: string | undefined;
  return {
    update(nowMs: EpochMs): { status?: string; namespaces?: string } {
      if (nowMs - atMs < sideMs) return {};
      atMs = nowMs;
      const changed: { status?: string; namespaces?: string } = {};
      if (wants.includes('status')) changed.status = status = texts.status();
      const before = namespaces;
      if (wants.includes('namespaces')) namespaces = texts.namespaces();
      if (namespaces !== before) changed.namespaces = namespaces;
      return changed;
    },
    whole: () => ({ status, namespaces }),
  };
}
