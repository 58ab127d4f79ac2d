import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseHTML } from 'linkedom';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { writeCharts } from './charts.ts';
import { measuredContender, sampleResult } from './testing/sample-result.ts';

let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'imbill-charts-'));
});
afterEach(() => rm(folder, { recursive: true }));

describe('writeCharts', () => {
  it('draws a bar as long as what was measured, and none of what was not', async () => {
    const [seconds = '', memory = ''] = await writeCharts(folder, sampleResult());
    expect([seconds, memory]).toEqual([
      join(folder, 'S-csv-seconds.svg'),
      join(folder, 'S-csv-memory.svg'),
    ]);
    const chart = await chartIn(seconds);
    expect(chart.texts).toEqual([
      'Floor',
      'imbill run',
      'Other system',
      '0.75',
      '1.50',
      '3.00',
      'Seconds, median of 3 rounds (size S, csv)',
    ]);
    const [floor = 0, ...others] = chart.widths;
    expect(others.map((width) => Math.round((100 * width) / floor))).toEqual([200, 400]);
    expect((await chartIn(memory)).texts).toEqual([
      'Floor',
      'imbill run',
      '200',
      '200',
      'Peak memory in MB, whole process tree (size S, csv)',
    ]);
  });

  it('leaves out what works on other data, and writes the same bytes again', async () => {
    const result = sampleResult();
    result.contenders.push(measuredContender('imbill-simulate', 'Simulate', [9]));
    const [seconds = ''] = await writeCharts(folder, result);
    const before = await readFile(seconds, 'utf8');
    expect(before).not.toContain('Simulate');
    await writeCharts(folder, sampleResult());
    expect(await readFile(seconds, 'utf8')).toBe(before);
  });
});

async function chartIn(path: string): Promise<{ texts: string[]; widths: number[] }> {
  const { document } = parseHTML(await readFile(path, 'utf8'));
  return {
    texts: [...document.querySelectorAll('text')].map(({ textContent }) => textContent ?? ''),
    widths: [...document.querySelectorAll('rect')].map((bar) => Number(bar.getAttribute('width'))),
  };
}
