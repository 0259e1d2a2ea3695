// Files written as a whole beside themselves before they take their own place, so that a crash leaves the old or the new.
import { open, rename, rm } from 'node:fs/promises';

/**
 * Puts `content` under the name `file`, for this user alone; `beside` is a name in the same folder for the time of
 * writing. Rejects where it cannot be written; what was there before is as it was then, and nothing is left beside it.
 */
export async function writeWhole(file: string, beside: string, content: Uint8Array | string): Promise<void> {
  try {
    const handle = await open(beside, 'w', 0o600);
    try {
      await handle.writeFile(content);
      await handle.sync();
    } finally {
      await handle.close();
    }
    await rename(beside, file);
  } catch (error) {
    await rm(beside, { force: true }).catch(() => undefined);
    throw error;
  }
}
