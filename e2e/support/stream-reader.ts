// A reader of the live stream without a browser, which can stop taking what is sent to it.
import http from 'node:http';

export interface Frame {
  readonly id: string;
  readonly reset: boolean;
  readonly missed?: { readonly frames: number; readonly rows: number };
  readonly flows?: {
    readonly rows: readonly { readonly id: string }[];
    readonly unsent: number;
    readonly matched: number;
  };
  readonly map?: object;
}

export interface StreamReader {
  /** Frames read so far, each with its text as it was sent. */
  readonly frames: readonly Frame[];
  readonly texts: readonly string[];
  /** Bytes taken from the connection. */
  readonly bytes: () => number;
  /** Takes nothing any more: what is sent stays in the connection until that is full. */
  readonly stop: () => void;
  readonly goOn: () => void;
  readonly close: () => void;
  /** Comes when the connection ends, whoever ended it. */
  readonly ended: Promise<void>;
}

/** `url` is that of the live route with its query. */
export function readStream(url: string): Promise<StreamReader> {
  const frames: Frame[] = [];
  const texts: string[] = [];
  let bytes = 0;
  let rest = '';
  return new Promise((resolve, reject) => {
    // An agent of its own: a connection that is not read must not be one that others wait for.
    const request = http.get(url, { agent: new http.Agent() }, (response) => {
      response.setEncoding('utf8');
      response.on('data', (chunk: string) => {
        bytes += chunk.length;
        const events = (rest + chunk).split('\n\n');
        rest = events.pop() ?? '';
        for (const event of events) {
          const text = /^data: (.*)$/m.exec(event)?.[1];
          if (text === undefined) continue;
          texts.push(text);
          frames.push(JSON.parse(text));
        }
      });
      response.on('error', () => {});
      resolve({
        frames,
        texts,
        bytes: () => bytes,
        stop: () => response.pause(),
        goOn: () => response.resume(),
        close: () => request.destroy(),
        ended: new Promise((end) => response.once('close', end)),
      });
    });
    request.on('error', reject);
  });
}
