import { expect, it } from 'vitest';
import { silentProgress } from '../../src/base/progress.ts';
import { fileProgress } from './file-progress.ts';

it('counts each byte of a file once: half when it is verified, half when it is read', () => {
  const counted: number[] = [];
  const task = { ...silentProgress.start('', 1), read: (bytes: number) => counted.push(bytes) };
  const file = fileProgress(task, 1000);
  file.advance(0.4);
  file.advance(0.6);
  file.reset();
  file.advance(1);
  file.advance(0.5);
  file.end();
  // 400 / 2 + 600 / 2 = 500 verified, then taken back; 500 verified again, 250 read, the rest.
  expect(counted).toEqual([200, 300, -500, 500, 250, 250]);
});
