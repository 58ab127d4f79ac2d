import { describe, expect, it } from 'vitest';
import { exitCodes } from './errors.ts';
import { systemError } from './system-error.ts';

describe('systemError', () => {
  it.each([
    [
      Object.assign(new Error("EACCES: permission denied, open '/w/imbill.yaml'"), {
        code: 'EACCES',
      }),
      "open '/w/imbill.yaml': Permission denied (EACCES).\nLet this user read and write there",
    ],
    [
      Object.assign(new Error("ENOENT: no such file or directory, mkdir '/w/lake/1'"), {
        code: 'ENOENT',
        syscall: 'mkdir',
      }),
      "mkdir '/w/lake/1': No such file or directory (ENOENT).\nMake room on the disk, and let this user write there",
    ],
    [
      new Error('IO Error: Could not write file "/w/warehouse.duckdb": No space left on device'),
      'Could not write file "/w/warehouse.duckdb": No space left on device (ENOSPC).\nMake room on the disk',
    ],
    [
      new Error(
        'TransactionContext Error: Failed to commit: Cannot open file "/w/x": Too many open files in system',
      ),
      'Failed to commit: Cannot open file "/w/x": Too many open files in system (ENFILE).\nLet more files be open at a time on this machine',
    ],
    [
      new Error('FATAL Error: fsync failed!'),
      'fsync failed!: Input/output error (EIO).\nMend the disk or its connection',
    ],
    [
      new Error('No file', {
        cause: Object.assign(new Error('ENOSPC: no space left on device, write'), {
          code: 'ENOSPC',
        }),
      }),
      'write: No space left on device (ENOSPC).\nMake room on the disk',
    ],
  ])('says what to do: %s', (error, words) => {
    const fault = systemError(error);
    expect([fault?.exitCode, fault?.message, fault?.cause]).toEqual([
      exitCodes.failed,
      `imbill cannot go on: ${words}, and run again: finished work is stored, and nothing is left half done.`,
      error,
    ]);
  });

  it.each([
    new Error('Conversion Error: Could not convert string "Permission denied" to INT32'),
    Object.assign(new Error("ENOENT: no such file or directory, open '/w/x'"), { code: 'ENOENT' }),
    new TypeError('Permission denied'),
  ])('is none of a bug: %s', (error) => {
    expect(systemError(error)).toBeUndefined();
  });
});
