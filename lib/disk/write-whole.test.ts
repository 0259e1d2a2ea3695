import { mkdir, mkdtemp, readdir, readFile, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { writeWhole } from './write-whole';

let folder = '';
let file = '';
beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'eyepiece-disk-'));
  file = path.join(folder, 'a.json');
});
afterEach(() => rm(folder, { recursive: true }));

describe('a file that is written whole', () => {
  it('takes the place of what was there, and leaves nothing beside it', async () => {
    await writeWhole(file, `${file}.new`, 'before');
    await writeWhole(file, `${file}.new`, new TextEncoder().encode('after'));
    expect(await readFile(file, 'utf8')).toBe('after');
    expect(await readdir(folder)).toEqual(['a.json']);
  });

  it('is for its own user alone', async () => {
    await writeWhole(file, `${file}.new`, '');
    expect((await stat(file)).mode & 0o777).toBe(0o600);
  });

  it('is refused where it cannot take its place, and leaves nothing beside it', async () => {
    await mkdir(path.join(file, 'inside'), { recursive: true });
    await expect(writeWhole(file, `${file}.new`, 'text')).rejects.toThrow();
    expect(await readdir(folder)).toEqual(['a.json']);
  });
});
