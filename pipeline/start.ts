#!/usr/bin/env node
import { availableParallelism } from 'node:os';
import { poolSize } from '../src/base/pool-size.ts';

/**
 * The command's entry. It is built as CommonJS and is the first code of the process: Node.js reads the size of its
 * thread pool at the first use, and loading a module is a use.
 */
process.env['UV_THREADPOOL_SIZE'] ||= String(
  poolSize(process.argv.slice(2), availableParallelism()),
);
// Node.js would end with 0 if the work waits for something that never happens.
process.once('beforeExit', () => {
  if (process.exitCode !== undefined) return;
  process.exitCode = 1;
  process.stderr.write('imbill ended before its work was done. This is a bug in imbill.\n');
});
import('./main.ts');
