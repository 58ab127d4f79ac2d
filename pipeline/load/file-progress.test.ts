import { expect, it } from 'vitest';
import { silentProgress } from '../../src/base/progress.ts';
import { fileProgress } from './file-progress.ts';

it('counts each byte of a file once, most of them when they are read', () => {
  const counted: number[] = [];
  const task = { ...silentProgress.start('', 1), read: (bytes: number) => counted.push(bytes) };
  const file = fileProgress(task, 1000);
  file.verified(0.5);
  file.reset();
  file.verified(1);
  file.read(0.5);
  file.end();
  // A tenth of 500 is verified, then taken back; a tenth of 1000, nine tenths of 500, the rest.
  expect(counted).toEqual([50, -50, 100, 450, 450]);
});
