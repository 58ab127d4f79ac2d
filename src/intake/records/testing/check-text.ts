import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'vitest';
import { Database, quoted, type Row } from '../../../duckdb/duckdb.ts';
import type { SourceKind } from '../../../metrics/source-kinds.ts';
import { type VerifiedDelivery, verifyDelivery } from '../../bytes/verify-delivery.ts';
import { checkFile } from '../check-file.ts';
import { fileOfSource } from '../file-of-source.ts';
import type { LineCounts } from '../judge-records.ts';
import type { SourceSettings } from '../source-settings.ts';
import { prepareStaging } from '../staging-variables.ts';

/** Result of checking one delivered file. */
export interface CheckedText {
  counts: LineCounts;
  /** All rows of `checked`, by line. */
  rows: Row[];
  /** `<line> <column>=<value>: <reason>`, by line. */
  rejects: string[];
}

/** Checks delivered files on one database, as a worker of the load does. */
export interface Checker {
  database: Database;
  /** Folder of the delivered files and all copies of them. */
  folder: string;
  /**
   * Checks a file.
   *
   * @param name Its extension tells the format.
   */
  check(
    name: string,
    content: string | Uint8Array,
    source: Partial<SourceSettings> & { kind: SourceKind },
  ): Promise<CheckedText>;
  /** Checks a Parquet file that DuckDB writes from a query. */
  checkParquet(
    query: string,
    source: Partial<SourceSettings> & { kind: SourceKind },
  ): Promise<CheckedText>;
  close(): Promise<void>;
}

export async function openChecker(
  timezone = 'Asia/Shanghai',
  slotSeconds = 300,
  acceptedUntil?: string,
): Promise<Checker> {
  const folder = await mkdtemp(join(tmpdir(), 'imbill-check-'));
  const database = await Database.open({ threads: 1 });
  await prepareStaging(database, { timezone, slotSeconds, acceptedUntil });

  const checkWritten: (
    name: string,
    source: Partial<SourceSettings> & { kind: SourceKind },
  ) => Promise<CheckedText> = async (name, source) => {
    const path = join(folder, name);
    const settings = { files: [], columns: {}, constants: {}, delimiter: ',', ...source };
    const delivery = await verifyDelivery({
      ...fileOfSource(settings, `logs/${name}`),
      path,
      scratchDir: folder,
    });
    const straight = await straightRows(
      database,
      delivery,
      settings,
      join(folder, 'straight.parquet'),
    );
    const { counts } = await checkFile(database, delivery, settings);
    const rows = await database.rows('select * from checked order by all');
    if (straight !== undefined) expect(straight).toEqual({ counts, rows: rows.map(asKept) });
    const rejects = await database.rows(
      `select line_number || ' ' || coalesce(column_name, '') || '=' || coalesce(value, '') || ': ' || reason as text
       from rejected order by line_number`,
    );
    return { counts, rows, rejects: rejects.map(({ text }) => String(text)) };
  };

  return {
    database,
    folder,
    async check(name, content, source) {
      await writeFile(join(folder, name), content);
      return checkWritten(name, source);
    },
    async checkParquet(query, source) {
      await database.run(`copy (${query}) to '${join(folder, 'rows.parquet')}' (format parquet)`);
      return checkWritten('rows.parquet', source);
    },
    async close() {
      database.close();
      await rm(folder, { recursive: true });
    },
  };
}

/** Reads a file in the quick way, if it takes it: the result must equal that of the long way. */
async function straightRows(
  database: Database,
  delivery: VerifiedDelivery,
  source: SourceSettings,
  path: string,
): Promise<{ counts: LineCounts; rows: Row[] } | undefined> {
  const { counts, straight } = await checkFile(database, delivery, source, path).catch(() => ({
    counts: undefined,
    straight: undefined,
  }));
  if (counts === undefined || straight === undefined) return undefined;
  return {
    counts,
    rows: await database.rows(`select * from read_parquet(${quoted(path)}) order by all`),
  };
}

function asKept({ problem: _, is_ignored: _ignored, ...row }: Row): Row {
  return row;
}
