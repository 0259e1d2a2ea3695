// The way to the canvas: its library is fetched beside the first data and not before the page can show anything.
type CanvasModule = typeof import('./canvas');

let loading: Promise<CanvasModule> | null = null;

/** Begins to fetch it, or waits for it. After a failure the next call tries anew. */
export function loadCanvas(): Promise<CanvasModule> {
  loading ??= import('./canvas').catch((error: unknown) => {
    loading = null;
    throw error;
  });
  return loading;
}
