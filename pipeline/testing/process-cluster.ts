import { spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { chmod, mkdir, readFile, realpath, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { inject } from 'vitest';
import { parseRemote } from '../../src/spark/remote.ts';
import type { SparkSession } from '../../src/spark/session.ts';
import type { SparkEngine } from '../../src/spark/spark-engine.ts';
import { tempFolder } from '../../src/testing/temp-folder.ts';

export interface ClusterOptions {
  /** Folder that the executors see. */
  shared: string;
  /** Folder of the cluster's half-written files. */
  scratch?: string;
  /** Changes what the tasks answer. */
  change?: (answers: string[]) => string[];
  /** Lines of a script that runs in place of the worker; the worker itself is `"$worker"`. */
  script?: string;
  /** Number of times that a task is tried. */
  tries?: number;
  /** Runs each task so many times at once, and takes the answers of all, as if Spark did not choose. */
  copies?: number;
}

/** A cluster whose executors are processes of this machine. They run the built worker as Spark would. */
export interface ProcessCluster extends SparkEngine {
  /** Lines that asked for files, in all tries. */
  asked: string[];
}

/** Returns the folder of the built package. */
export function builtPackage(): string {
  return join(dirname(inject('mainPath')), '..', '..');
}

/** Starts no process before a load asks for files. */
export async function processCluster(options: ClusterOptions): Promise<ProcessCluster> {
  const shared = await realpath(options.shared);
  const scratch = options.scratch ?? join(shared, 'cluster-scratch');
  await mkdir(scratch, { recursive: true });
  const asked: string[] = [];
  const views = new Map<string, string>();
  const session = {
    async defineView(name: string, { paths }: { paths: string[] }) {
      views.set(name, paths[0]!.replace('file://', ''));
    },
    async *batches(sql: string) {
      const [, command = '', tasks = ''] =
        /using '(.*?)' as .*REPARTITION\((\d+)\)/.exec(sql) ?? [];
      const text = await readFile(views.get('imbill_files')!, 'utf8');
      const lines = text.trimEnd().split('\n');
      const parts = Array.from({ length: Number(tasks) }, (_, task) =>
        lines.filter((_, index) => index % Number(tasks) === task),
      );
      const answers: string[] = [];
      for (const part of parts) answers.push(...(await runTask(command, part)));
      for (const record of options.change?.(answers) ?? answers) yield [{ record }];
    },
    interrupt: async () => undefined,
  };

  async function runTask(command: string, lines: string[]): Promise<string[]> {
    const copies = Array.from({ length: options.copies ?? 1 }, () => tryTask(command, lines));
    return (await Promise.all(copies)).flat();
  }

  async function tryTask(command: string, lines: string[]): Promise<string[]> {
    for (let tries = 1; ; tries++) {
      asked.push(...lines);
      const { code, stdout, stderr } = await runCommand(command, `${lines.join('\n')}\n`);
      if (code === 0) return stdout.split('\n').filter(Boolean);
      if (tries >= (options.tries ?? 1))
        throw new Error(`Subprocess exited with status ${code}. Error: ${stderr}`);
    }
  }

  return {
    asked,
    settings: {
      remote: parseRemote('sc://127.0.0.1:1'),
      shared,
      load: true,
      worker: await workerFolder(options.script),
      tasks: 2,
      workerMegabytes: 600,
      settings: {},
    },
    places: { root: shared, scratch, counted: join(scratch, 'counted') },
    session: async () => session as unknown as SparkSession,
    version: async () => '4.3.0',
    pathForSpark: (path) => `file://${path}`,
    follow: () => () => undefined,
    interrupt: async () => undefined,
    close: async () => undefined,
  };
}

/** Makes a folder that looks like an unpacked worker. */
async function workerFolder(script = 'exec "$worker"'): Promise<string> {
  const folder = await tempFolder();
  const main = join(builtPackage(), 'dist/pipeline/worker/main.js');
  const worker = join(folder, 'worker');
  await writeFile(worker, `#!/bin/sh\nexec '${process.execPath}' '${main}'\n`);
  await writeFile(join(folder, 'run'), `#!/bin/sh\nworker='${worker}'\n${script}\n`);
  for (const name of ['worker', 'run']) await chmod(join(folder, name), 0o755);
  return folder;
}

/** Runs a command as Spark runs that of `transform`. */
export async function runCommand(
  command: string,
  input: string,
  env: NodeJS.ProcessEnv = {},
): Promise<{ code: number | null; stdout: string; stderr: string }> {
  const cwd = join(await tempFolder(), randomUUID());
  await mkdir(cwd);
  const child = spawn('/bin/bash', ['-c', command], { cwd, env: { ...process.env, ...env } });
  child.stdin.on('error', () => undefined).end(input);
  return new Promise((resolve, reject) => {
    let stdout = '';
    let stderr = '';
    child.stdout.setEncoding('utf8').on('data', (text: string) => (stdout += text));
    child.stderr.setEncoding('utf8').on('data', (text: string) => (stderr += text));
    child.on('error', reject);
    child.on('close', (code) => resolve({ code, stdout, stderr }));
  });
}
