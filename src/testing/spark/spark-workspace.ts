import { appendFile, chmod, mkdir, readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { expect } from 'vitest';
import { type Ended, imbillProcess, startImbill } from '../command-line.ts';
import { tempFolder } from '../temp-folder.ts';
import { sparkCluster } from './with-spark.ts';

/** Keys of engine.spark that a test sets. */
export interface EngineKeys {
  shared?: string;
  worker?: string;
  tasks?: number;
  load?: boolean;
  settings?: Record<string, string>;
  read_as?: string;
}

/** Adds the cluster to the settings of a workspace. Its executors see the workspace, if nothing else is said. */
export async function useCluster(workspace: string, keys: EngineKeys = {}): Promise<void> {
  const spark = { remote: sparkCluster().remote, shared: workspace, tasks: 4, ...keys };
  await appendFile(join(workspace, 'imbill.yaml'), `engine: ${JSON.stringify({ spark })}\n`);
}

const token = () => ({ IMBILL_SPARK_TOKEN: sparkCluster().token });

/** Runs a command on a workspace to its end, with the token of the cluster. */
export function imbillOnSpark(workspace: string, ...args: string[]): Promise<Ended> {
  return imbillProcess(args, { cwd: workspace, env: token() });
}

/** Starts a command on a workspace, with the token of the cluster. */
export function startOnSpark(workspace: string, ...args: string[]): ReturnType<typeof startImbill> {
  return startImbill(args, { cwd: workspace, env: token() });
}

/** Expects that a command succeeded; shows what it said where not. */
export function expectDone({ exitCode, stderr }: Ended): void {
  expect([exitCode, exitCode === 0 ? '' : stderr]).toEqual([0, '']);
}

let unpacked: string | undefined;

/** Returns a folder with the unpacked worker, made once a test run. */
export async function unpackedWorker(): Promise<string> {
  if (unpacked !== undefined) return unpacked;
  const folder = join(sparkCluster().folder, 'worker');
  await mkdir(folder, { recursive: true });
  const archive = join(folder, 'worker.tgz');
  expectDone(await imbillProcess(['worker', 'pack', '--out', archive]));
  const { execFileSync } = await import('node:child_process');
  execFileSync('tar', ['xzf', archive, '-C', folder]);
  unpacked = folder;
  return folder;
}

/**
 * Makes a worker whose start is a script of its own.
 *
 * @param script Lines of sh; `$worker` is the real one, `$once` a folder that does not exist yet.
 */
export async function scriptedWorker(script: string): Promise<string> {
  const real = await unpackedWorker();
  const folder = await tempFolder();
  const lines = ['#!/bin/sh', `worker=${real}/run`, `once=${folder}/once`, script, ''];
  await writeFile(join(folder, 'run'), lines.join('\n'));
  await chmod(join(folder, 'run'), 0o755);
  return folder;
}

/** Waits until something is true. */
export async function until(isTrue: () => Promise<boolean> | boolean, what: string): Promise<void> {
  const before = Date.now();
  while (!(await isTrue())) {
    if (Date.now() - before > 300_000) throw new Error(`It did not happen: ${what}`);
    await wait(20);
  }
}

/** Lists the files below a folder whose paths match; none without the folder. */
export async function filesLike(folder: string, pattern: RegExp): Promise<string[]> {
  const names = await readdir(folder, { recursive: true }).catch(() => []);
  return names.filter((name) => pattern.test(name)).sort();
}
