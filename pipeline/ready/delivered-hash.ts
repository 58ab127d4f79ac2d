import { sha256OfFile } from '../../src/base/sha256.ts';
import type { Database } from '../../src/duckdb/duckdb.ts';
import { isCompressed } from '../../src/intake/bytes/delivered-format.ts';
import type { DeliveredFile } from './delivered-files.ts';

/** A file on the disk. */
export interface FileThere {
  /** Relative to the workspace, with `/`. */
  name: string;
  /** Absolute. */
  path: string;
  fingerprint: string;
}

/**
 * Returns the SHA-256 of a file as delivered, of the compressed bytes if it is compressed. It is read only if its hash
 * is not known yet.
 */
export async function deliveredHash(
  database: Database,
  { name, path, fingerprint }: FileThere,
  delivered: DeliveredFile | undefined,
): Promise<string> {
  const isLoaded = delivered?.fingerprint === fingerprint;
  if (isLoaded && !isCompressed(name)) return delivered.sha256;
  const [known] = await database.rows<{ sha256: string }>(
    'select sha256 from delivered_hashes where path = $name and fingerprint = $fingerprint',
    { name, fingerprint },
  );
  if (known !== undefined) return known.sha256;
  const sha256 = await sha256OfFile(path);
  await database.run(
    'insert or replace into delivered_hashes values ($name, $fingerprint, $sha256)',
    { name, fingerprint, sha256 },
  );
  return sha256;
}
