import { mkdir, readdir, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { exitCodes, UserError } from '../../src/base/errors.ts';
import { type Output, printJson, printText } from '../../src/command-line/output.ts';
import { editorSchemaName, editorSchemaText } from '../../src/prices/editor-schema.ts';
import { writeEmptyWorkspace } from '../../src/sample/write-empty-workspace.ts';
import { type SampleOptions, writeSample } from '../../src/sample/write-sample.ts';

interface InitOptions {
  sample?: true;
  json?: true;
  month?: string;
  seed?: number;
  users?: number;
  days?: number;
  apps?: number;
  format?: 'csv' | 'csv.gz' | 'parquet';
}

/**
 * Makes a new workspace in a folder that is new or empty.
 *
 * @throws {UserError} (exit 2) If the folder holds something already.
 */
export async function init(dir: string, options: InitOptions, output: Output): Promise<void> {
  const sample = sampleOptions(options);
  await claim(dir);
  const written = sample
    ? await writeSample(resolve(dir), sample)
    : await writeEmptyWorkspace(resolve(dir)).then(() => ({ files: 0, lines: 0 }));
  await writeEditorSchema(resolve(dir, 'prices'));
  if (options.json) {
    printJson(output, { workspace: dir, ...written });
    return;
  }
  const next = sample
    ? `imbill run --month ${sample.month ?? '2026-09'} --workspace ${dir}`
    : `put your logs and accounts there (see ${dir}/README.txt), then: imbill load --workspace ${dir}`;
  const what = sample ? ` with ${written.files} log files of ${written.lines} lines` : '';
  printText(output, `Made the workspace ${dir}${what}.\nNext: ${next}\n`);
}

/** What editors complete and check the user's own price books with. */
async function writeEditorSchema(prices: string): Promise<void> {
  await mkdir(prices, { recursive: true });
  await writeFile(join(prices, editorSchemaName), editorSchemaText());
}

function sampleOptions(options: InitOptions): SampleOptions | undefined {
  const { month, seed, users, days, apps, format } = options;
  const isSized = users !== undefined || days !== undefined || apps !== undefined;
  if (!options.sample) {
    if (isSized || month !== undefined || seed !== undefined || format !== undefined) {
      throw new UserError(
        '--month, --seed, --users, --days, --apps and --format are of a sample.\nAdd --sample, or leave them out.',
        exitCodes.wrongUsage,
      );
    }
    return undefined;
  }
  return {
    ...(month === undefined ? {} : { month }),
    ...(seed === undefined ? {} : { seed }),
    ...(format === undefined ? {} : { format }),
    ...(isSized ? { size: { users: users ?? 10_000, days: days ?? 30, apps: apps ?? 5 } } : {}),
  };
}

async function claim(dir: string): Promise<void> {
  await mkdir(dir, { recursive: true }).catch((cause: NodeJS.ErrnoException) => {
    throw new UserError(
      `${dir}: the folder cannot be made (${cause.code}).\nName another one.`,
      exitCodes.wrongUsage,
      { cause },
    );
  });
  if ((await readdir(dir)).length === 0) return;
  throw new UserError(
    `${dir} holds something already; nothing was written.\nAccepted: a new or empty folder. Name another one, or remove this one.`,
    exitCodes.wrongUsage,
  );
}
