import { hostname } from 'node:os';
import { exitCodes, UserError } from '../../../src/base/errors.ts';
import { isThere } from '../../../src/base/is-there.ts';
import type { Database } from '../../../src/duckdb/duckdb.ts';
import { learnZones } from '../../../src/duckdb/time-zones.ts';
import type { CheckName, Checkup } from '../../../src/jobs/doctor.ts';
import { isErasureUnfinished } from '../../../src/warehouse/finish-erasure.ts';
import { openLocked } from '../../../src/warehouse/open-warehouse.ts';
import { schemaVersion } from '../../../src/warehouse/schema.ts';
import { monthsOfOtherZoneData } from '../../measure/zone-changes.ts';
import { sizeOf } from './check-disk.ts';
import { compareLake } from './check-lake.ts';
import { checkLeftovers } from './check-leftovers.ts';
import { checkSnapshot, publishAgain } from './check-snapshot.ts';
import { checkVerify } from './check-verify.ts';
import { type Examined, failed, firstOf, ok, problem, sizeText, warning } from './checkup.ts';

const restoreAdvice =
  'Change nothing, and use a copy of the workspace from a backup (docs/operate.md, "What is where").';

/**
 * Checks the warehouse and all that must agree with it. It is opened to read only, for a moment; if a command has
 * it, that is said and no more is looked at.
 */
export async function checkWarehouse(examined: Examined): Promise<Checkup[]> {
  const { workspace } = examined;
  const network = await checkNetwork(examined);
  if (!isThere(workspace.warehouse)) return withoutWarehouse(examined, network);
  let warehouse: Database;
  try {
    warehouse = await openLocked(workspace, { readOnly: true, threads: 1, memoryLimit: '256MiB' });
  } catch (error) {
    return unopened(error, examined, network);
  }
  try {
    return [
      network ?? ok('lock', 'No command has the workspace'),
      ...(await checkOpened(warehouse, examined)),
    ];
  } finally {
    warehouse.close();
  }
}

async function checkOpened(warehouse: Database, examined: Examined): Promise<Checkup[]> {
  let isReadable = false;
  const state = await guarded('warehouse', async () => {
    const other = await checkVersion(warehouse);
    isReadable = other === undefined;
    return other ?? checkState(warehouse, examined);
  });
  if (!isReadable)
    return [state, await guarded('leftovers', () => checkLeftovers(examined, false))];
  const compared = await compareLake(warehouse, examined).catch((error) => ({
    bytes: 0,
    checkup: failed('lake', error),
  }));
  return [
    state,
    compared.checkup,
    await guarded('snapshot', () => checkSnapshot(warehouse, examined), publishAgain),
    await guarded('leftovers', () => checkLeftovers(examined, false)),
    await guarded('verify', () => checkVerify(warehouse, examined, compared.bytes)),
  ];
}

/** Runs one check; an error becomes its line. */
export async function guarded(
  check: CheckName,
  work: () => Checkup | Promise<Checkup>,
  advice?: string,
): Promise<Checkup> {
  try {
    return await work();
  } catch (error) {
    return failed(check, error, advice);
  }
}

/** Returns the line of tables that this imbill does not read; undefined if it reads them. */
async function checkVersion(warehouse: Database): Promise<Checkup | undefined> {
  const tables = await warehouse.rows("select 1 from duckdb_tables() where table_name = 'meta'");
  if (tables.length === 0)
    return ok('warehouse', 'Without tables yet: the first load or run makes them');
  const version = Number(await metaValue(warehouse, 'schema_version'));
  if (version > schemaVersion)
    return problem(
      'warehouse',
      `A newer imbill wrote it (version ${version}; this one knows ${schemaVersion})`,
      'Run the newer imbill, or a copy of the workspace from before.',
    );
  if (version < schemaVersion)
    return warning(
      'warehouse',
      `An older imbill wrote it (version ${version}; this one writes ${schemaVersion}), so no more was looked at`,
      'Copy the workspace, then run any command that writes, such as imbill load: it upgrades.',
    );
  return undefined;
}

/** Checks that the last command that wrote came to its end, and that days are cut as they were. */
async function checkState(
  warehouse: Database,
  { workspace, settings }: Examined,
): Promise<Checkup> {
  const size = sizeText(await sizeOf(workspace.warehouse));
  if (await isErasureUnfinished(warehouse))
    return warning(
      'warehouse',
      `${size}; an erasure was stopped, so that what it erases may still be on the disk`,
      'Run any command that writes, such as imbill load: it finishes the erasure.',
    );
  if ((await metaValue(warehouse, 'seal')) === 'open')
    return warning(
      'warehouse',
      `${size}; the last command that wrote was stopped`,
      'Run it again: it goes on from what was done.',
    );
  if (settings !== undefined) {
    await learnZones([settings.timezone], warehouse);
    const months = await monthsOfOtherZoneData(warehouse, settings.timezone);
    if (months.length > 0)
      return warning(
        'warehouse',
        `${size}; the time zone data of today cut other days than those of ${firstOf(months)}`,
        'If the new data are right, correct these months: imbill correct --month MONTH --reason …',
      );
  }
  return ok('warehouse', `${size}, version ${schemaVersion}`);
}

async function metaValue(warehouse: Database, key: string): Promise<string | undefined> {
  const sql = 'select value from meta where key = $key';
  const [row] = await warehouse.rows<{ value: string }>(sql, { key });
  return row?.value;
}

/** Returns the lines of a workspace without a warehouse. */
async function withoutWarehouse(
  examined: Examined,
  network: Checkup | undefined,
): Promise<Checkup[]> {
  return [
    network ?? ok('lock', 'No command has the workspace'),
    describeMissing(examined),
    await guarded('leftovers', () => checkLeftovers(examined, false)),
  ];
}

function describeMissing({ workspace }: Examined): Checkup {
  if (!isThere(workspace.analytics))
    return ok('warehouse', 'Not made yet: the first load or run makes it');
  return problem(
    'warehouse',
    'It is missing, and with it the ledger; the snapshot is still here',
    restoreAdvice,
  );
}

/** Returns the lines of a warehouse that does not open: a command has it, or it is damaged. */
async function unopened(
  error: unknown,
  examined: Examined,
  network: Checkup | undefined,
): Promise<Checkup[]> {
  const isLocked = error instanceof UserError && error.exitCode === exitCodes.locked;
  if (isLocked)
    return [
      network ?? ok('lock', error.message.split('\n')[0]!),
      warning(
        'warehouse',
        'Not looked at, as a command has the workspace: neither lake, snapshot nor time to verify',
        'Run imbill doctor again when that command has ended.',
      ),
      await guarded('leftovers', () => checkLeftovers(examined, true)),
    ];
  return [
    network ?? ok('lock', 'No command has the workspace'),
    { ...failed('warehouse', error), advice: restoreAdvice },
    await guarded('leftovers', () => checkLeftovers(examined, false)),
  ];
}

/** Warns of a disk of another machine, where a lock may not hold. */
async function checkNetwork({ workspace, machine }: Examined): Promise<Checkup | undefined> {
  const { network } = await machine
    .diskOf(workspace.warehouse)
    .catch(() => ({ network: undefined }));
  if (network === undefined) return undefined;
  return warning(
    'lock',
    `The warehouse lies on ${network}: two runs on two machines might not see each other's lock`,
    `Keep the workspace on a local disk of ${hostname()}.`,
  );
}
