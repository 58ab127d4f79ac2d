import { describe, expect, it } from 'vitest';
import { poolSize } from './pool-size.ts';

describe('poolSize', () => {
  it.each([
    ['the cores where no number is given', ['run', '--month', '2026-09'], 6],
    ['the number after --threads', ['load', '--threads', '8'], 12],
    ['the number behind --threads=', ['load', '--threads=32', '--json'], 36],
    ['the last number, as the command line does', ['--threads', '8', '--threads=3'], 7],
    ['the cores for a number that the command refuses', ['load', '--threads', '0'], 6],
    ['the cores for a number that is missing', ['load', '--threads'], 6],
    ['no more than Node’s pool can have', ['load', '--threads', '1000000000'], 1024],
  ])('counts %s, and four for other work', (_what, args, size) => {
    expect(poolSize(args, 2)).toBe(size);
  });
});
