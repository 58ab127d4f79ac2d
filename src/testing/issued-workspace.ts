import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { cp, rename } from 'node:fs/promises';
import { join } from 'node:path';
import { inject } from 'vitest';
import { run } from './jobs.ts';
import { tempFolder } from './temp-folder.ts';
import { type WorkspaceTexts, writeWorkspace } from './write-workspace.ts';

/**
 * Copies a workspace with issued months into a new folder. The first test of a test run that asks
 * for it prepares it; the others get copies.
 */
export async function issuedWorkspace(
  texts: WorkspaceTexts,
  months: readonly string[] = ['2026-09'],
): Promise<string> {
  const key = createHash('sha256')
    .update(JSON.stringify([texts, months]))
    .digest('hex');
  const prepared = join(inject('preparedFolder'), key);
  if (!existsSync(prepared)) await prepare(prepared, texts, months);
  return copyOf(prepared);
}

/** Copies a workspace into a new folder. */
export async function copyOf(workspace: string): Promise<string> {
  const copy = await tempFolder();
  await cp(workspace, copy, { recursive: true, preserveTimestamps: true });
  return copy;
}

/** Another worker may prepare the same at the same time: the first to finish wins. */
async function prepare(
  prepared: string,
  texts: WorkspaceTexts,
  months: readonly string[],
): Promise<void> {
  const folder = await writeWorkspace(texts);
  for (const month of months) await run(folder, month);
  const whole = `${prepared}-${process.pid}`;
  await cp(folder, whole, { recursive: true, preserveTimestamps: true });
  await rename(whole, prepared).catch((error: NodeJS.ErrnoException) => {
    if (error.code !== 'ENOTEMPTY' && error.code !== 'EEXIST') throw error;
  });
}
