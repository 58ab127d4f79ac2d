import { exitCodes, UserError } from '../base/errors.ts';
import { nearestName } from '../base/nearest-name.ts';
import type { Database } from '../duckdb/duckdb.ts';
import type { SourceKind } from '../metrics/source-kinds.ts';

/** A batch, and the files that hold it. */
export interface KnownBatch {
  batchId: number;
  source: SourceKind;
  /** Relative to the workspace. */
  path: string;
  sha256: string;
  lines: number;
  isWithdrawn: boolean;
  /** Every path under which it was delivered, sorted. */
  paths: string[];
  /** Paths that hold it now. */
  heldBy: string[];
}

/**
 * Finds the batch that a person names: by its id, by 8 or more digits of its SHA-256, or by the path of
 * a file. If a path held several, it takes the one that can be withdrawn (or restored), then the one
 * that the file holds now.
 *
 * @throws {UserError} (exit 2) If there is none, or several.
 */
export async function findBatch(
  database: Database,
  wanted: string,
  action: 'withdraw' | 'restore',
): Promise<KnownBatch> {
  const batches = await knownBatches(database);
  const ways: ((batch: KnownBatch) => boolean)[] = [
    ({ batchId }) => String(batchId) === wanted,
    ({ paths }) => paths.includes(wanted),
    ({ sha256 }) => /^[0-9a-f]{8,64}$/i.test(wanted) && sha256.startsWith(wanted.toLowerCase()),
  ];
  const all = ways.map((way) => batches.filter(way)).find((some) => some.length > 0) ?? [];
  const suited = all.filter(({ isWithdrawn }) => isWithdrawn === (action === 'restore'));
  const left = suited.length > 0 ? suited : all;
  const held = left.filter(({ heldBy }) => heldBy.includes(wanted));
  const found = held.length === 1 ? held : left;
  if (found.length === 1) return found[0]!;
  throw found.length === 0 ? unknown(wanted, batches) : ambiguous(wanted, found);
}

async function knownBatches(database: Database): Promise<KnownBatch[]> {
  const rows = await database.rows<
    Record<'path' | 'sha256', string> & {
      source: SourceKind;
      batch_id: bigint;
      lines: bigint;
      is_withdrawn: boolean;
    }
  >(
    `select batch_id, source, path, sha256, lines, withdrawn_sequence_number is not null as is_withdrawn
     from batches order by batch_id`,
  );
  const deliveries = await database.rows<{ batch_id: bigint; path: string }>(
    'select distinct batch_id, path from deliveries order by path',
  );
  return rows.map(({ batch_id, source, path, sha256, lines, is_withdrawn }) => {
    const heldBy = deliveries.filter((one) => one.batch_id === batch_id).map((one) => one.path);
    return {
      heldBy,
      batchId: Number(batch_id),
      source,
      path,
      sha256,
      lines: Number(lines),
      isWithdrawn: is_withdrawn,
      paths: [...new Set([path, ...heldBy])].sort(),
    };
  });
}

function unknown(wanted: string, batches: readonly KnownBatch[]): UserError {
  const nearest = nearestName(
    wanted,
    batches.flatMap(({ paths }) => paths),
  );
  return new UserError(
    `No loaded file is ${JSON.stringify(wanted)}${nearest === undefined ? '' : `; did you mean ${nearest}?`}\nAccepted: a batch id, a SHA-256 (or its first 8 digits or more), or a path. imbill sql "select batch_id, sha256, path from batches" lists them.`,
    exitCodes.wrongUsage,
  );
}

function ambiguous(wanted: string, found: readonly KnownBatch[]): UserError {
  const list = found.map(
    ({ batchId, source, sha256, path }) =>
      `  batch ${batchId}: ${source}, ${sha256.slice(0, 12)}, ${path}`,
  );
  return new UserError(
    `${JSON.stringify(wanted)} could be any of these:\n${list.join('\n')}\nName one by its batch id.`,
    exitCodes.wrongUsage,
  );
}
