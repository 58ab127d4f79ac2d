import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import {
  checkedContenders,
  compareWithRecorded,
  ratiosOf,
  readRecorded,
} from './recorded-ratios.ts';
import { contenders } from './run-benchmark.ts';
import { measuredContender } from './testing/sample-result.ts';

const measured = [
  measuredContender('floor', '', [0.5, 0.4]),
  measuredContender('imbill-run', '', [3, 2]),
  measuredContender('imbill-again', '', [0.8, 0.8]),
  measuredContender('imbill-run-keep-none', '', []),
];

describe('ratiosOf', () => {
  it('compares the CPU seconds of the cheapest rounds, or their seconds', () => {
    // 4 / 0.8 and 1.6 / 0.8
    expect(ratiosOf(measured)).toEqual({ 'imbill-run': 5, 'imbill-again': 2 });
    const elsewhere = measured.map((contender) => ({
      ...contender,
      runs: contender.runs.map((run) => ({ ...run, seconds: run.seconds + 1, cpu_seconds: null })),
    }));
    // 3 / 1.4 and 1.8 / 1.4
    expect(ratiosOf(elsewhere)).toEqual({ 'imbill-run': 2.14, 'imbill-again': 1.29 });
  });

  it('needs the floor', () => {
    expect(() => ratiosOf(measured.slice(1))).toThrow('The floor was not run');
  });
});

describe('compareWithRecorded', () => {
  it('fails only above three times what was recorded, and tells the noise', () => {
    const recorded = { 'imbill-run': 1.66, 'imbill-again': 0.67 };
    expect(compareWithRecorded(measured, recorded)).toEqual({
      isGross: true,
      lines: [
        "imbill-run: 5 × floor, recorded 1.66 ×: FAR ABOVE 3 times it (its rounds differ by 50 %, the floor's by 25 %)",
        "imbill-again: 2 × floor, recorded 0.67 ×: within what is tolerated (its rounds differ by 0 %, the floor's by 25 %)",
      ],
    });
    expect(compareWithRecorded(measured, { 'imbill-run': 1.67 })).toMatchObject({
      isGross: false,
      lines: [
        expect.stringContaining('recorded 1.67 ×: within'),
        expect.stringContaining('imbill-again: 2 × floor, none recorded'),
      ],
    });
  });
});

describe('recorded-ratios.json', () => {
  it('holds a ratio of contenders that the check runs, and the check only those there are', async () => {
    const recorded = Object.entries(
      await readRecorded(join(import.meta.dirname, 'recorded-ratios.json')),
    );
    expect(recorded.map(([name]) => name)).toEqual(
      checkedContenders.filter((name) => recorded.some(([other]) => other === name)),
    );
    expect(recorded.map(([name]) => name)).toContain('imbill-run');
    expect(recorded.filter(([, ratio]) => !(ratio > 0))).toEqual([]);
    const names = contenders.map(({ name }) => name);
    expect(checkedContenders.filter((name) => !names.includes(name))).toEqual([]);
  });
});
