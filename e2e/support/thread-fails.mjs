// Loaded into a server before anything else: the thread that reads flows fails once a file is there.
import { existsSync } from 'node:fs';
import { isMainThread } from 'node:worker_threads';

const file = process.env.THREAD_FAILS_FILE ?? '';

if (!isMainThread) {
  setInterval(() => {
    if (existsSync(file)) throw new Error('A test let it fail.');
  }, 20);
}
