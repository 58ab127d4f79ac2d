import { spawnSync } from 'node:child_process';
import { cp, mkdir, mkdtemp, rm, symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestProject } from 'vitest/node';

declare module 'vitest' {
  interface ProvidedContext {
    /** Entry of the command line, built from the current sources. */
    mainPath: string;
    /** A folder for workspaces that tests share; removed after the test run. */
    preparedFolder: string;
  }
}

const repository = join(import.meta.dirname, '..', '..');

/**
 * Builds the package once a test run into a temporary folder. So tests that start processes run the current sources,
 * whatever `dist/` holds.
 */
export async function setup({ provide }: TestProject): Promise<() => Promise<void>> {
  const folder = await mkdtemp(join(tmpdir(), 'imbill-build-'));
  for (const name of ['package.json', 'sql', 'prices', 'reports/web/static', 'reports/pdf']) {
    await cp(join(repository, name), join(folder, name), { recursive: true });
  }
  await symlink(join(repository, 'node_modules'), join(folder, 'node_modules'), 'junction');
  const outDir = join(folder, 'dist');
  const build = spawnSync(process.execPath, [join('scripts', 'build.mjs'), outDir], {
    cwd: repository,
    encoding: 'utf8',
  });
  if (build.status !== 0) throw new Error(`The build failed:\n${build.stderr}`);
  provide('mainPath', join(outDir, 'pipeline', 'start.cjs'));
  await mkdir(join(folder, 'prepared'));
  provide('preparedFolder', join(folder, 'prepared'));
  return () => rm(folder, { recursive: true, force: true });
}
