import type { Database } from '../../duckdb/duckdb.ts';
import { type ExportManifest, isSafePath } from './export-format.ts';
import { exportedSegment } from './export-ledger.ts';
import { ledgerTexts } from './export-texts.ts';

/** Pattern of the user's files in an export. */
const settingsPath = /^workspace\/(imbill\.yaml|(accounts|prices)\/[^.].*)$/;

/**
 * Finds files of an export that no row of its tables names, and segments that are missing or have
 * another hash than their row.
 */
export async function strayFiles(
  database: Database,
  { files, tables, lake }: ExportManifest,
): Promise<string[]> {
  // An export of an earlier imbill knows no erasures.
  const hasErasures = tables.some(({ name }) => name === 'erased_segments');
  const removed = hasErasures
    ? 'where path not in (select path from erased_segments where new_path is null)'
    : '';
  const segments = await database.rows<{ path: string; sha256: string }>(
    `select distinct path, sha256 from segments ${removed} order by path`,
  );
  const hashes = new Map(files.map(({ path, sha256 }) => [path, sha256]));
  const expected = new Set([
    'README.txt',
    ...tables.map(({ name }) => `tables/${name}.parquet`),
    ...(await ledgerTexts(database)).map(({ path }) => path),
    ...segments.map(({ path }) => exportedSegment(path)),
  ]);
  const strays = files.filter(({ path }) => !expected.has(path) && !settingsPath.test(path));
  return [
    ...strays.map(({ path }) => `${path} belongs to nothing in the tables`),
    ...(await misplacedSegments(database, hasErasures)),
    ...segments.filter(isInLake).flatMap(({ path, sha256 }) => {
      const found = hashes.get(exportedSegment(path));
      if (found === undefined)
        return lake === 'complete' ? [`${exportedSegment(path)} is missing`] : [];
      if (found === sha256) return [];
      return [`${exportedSegment(path)} has another hash than the table segments says`];
    }),
  ];
}

/** Finds segments outside of the lake, erased ones among them: their files are removed later. */
async function misplacedSegments(database: Database, hasErasures: boolean): Promise<string[]> {
  const erased = `union select 'erased_segments', path from erased_segments
     union select 'erased_segments', new_path from erased_segments where new_path is not null`;
  const rows = await database.rows<{ name: string; path: string }>(
    `select distinct 'segments' as name, path from segments ${hasErasures ? erased : ''} order by all`,
  );
  const misplaced = rows.filter((row) => !isInLake(row));
  return misplaced.map(
    ({ name, path }) => `the table ${name} names ${JSON.stringify(path)}, which is not in the lake`,
  );
}

function isInLake({ path }: { path: string }): boolean {
  return path.startsWith('.imbill/lake/') && isSafePath(path);
}
