import { existsSync } from 'node:fs';
import { join } from 'node:path';
import pLimit from 'p-limit';
import { sha256OfFile } from '../../src/base/sha256.ts';
import type { SparkEngine } from '../../src/spark/spark-engine.ts';
import type { ReadEffects } from '../effects/effects.ts';

/** Hash of a file, lower-case hex; undefined if it is missing, a sentence in brackets if it cannot be read. */
export type FoundHash = string | undefined;

/**
 * Hashes segments: on the cluster if there is one, which reads them from near by, and else in this process.
 *
 * @param paths Relative to the workspace.
 * @param advance Is told each path that is done.
 * @returns Hashes in the order of the paths.
 */
export async function hashSegments(
  paths: readonly string[],
  { workspace, threads, spark }: Pick<ReadEffects, 'workspace' | 'threads' | 'spark'>,
  advance: (path: string) => void = () => undefined,
): Promise<FoundHash[]> {
  const placed = paths.map((path) => join(workspace.root, path));
  if (spark !== undefined) {
    const there = placed.filter((path) => existsSync(path));
    const hashes = there.length === 0 ? new Map() : await hashesOnSpark(there, spark);
    for (const path of paths) advance(path);
    return placed.map((path) => hashes.get(path));
  }
  const task = pLimit(threads);
  return Promise.all(
    placed.map((path, index) =>
      task(async () => {
        const hash = await sha256OfFile(path).catch(unreadable);
        advance(paths[index]!);
        return hash;
      }),
    ),
  );
}

function unreadable({ code }: NodeJS.ErrnoException): FoundHash {
  return code === 'ENOENT' ? undefined : `a file that cannot be read (${code})`;
}

async function hashesOnSpark(
  paths: readonly string[],
  spark: SparkEngine,
): Promise<Map<string, string>> {
  const named = new Map(paths.map((path) => [withoutScheme(spark.pathForSpark(path)), path]));
  const session = await spark.session();
  const addresses = paths.map((path) => spark.pathForSpark(path));
  await session.defineView('segment_files', { format: 'binaryFile', paths: addresses });
  const hashes = new Map<string, string>();
  for await (const rows of session.batches(
    'select path, sha2(content, 256) as sha256 from segment_files',
  ))
    for (const { path, sha256 } of rows)
      hashes.set(named.get(withoutScheme(String(path))) ?? '', String(sha256));
  return hashes;
}

/** Removes `file:` and its slashes, of which Spark writes one or three. */
function withoutScheme(address: string): string {
  return address.replace(/^file:\/+/, '/');
}
