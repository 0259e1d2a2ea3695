// Policies from text. A megabyte of YAML takes seconds to read, in which nobody else would be answered: long texts are read
// in a thread of their own, one after the other.
import 'server-only';
import { Worker } from 'node:worker_threads';
import { type PolicyText, readPolicyText, unreadable } from '@/lib/policy/read-text';

export interface NamedText {
  readonly text: string;
  /** Where it comes from, as problems name it. */
  readonly name: string;
}

/** What the thread is given. */
export interface PolicyTexts {
  readonly texts: readonly NamedText[];
}

/** Shorter ones take less time than a thread to start. */
const longFrom = 16_384;
const mostWaiting = 8;
const longestMs = 30_000;

let turn: Promise<unknown> = Promise.resolve();
let waiting = 0;

/** In the order given. Never rejects: what cannot be read is a problem of its text. */
export async function readPolicyTexts(texts: readonly NamedText[]): Promise<readonly PolicyText[]> {
  const length = texts.reduce((sum, { text }) => sum + text.length, 0);
  if (length < longFrom) return texts.map(({ text, name }) => readPolicyText(text, name));
  if (waiting >= mostWaiting) return unread(texts, 'must wait: other policies are being read; ask again');
  waiting += 1;
  const read = turn.then(() => readApart(texts));
  turn = read.finally(() => {
    waiting -= 1;
  });
  return read;
}

function readApart(texts: readonly NamedText[]): Promise<readonly PolicyText[]> {
  return new Promise((resolve) => {
    const worker = new Worker(new URL('./policy-text-worker.ts', import.meta.url), {
      // An object: the bundler adds fields of its own, and a list would lose its form.
      workerData: { texts } satisfies PolicyTexts,
      resourceLimits: { maxOldGenerationSizeMb: 256 },
    });
    const end = (read: readonly PolicyText[]) => {
      clearTimeout(late);
      void worker.terminate();
      resolve(read);
    };
    const late = setTimeout(() => end(unread(texts, 'takes too long to read; give its policies in parts')), longestMs);
    worker.once('message', end);
    worker.once('error', () => end(unread(texts, 'cannot be read; give its policies in parts')));
    worker.once('exit', () => end(unread(texts, 'cannot be read; give its policies in parts')));
  });
}

const unread = (texts: readonly NamedText[], why: string): readonly PolicyText[] =>
  texts.map(({ name }) => unreadable(name, 1, `${name} ${why}.`));
