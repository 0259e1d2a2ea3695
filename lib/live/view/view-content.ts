// What a view shows: rows from lanes, pictures from a rollup, and what is told beside them; whole, and as it changes.
import type { EpochMs } from '@/lib/flow/flow';
import type { Lanes } from '@/lib/live/lane/lanes';
import type { Span } from '@/lib/live/live';
import type { PictureChange } from '@/lib/live/picture/picture';
import { inTurns } from '@/lib/live/slices';
import { spanOf } from '@/lib/live/store/stores';
import type { Present } from '@/lib/live/view/broadcast';
import { frameBody, resetBody } from '@/lib/live/view/frame-text';
import { createViewPictures } from '@/lib/live/view/view-pictures';
import type { ViewQuery } from '@/lib/live/view/view-query';
import { createViewRows, type FlowsText } from '@/lib/live/view/view-rows';

/** What is the same for many views and told as text at most once a second. */
export interface SideTexts {
  status(): Promise<string>;
  namespaces(): Promise<string>;
  marks(): string;
}

export interface ContentDeps {
  readonly lanes: Lanes;
  readonly texts: SideTexts;
}

/** What is new; an absent part is as it was. */
export type ContentChange = PictureChange & SideChange & { readonly flows?: FlowsText | undefined };

export interface ViewContent {
  /** What the logs hold may take a while to be searched. */
  searched(): readonly Promise<unknown>[];
  /** Since the last call, rows under the number of the frame it is for; null once it is closed. */
  change(nowMs: EpochMs, frame: () => number): Promise<ContentChange | null>;
  /** A frame of a change, without `id` and `reset`, as JSON text. */
  text(nowMs: EpochMs, change: ContentChange): Promise<string>;
  present(nowMs: EpochMs): Present;
  /** Flows that matched so far. */
  matched(): number;
  /** Estimate of memory used. */
  bytes(): number;
  close(): void;
}

/** What is told beside flows and pictures is asked for this often at most. */
export const sideMs = 1_000;
/** Drawing may take this part of the time of one view, and changes are on the screen after this long at the latest. */
const pictureShare = 1 / 20;
const mostPictureMs = 1_000;

export function createViewContent(query: ViewQuery, { lanes, texts }: ContentDeps): ViewContent {
  const rows = query.wants.includes('flows') ? createViewRows(query, lanes) : null;
  const pictures = createViewPictures(query, lanes);
  const side = createSide(query, texts);
  let drawAgainMs = 0;
  let isClosed = false;

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

  return {
    searched: () => [rows?.searched, pictures?.searched()].filter((promise) => promise !== undefined),
    async change(nowMs, frame) {
      const picture = await draw(nowMs);
      if (isClosed) return null;
      const flows = rows?.update(frame());
      return { ...picture, flows, ...(await side.update(nowMs)) };
    },
    text: (nowMs, change) => inTurns(frameBody(span(nowMs), nowMs, change, pictures?.stepMs() ?? 0)),
    present(nowMs) {
      const whole = { ...pictures?.whole(), flows: rows?.whole(), ...side.whole() };
      const told = whole.flows?.rows ?? [];
      return {
        json: inTurns(resetBody(span(nowMs), nowMs, whole, pictures?.stepMs() ?? 0)),
        rowsSince: (frameNumber) => told.filter((row) => row.frame > frameNumber).length,
      };
    },
    matched: () => rows?.matched() ?? 0,
    bytes: () => (rows?.bytes() ?? 0) + (pictures?.bytes() ?? 0),
    close() {
      isClosed = true;
      rows?.close();
      pictures?.close();
    },
  };
}

function rowSpan({ fromMs, toMs, windowMs }: ViewQuery, nowMs: EpochMs): { fromMs: EpochMs; toMs: EpochMs } {
  const end = Math.min(toMs, nowMs);
  return { fromMs: Number.isFinite(fromMs) ? fromMs : end - windowMs, toMs: end };
}

interface SideChange {
  readonly status?: string;
  readonly namespaces?: string;
  readonly marks?: string;
}

/** Status, namespaces and marks: at most once a second, and only when they say something new. */
function createSide({ wants }: ViewQuery, texts: SideTexts) {
  let atMs = Number.NEGATIVE_INFINITY;
  let status: string | undefined;
  let namespaces: string | undefined;
  let marks: string | undefined;
  return {
    async update(nowMs: EpochMs): Promise<SideChange> {
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
