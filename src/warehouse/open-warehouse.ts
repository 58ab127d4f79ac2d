import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { mkdir, rm } from 'node:fs/promises';
import { hostname } from 'node:os';
import { dirname } from 'node:path';
import { exitCodes, UserError } from '../base/errors.ts';
import { isSystemError } from '../base/system-error.ts';
import { Database } from '../duckdb/duckdb.ts';
import type { Workspace } from '../workspace/workspace.ts';
import { finishErasure, isErasureUnfinished } from './finish-erasure.ts';
import { makeWarehouse, removeHalfMade } from './make-warehouse.ts';
import { createTables } from './schema.ts';
import { sealWarehouse } from './seal.ts';
import { userName } from './user-name.ts';

/** The command that opens the warehouse. */
export interface Opener {
  /** Such as `imbill run --month 2026-09`. */
  command: string;
  /** RFC 3339. */
  startedAt: string;
}

/**
 * Opens the warehouse for writing. Only one process at a time can; the operating system releases the
 * file when that process ends. Files that a killed process left half-written are removed.
 *
 * @throws {UserError} (exit 5) If another run has it, saying which.
 */
export async function openWarehouse(
  workspace: Workspace,
  opener: Opener,
  options: { threads?: number; memoryLimit?: string | undefined } = {},
): Promise<Database> {
  await mkdir(dirname(workspace.warehouse), { recursive: true }).catch((cause) => {
    throw new UserError(
      `The workspace's folder .imbill cannot be created (${cause.code}).\nMake the workspace writable for this user and run again.`,
      exitCodes.failed,
      { cause },
    );
  });
  await makeWarehouse(workspace.warehouse);
  const database = await openErased(workspace, options);
  try {
    await removeHalfMade(workspace.warehouse);
    writeFileSync(workspace.lockNote, `${JSON.stringify(noteOf(opener))}\n`);
    await rm(workspace.scratch, { recursive: true, force: true });
    await mkdir(workspace.scratch, { recursive: true });
    await createTables(database);
    return database;
  } catch (error) {
    database.close();
    throw error;
  }
}

/** Opens the warehouse, and first finishes an erasure that was stopped. */
async function openErased(
  workspace: Workspace,
  options: { threads?: number; memoryLimit?: string | undefined },
): Promise<Database> {
  const database = await openLocked(workspace, options);
  try {
    if (!(await isErasureUnfinished(database))) return database;
    await finishErasure(database, workspace);
  } catch (error) {
    database.close();
    throw error;
  }
  database.close();
  return openLocked(workspace, options);
}

/**
 * Seals the warehouse and closes it. If it cannot be sealed, the seal stays open, as after a stopped
 * command.
 *
 * @param finish Writes what a command leaves last, in the transaction of the seal.
 */
export async function closeWarehouse(
  database: Database,
  finish: () => Promise<void> = () => Promise.resolve(),
): Promise<void> {
  try {
    await database.transaction(async () => {
      await finish();
      await sealWarehouse(database);
    });
  } catch (error) {
    if (isSystemError(error)) throw error;
    // The command's own error says what is wrong.
  }
  database.close();
}

/**
 * Opens the warehouse file as it is.
 *
 * @throws {UserError} (exit 5) If another process has it.
 */
export async function openLocked(
  workspace: Workspace,
  options: { threads?: number; memoryLimit?: string | undefined; readOnly?: boolean },
): Promise<Database> {
  try {
    return await Database.open({
      path: workspace.warehouse,
      spillFolder: `${workspace.warehouse}.spill`,
      ...options,
    });
  } catch (error) {
    const message = String((error as Error).message);
    if (!/lock on file|Conflicting lock|already (attached|open)/i.test(message)) throw error;
    throw new UserError(
      `The workspace is in use by ${holder(workspace, message)}.\nOne run at a time can write. Wait for it to end, or stop it, and run again.`,
      exitCodes.locked,
      { cause: error },
    );
  }
}

interface LockNote {
  pid: number;
  host: string;
  user: string;
  command: string;
  started_at: string;
}

function noteOf(opener: Opener): LockNote {
  return {
    pid: process.pid,
    host: hostname(),
    user: userName(),
    command: opener.command,
    started_at: opener.startedAt,
  };
}

/**
 * Names the process that has the warehouse. The note is its own if the process id is the one that the
 * lock names.
 */
function holder(workspace: Workspace, message: string): string {
  const pid = /PID (\d+)/.exec(message)?.[1];
  const note = readNote(workspace.lockNote);
  if (note === undefined || (pid !== undefined && String(note.pid) !== pid)) {
    return pid === undefined ? 'another process' : `process ${pid}`;
  }
  return `"${note.command}" (process ${note.pid} of ${note.user} on ${note.host}, since ${note.started_at})`;
}

function readNote(path: string): LockNote | undefined {
  if (!existsSync(path)) return undefined;
  try {
    return JSON.parse(readFileSync(path, 'utf8')) as LockNote;
  } catch {
    return undefined;
  }
}
