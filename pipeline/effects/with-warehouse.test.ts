import { mkdir } from 'node:fs/promises';
import { dirname } from 'node:path';
import { describe, expect, it } from 'vitest';
import { exitCodes, UserError } from '../../src/base/errors.ts';
import type { Database } from '../../src/duckdb/duckdb.ts';
import { tempFolder } from '../../src/testing/temp-folder.ts';
import { openWarehouse } from '../../src/warehouse/open-warehouse.ts';
import { workspaceAt } from '../../src/workspace/workspace.ts';
import { closeAfter, type LogToClose } from './with-warehouse.ts';

const opener = { command: 'imbill test', startedAt: '2026-10-01T00:00:00Z' };

/** Nothing signs the log, and nobody is told. */
async function log(): Promise<LogToClose> {
  const workspace = workspaceAt(await tempFolder());
  await mkdir(dirname(workspace.logNote));
  return {
    workspace,
    signingKey: undefined,
    say: () => undefined,
  };
}

function fault(code: string): Error {
  return Object.assign(new Error(`${code}: not written`), { code });
}

async function open(): Promise<Database> {
  return openWarehouse(workspaceAt(await tempFolder()), opener);
}

function failWith(error: Error) {
  return () => Promise.reject(error);
}

const isOpen = (warehouse: Database) =>
  warehouse.rows('select 1').then(
    () => true,
    () => false,
  );

describe('closeAfter', () => {
  it('closes the warehouse and returns the result', async () => {
    const warehouse = await open();
    expect(await closeAfter(warehouse, await log(), async () => 'done')).toBe('done');
    expect(await isOpen(warehouse)).toBe(false);
  });

  it.each([
    ['the user can correct', new UserError('wrong')],
    [
      'the user can correct, caused by the file system',
      new UserError('The reports cannot be written', exitCodes.failed, { cause: fault('ENOTDIR') }),
    ],
    ['is a bug', new Error('bug')],
  ])('closes it after an error that %s', async (_, error) => {
    const warehouse = await open();
    await expect(closeAfter(warehouse, await log(), failWith(error))).rejects.toBe(error);
    expect(await isOpen(warehouse)).toBe(false);
  });

  it('leaves it open where the machine failed', async () => {
    const warehouse = await open();
    const error = fault('ENOSPC');
    await expect(closeAfter(warehouse, await log(), failWith(error))).rejects.toBe(error);
    expect(await isOpen(warehouse)).toBe(true);
    warehouse.close();
  });

  it('keeps the error of the work where the warehouse cannot be sealed', async () => {
    const warehouse = { transaction: failWith(fault('ENOSPC')) } as unknown as Database;
    const error = new UserError('The reports cannot be written', exitCodes.failed);
    await expect(closeAfter(warehouse, await log(), failWith(error))).rejects.toBe(error);
  });
});
