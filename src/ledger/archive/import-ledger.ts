import { isDeepStrictEqual } from 'node:util';
import { exitCodes, UserError } from '../../base/errors.ts';
import { Database, identifier, quoted } from '../../duckdb/duckdb.ts';
import { auditProblems } from '../../warehouse/audit.ts';
import { ledgerHead } from '../../warehouse/chain.ts';
import { runChecks } from '../../warehouse/checks.ts';
import { bringUpToDate, createTables, schemaVersion } from '../../warehouse/schema.ts';
import { orderOf, tableShapes } from '../../warehouse/table-shapes.ts';
import { chainProblems } from '../verify/verify-entries.ts';
import type { ExportManifest } from './export-format.ts';
import { refuseDifferences } from './import-check.ts';
import { strayFiles } from './import-strays.ts';
import { restoreTable } from './import-tables.ts';

/**
 * Creates the tables of an export in an empty database, compares rows, texts and chain with their
 * hashes, and migrates the tables to this version.
 *
 * @param folder Folder of the export; its files are already checked.
 * @throws {UserError} (exit 3) Naming every difference, or if a newer imbill wrote the tables.
 */
export async function rebuild(
  database: Database,
  folder: string,
  manifest: ExportManifest,
): Promise<void> {
  if (manifest.schema_version > schemaVersion) throw newer(folder, manifest);
  await database.transaction(async () => {
    refuseDifferences(folder, await restoreTables(database, folder, manifest));
    refuseDifferences(folder, [
      ...(await chainProblems(database)),
      ...(await auditProblems(database)),
      ...(await headProblems(database, manifest)),
      ...(await strayFiles(database, manifest)),
    ]);
    await bringUpToDate(database);
    refuseDifferences(folder, await shapeProblems(database));
    await runChecks(database);
  });
}

/** Copies all rows of a rebuilt database into the empty warehouse, in one transaction. */
export async function takeOver(warehouse: Database, rebuiltPath: string): Promise<void> {
  await warehouse.run(`attach ${quoted(rebuiltPath)} as rebuilt (read_only)`);
  try {
    await warehouse.transaction(async () => {
      await warehouse.run('delete from meta');
      for (const shape of await tableShapes(warehouse))
        await warehouse.run(
          `insert into ${identifier(shape.name)} by name
           select * from rebuilt.${identifier(shape.name)} order by ${orderOf(shape)}`,
        );
    });
  } finally {
    await warehouse.run('detach rebuilt');
  }
}

/** Returns the tables of the warehouse that have rows. */
export async function tablesInUse(warehouse: Database): Promise<string[]> {
  const inUse: string[] = [];
  for (const { name } of await tableShapes(warehouse)) {
    if (name === 'meta') continue;
    const rows = await warehouse.rows(`select 1 from ${identifier(name)} limit 1`);
    if (rows.length > 0) inUse.push(name);
  }
  return inUse;
}

/** Restores all tables and returns their problems. */
async function restoreTables(
  database: Database,
  folder: string,
  { tables }: ExportManifest,
): Promise<string[]> {
  const problems: string[] = [];
  for (const table of tables) {
    try {
      problems.push(...(await restoreTable(database, folder, table)));
    } catch (error) {
      // DuckDB has given the transaction up: what comes after cannot be looked at.
      const [first] = String((error as Error).message).split('\n');
      problems.push(`the table ${table.name} cannot be restored: ${first}`);
      break;
    }
  }
  return problems;
}

async function headProblems(
  database: Database,
  { ledger, schema_version }: ExportManifest,
): Promise<string[]> {
  const { documents } = await database.one<{ documents: bigint }>(
    'select count(*) as documents from invoices',
  );
  const { position, entrySha256 } = await ledgerHead(database);
  const found = {
    documents: String(documents),
    position: String(position),
    entry_sha256: entrySha256,
  };
  const problems = isDeepStrictEqual(found, ledger)
    ? []
    : ['manifest.json names another end of the ledger than the tables have'];
  const [version] = await database.rows<{ value: string }>(
    "select value from meta where key = 'schema_version'",
  );
  if (version?.value !== String(schema_version))
    problems.push(
      `manifest.json says schema version ${schema_version}, the table meta ${version?.value ?? 'nothing'}`,
    );
  return problems;
}

/** Finds tables with other columns or keys than this version creates. */
async function shapeProblems(database: Database): Promise<string[]> {
  const fresh = await Database.open();
  try {
    await createTables(fresh);
    const [expected, found] = [await tableShapes(fresh), await tableShapes(database)];
    const names = [...new Set([...expected, ...found].map(({ name }) => name))];
    return names
      .filter(
        (name) =>
          !isDeepStrictEqual(
            expected.find((shape) => shape.name === name),
            found.find((shape) => shape.name === name),
          ),
      )
      .map((name) => `the table ${name} does not have the columns and keys of its schema version`);
  } finally {
    fresh.close();
  }
}

function newer(folder: string, { schema_version }: ExportManifest): UserError {
  return new UserError(
    `The export ${folder} was written by a newer imbill (schema version ${schema_version}; this one knows ${schemaVersion}).\nNothing was imported. Import it with the imbill that wrote it, or a newer one.`,
    exitCodes.badInput,
  );
}
