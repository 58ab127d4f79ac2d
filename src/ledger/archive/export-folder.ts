import { mkdir, stat, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { copyAsOwn } from '../../base/copy-file.ts';
import { sha256OfFile } from '../../base/sha256.ts';
import { sync } from '../../base/whole-files.ts';
import type { ExportedFile } from './export-format.ts';

/** A folder that is being filled. It knows size and hash of each file. */
export class ExportFolder {
  readonly root: string;
  readonly #files: ExportedFile[] = [];

  constructor(root: string) {
    this.root = root;
  }

  /** Files by path, in byte order. */
  get files(): ExportedFile[] {
    return this.#files.toSorted((a, b) => Buffer.compare(Buffer.from(a.path), Buffer.from(b.path)));
  }

  /** Creates the folder of a path and returns the absolute path. */
  async placeOf(path: string): Promise<string> {
    const place = join(this.root, path);
    await mkdir(dirname(place), { recursive: true });
    return place;
  }

  async write(path: string, content: string | Buffer): Promise<void> {
    await writeFile(await this.placeOf(path), content, { flag: 'wx' });
    await this.note(path);
  }

  /**
   * Copies a file into the export.
   *
   * @returns The copy's SHA-256, lower-case hex.
   */
  async copy(path: string, from: string): Promise<string> {
    await copyAsOwn(from, await this.placeOf(path));
    return this.note(path);
  }

  /**
   * Syncs a file that is in its place, and records size and hash.
   *
   * @returns Its SHA-256, lower-case hex.
   */
  async note(path: string): Promise<string> {
    const place = join(this.root, path);
    await sync(place);
    const { size } = await stat(place);
    const sha256 = await sha256OfFile(place);
    this.#files.push({ path, bytes: String(size), sha256 });
    return sha256;
  }
}
