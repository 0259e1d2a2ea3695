// A reader of the live stream without a browser.
import type { App } from '../support/app';

interface Frame {
  /** What this reader was not sent because it was too slow. */
  readonly missed?: { readonly frames: number; readonly rows: number };
  readonly flows?: { readonly matched: number };
}

/** Frames of a view until the signal aborts; `query` as in the URL. */
export async function* framesOf(app: App, query: string, signal: AbortSignal): AsyncGenerator<Frame> {
  const decoder = new TextDecoder();
  let text = '';
  try {
    const { body } = await fetch(`${app.url}/api/v1/live?${query}`, { signal });
    for await (const bytes of body ?? []) {
      text += decoder.decode(bytes, { stream: true });
      const events = text.split('\n\n');
      text = events.pop() ?? '';
      for (const event of events) {
        const data = /^data: (.*)$/m.exec(event)?.[1];
        if (data !== undefined) yield JSON.parse(data) as Frame;
      }
    }
  } catch (error) {
    if (!signal.aborted) throw error;
  }
}
