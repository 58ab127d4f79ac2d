import { mkdir, readdir, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { exitCodes, UserError } from '../../src/base/errors.ts';
import type { CreatedWorkspace, InitOptions } from '../../src/jobs/init.ts';
import { editorSchemaName, editorSchemaText } from '../../src/prices/editor-schema.ts';
import { writeEmptyWorkspace } from '../../src/sample/write-empty-workspace.ts';
import { writeSample } from '../../src/sample/write-sample.ts';

/**
 * Creates a workspace in a new or empty folder.
 *
 * @throws {UserError} (exit 2) If the folder is not empty.
 */
export async function init({ dir, sample }: InitOptions): Promise<CreatedWorkspace> {
  const folder = resolve(dir);
  await assertEmpty(dir);
  let written = { files: 0, lines: 0 };
  if (sample === undefined) await writeEmptyWorkspace(folder);
  else written = await writeSample(folder, sample);
  await writeEditorSchema(join(folder, 'prices'));
  return { workspace: dir, ...written };
}

/** Writes the schema with which editors complete and check the user's own price books. */
async function writeEditorSchema(prices: string): Promise<void> {
  await mkdir(prices, { recursive: true });
  await writeFile(join(prices, editorSchemaName), editorSchemaText());
}

async function assertEmpty(dir: string): Promise<void> {
  await mkdir(dir, { recursive: true }).catch((cause: NodeJS.ErrnoException) => {
    throw new UserError(
      `${dir}: the folder cannot be created (${cause.code}).\nName another one.`,
      exitCodes.wrongUsage,
      { cause },
    );
  });
  if ((await readdir(dir)).length === 0) return;
  throw new UserError(
    `${dir} is not empty; nothing was written.\nAccepted: a new or empty folder. Name another one, or remove this one.`,
    exitCodes.wrongUsage,
  );
}
