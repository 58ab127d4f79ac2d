import {
  type CheckName,
  type Checkup,
  checkNames,
  type Diagnosis,
} from '../../../src/jobs/doctor.ts';
import { readSettings, type Settings } from '../../../src/workspace/settings.ts';
import type { Workspace } from '../../../src/workspace/workspace.ts';
import { checkClock } from './check-clock.ts';
import { checkDisk } from './check-disk.ts';
import { checkDuckdb, checkMemory, checkNode } from './check-machine.ts';
import { checkPermissions } from './check-permissions.ts';
import { checkAccounts, checkZone, describeSettings } from './check-settings.ts';
import { checkWarehouse, guarded } from './check-warehouse.ts';
import { type Examined, failed } from './checkup.ts';
import type { Machine } from './machine.ts';

/**
 * Looks at the parts of a workspace and of the machine, and says what to do. It works where nothing else does:
 * whatever is broken becomes a line. Writes nothing.
 */
export async function diagnose(workspace: Workspace, machine: Machine): Promise<Diagnosis> {
  const read = await readSettings(workspace.settings).catch((error: Error) => error);
  const settings = read instanceof Error ? undefined : read;
  const examined: Examined = { workspace, machine, settings };
  const ofSettings = await checkSettings(read, examined);
  const checks = [
    await guarded('node', () => checkNode(examined)),
    await guarded('duckdb', checkDuckdb),
    ...ofSettings,
    await guarded('memory', () => checkMemory(examined)),
    await guarded('disk', () => checkDisk(examined)),
    await guarded('permissions', () => checkPermissions(examined)),
    await guarded('clock', () => checkClock(examined)),
    ...(await checkWarehouse(examined).catch((error) => [failed('warehouse', error)])),
  ].sort((a, b) => placeOf(a.check) - placeOf(b.check));
  const count = (state: Checkup['state']) => checks.filter((one) => one.state === state).length;
  return { checks, warnings: count('warning'), problems: count('problem') };
}

async function checkSettings(read: Settings | Error, examined: Examined): Promise<Checkup[]> {
  if (read instanceof Error) return [describeFault(read)];
  return [
    describeSettings(read),
    await guarded('accounts', () => checkAccounts(examined)),
    await guarded('zone', () => checkZone(examined)),
  ];
}

/** Returns the line of settings that cannot be read. An error of the file itself does not name it. */
function describeFault(error: Error): Checkup {
  const line = failed('settings', error);
  const isNamed = line.seen.includes('imbill.yaml');
  return isNamed ? line : { ...line, seen: `imbill.yaml ${line.seen}` };
}

function placeOf(check: CheckName): number {
  return checkNames.indexOf(check);
}
