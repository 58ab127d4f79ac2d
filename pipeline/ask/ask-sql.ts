import { resolve } from 'node:path';
import { streamedFormats } from '../../src/analyst/results/formats.ts';
import { showTable } from '../../src/analyst/results/show-table.ts';
import type { Chunk, QueryResult } from '../../src/analyst/sandbox/sql-sandbox.ts';
import {
  asideFile,
  commitAfter,
  type Destination,
  openDestination,
} from '../../src/exports/destination.ts';
import type { SqlAnswer, SqlRequest } from '../../src/jobs/sql.ts';
import type { SandboxEffects } from '../effects/effects.ts';
import { withSandbox } from '../effects/sandbox.ts';

const defaultTableRows = 1000;

/**
 * Answers one query from the published snapshot, on standard output or in a file.
 *
 * @throws {UserError} (exit 2) If the query is wrong or does more than read; (exit 1) if it
 *   exceeds a limit; (exit 4) if nothing is published yet.
 */
export function askSql(request: SqlRequest, effects: SandboxEffects): Promise<SqlAnswer> {
  return request.format === 'parquet'
    ? writeParquet(request, effects)
    : writeStreamed(request, effects);
}

async function writeParquet(request: SqlRequest, effects: SandboxEffects): Promise<SqlAnswer> {
  const { sql, parameters, target } = request;
  const aside = await asideFile(resolve(target.out!), target.isReplaced);
  return commitAfter(aside, async ({ path }) => {
    const rows = await withSandbox({ ...request, writableFile: path }, effects, (sandbox) =>
      sandbox.copyAsParquet(sql, { parameters, signal: effects.signal }),
    );
    return { rows, notes: [] };
  });
}

function writeStreamed(request: SqlRequest, effects: SandboxEffects): Promise<SqlAnswer> {
  const { sql, parameters, target } = request;
  return withSandbox(request, effects, async (sandbox) => {
    const result = await sandbox.query(sql, { parameters, signal: effects.signal });
    return commitAfter(await openDestination(target), (destination) =>
      write(result, destination, request),
    );
  });
}

async function write(
  result: QueryResult,
  destination: Destination,
  { format, rows: most, room }: SqlRequest,
): Promise<SqlAnswer> {
  if (format === 'table') {
    const { text, notes, rows } = await showTable(result, most ?? defaultTableRows, room);
    await destination.write(text);
    return { rows: BigInt(rows), notes };
  }
  const writer = await streamedFormats[format as keyof typeof streamedFormats]();
  await destination.write(writer.begin(result.columns));
  let rows = 0n;
  for await (const chunk of firstRows(result.chunks, most ?? Infinity)) {
    rows += BigInt(chunk.rows);
    await destination.write(writer.rows(chunk));
  }
  await destination.write(writer.end());
  return { rows, notes: [] };
}

/** Yields the first rows; the others are not computed. */
async function* firstRows(chunks: AsyncGenerator<Chunk>, most: number): AsyncGenerator<Chunk> {
  let left = most;
  for await (const chunk of chunks) {
    const rows = Math.min(left, chunk.rows);
    yield rows === chunk.rows
      ? chunk
      : { rows, columns: chunk.columns.map((values) => values.slice(0, rows)) };
    left -= rows;
    if (left === 0) return;
  }
}
