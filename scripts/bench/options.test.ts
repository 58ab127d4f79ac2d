import { CommanderError } from 'commander';
import { describe, expect, it } from 'vitest';
import { benchOptions } from './options.ts';

const parse = (args: string[], write: (text: string) => void = () => undefined) =>
  benchOptions(args, ['floor', 'imbill-run'], write);

describe('benchOptions', () => {
  it('takes size S, CSV, three rounds and all contenders where nothing is said', () => {
    expect(parse([])).toEqual({ size: 'S', rounds: 3, format: 'csv', seed: 1 });
  });

  it('takes what is said', () => {
    const args = '--size L --rounds 5 --format csv.gz --seed 7 --threads 1 --json a.json';
    const more = '--only imbill-run,floor --charts c --keep-data d --docs --check';
    expect(parse(`${args} ${more}`.split(' '))).toEqual({
      size: 'L',
      rounds: 5,
      format: 'csv.gz',
      seed: 7,
      threads: [1],
      json: 'a.json',
      only: ['imbill-run', 'floor'],
      charts: 'c',
      keepData: 'd',
      docs: true,
      check: true,
    });
  });

  it('takes several numbers of threads, each once and in order', () => {
    expect(parse(['--threads', '8,1,4,8']).threads).toEqual([1, 4, 8]);
  });

  it.each([
    ['--only floor,flor', 'There is no contender flor. Accepted: floor, imbill-run.'],
    ['--only ,', 'There is no contender . Accepted: floor, imbill-run.'],
    ['--rounds 0', 'Accepted: a whole number from 1.'],
    ['--size XL', 'Allowed choices are ci, S, M, L.'],
    ['--check --record', "option '--record' cannot be used with option '--check'"],
    ['--threads 1,0', 'Accepted: a whole number from 1.'],
    ['--threads 1,4 --check', 'runs imbill alone, without --only, --check and --record.'],
    ['--threads 1,4 --only floor', 'runs imbill alone, without --only, --check and --record.'],
    ['more', 'too many arguments'],
  ])('refuses %s', (args, message) => {
    let written = '';
    expect(() => parse(args.split(' '), (text) => (written += text))).toThrow(CommanderError);
    expect(written).toContain(message);
  });
});
