import { randomUUID } from 'node:crypto';
import { accessSync, constants, mkdirSync, rmSync } from 'node:fs';
import { hostname, tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { systemError } from '../../src/base/system-error.ts';
import { asciiJson } from '../load/worker-protocol.ts';
import type { FileWorker } from './file-worker.ts';

/*
 * Process of a task on an executor: each line of standard input asks for a file, each line of standard output
 * answers for one. The process ends when its input ends, or when nobody reads its answers.
 */

/** Variables in which cluster managers name the folder for temporary files of an executor. */
const folderVariables = ['LOCAL_DIRS', 'SPARK_EXECUTOR_DIRS', 'SPARK_LOCAL_DIRS'];

const scratch = join(folderForScratch(), `imbill-worker-${randomUUID()}`);
const clean = () => rmSync(scratch, { recursive: true, force: true });

process.on('exit', clean);
process.once('SIGTERM', () => {
  clean();
  process.kill(process.pid, 'SIGTERM');
});
process.stdout.on('error', () => process.exit(1));

try {
  mkdirSync(scratch, { recursive: true });
  const worker = await openWorker();
  for await (const line of createInterface({ input: process.stdin })) {
    if (line === '') continue;
    if (worker instanceof Error) {
      answer({ failed: `${hostname()} cannot start imbill: ${worker.message}` });
      break;
    }
    answer(await worker.answer(line));
  }
  if (!(worker instanceof Error)) worker.close();
} catch (error) {
  fail(error as Error);
}

/** Opens the worker. DuckDB may not start on this system; then the driver must learn why. */
async function openWorker(): Promise<FileWorker | Error> {
  try {
    const { FileWorker } = await import('./file-worker.ts');
    return new FileWorker(scratch);
  } catch (error) {
    return error as Error;
  }
}

function answer(value: Parameters<typeof asciiJson>[0]): void {
  process.stdout.write(`${asciiJson(value)}\n`);
}

/** Ends the task: Spark shows the first lines, and tries it again elsewhere. */
function fail(error: Error): void {
  const told = systemError(error)?.message ?? error.stack ?? error.message;
  process.stderr.write(`imbill worker on ${hostname()}: ${told}\n`, () => process.exit(1));
}

function folderForScratch(): string {
  for (const name of folderVariables) {
    const folder = process.env[name]?.split(',')[0];
    if (folder) return folder;
  }
  try {
    accessSync(process.cwd(), constants.W_OK);
    return process.cwd();
  } catch {
    return tmpdir();
  }
}
