import { constants } from 'node:fs';
import { access, lstat, readdir } from 'node:fs/promises';
import { dirname, join, relative } from 'node:path';
import type { FileAccess } from '../../../src/base/file-access.ts';
import type { Checkup } from '../../../src/jobs/doctor.ts';
import { readMachineSettings } from '../../../src/workspace/settings.ts';
import type { Workspace } from '../../../src/workspace/workspace.ts';
import { type Examined, firstOf, ok, problem, warning } from './checkup.ts';

/** Number of files that are looked at; a lake can have many thousands. */
const mostFiles = 20_000;

/** Checks who may read, and that this user may write, what imbill made. */
export async function checkPermissions({ workspace, machine }: Examined): Promise<Checkup> {
  const { root, settings, warehouse, analytics, lake, out } = workspace;
  const own = dirname(warehouse);
  const nameOf = (path: string) => relative(root, path) || '.';
  const [unreadable] = await unusable([settings], constants.R_OK);
  if (unreadable !== undefined)
    return problem('permissions', 'imbill.yaml cannot be read', 'Let this user read imbill.yaml.');
  const made = [own, warehouse, `${warehouse}.wal`, analytics, lake, out];
  const isNew = (await lstat(own).catch(() => undefined)) === undefined;
  const unwritable = await unusable(isNew ? [root] : made, constants.R_OK | constants.W_OK);
  if (unwritable.length > 0)
    return problem(
      'permissions',
      `This user cannot write ${firstOf(unwritable.map(nameOf))}`,
      'Run as the user who owns the workspace, or give it to this one with chown -R.',
    );
  const foreign = await ownedByOthers([root, ...made], machine.userId);
  if (foreign.length > 0)
    return warning(
      'permissions',
      `Another user owns ${firstOf(foreign.map(nameOf))}`,
      'Run imbill always as one user; chown -R gives the workspace to that user.',
    );
  const { fileAccess, spark } = await readMachineSettings(settings);
  const access = fileAccess ?? (spark === undefined ? 'private' : 'umask');
  const open = access === 'umask' ? [] : await openToOthers(workspace, access);
  if (open.length > 0)
    return warning(
      'permissions',
      `Others than ${access === 'group' ? 'user and group' : 'this user'} may read ${firstOf(open.map(nameOf))}`,
      access === 'group'
        ? 'chmod -R o= .imbill out takes that right away.'
        : 'chmod -R go= .imbill out takes that right away; file_access: group in imbill.yaml shares with the group.',
    );
  return ok('permissions', describe(access));
}

function describe(access: FileAccess): string {
  if (access === 'private') return 'Only this user may read what imbill made, and may write it';
  if (access === 'group') return 'User and group may read what imbill made (file_access: group)';
  return 'The umask of the user decides who may read what imbill makes';
}

/** Lists the paths that exist and that this user may not use. */
async function unusable(paths: readonly string[], mode: number): Promise<string[]> {
  const found: string[] = [];
  for (const path of paths) {
    const error: NodeJS.ErrnoException | undefined = await access(path, mode).then(
      () => undefined,
      (error) => error,
    );
    if (error !== undefined && !['ENOENT', 'ENOTDIR'].includes(error.code ?? '')) found.push(path);
  }
  return found;
}

async function ownedByOthers(
  paths: readonly string[],
  userId: number | undefined,
): Promise<string[]> {
  if (userId === undefined) return [];
  const found: string[] = [];
  for (const path of paths) {
    const seen = await lstat(path).catch(() => undefined);
    if (seen !== undefined && seen.uid !== userId) found.push(path);
  }
  return found;
}

/** Lists files and folders that others can reach and read. A folder that they cannot enter protects all in it. */
async function openToOthers(
  { root, warehouse, out }: Workspace,
  access: FileAccess,
): Promise<string[]> {
  if (process.platform === 'win32') return [];
  const others = access === 'group' ? 0o007 : 0o077;
  if (((await lstat(root)).mode & others & 0o011) === 0) return [];
  const open: string[] = [];
  const left = [dirname(warehouse), out];
  for (let seen = 0; left.length > 0 && seen < mostFiles; seen++) {
    const path = left.shift()!;
    const entry = await lstat(path).catch(() => undefined);
    if (entry === undefined || entry.isSymbolicLink() || (entry.mode & others) === 0) continue;
    open.push(path);
    if (!entry.isDirectory()) continue;
    const names = await readdir(path).catch(() => []);
    left.push(...names.sort().map((name) => join(path, name)));
  }
  return open;
}
