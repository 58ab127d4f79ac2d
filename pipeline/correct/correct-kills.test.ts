import { setTimeout } from 'node:timers/promises';
import { beforeAll, describe, expect, it } from 'vitest';
import { imbill, imbillProcess, startImbill } from '../../src/testing/command-line.ts';
import { copyOf } from '../../src/testing/issued-workspace.ts';
import { correct, load, run, warehouseRows } from '../../src/testing/jobs.ts';
import { reportsOf } from '../../src/testing/reports.ts';
import { csv, headers, writeFiles, writeWorkspace } from '../../src/testing/write-workspace.ts';

const row = (day: string, mbps: string) =>
  csv(headers.bandwidth, [`2026-09-${day}T12:00:00+08:00,a1,${mbps}`]);

/** Issued, corrected once, and with late rows that wait for the next correction. */
let prepared: string;

beforeAll(async () => {
  prepared = await writeWorkspace({
    purchases: ['o1,a1,pro,2026-09-01,1'],
    files: { 'logs/bandwidth/a.csv': row('10', '100') },
  });
  await run(prepared, '2026-09');
  await writeFiles(prepared, { 'logs/bandwidth/late.csv': row('11', '10') });
  await load(prepared);
  await correct(prepared, '2026-09');
  await writeFiles(prepared, { 'logs/bandwidth/later.csv': row('12', '10') });
  await load(prepared);
});

const commands: [string, string[]][] = [
  ['correct', ['correct', '--month', '2026-09']],
  ['invoice void', ['invoice', 'void', 'INV-2026-000001', '--reason', 'wrong']],
  ['load --withdraw', ['load', '--withdraw', 'logs/bandwidth/a.csv', '--reason', 'wrong']],
];

describe.each(commands)('imbill %s', (_, args) => {
  it('killed again and again leaves all of it or nothing, and the next one makes it whole', async () => {
    const whole = await copyOf(prepared);
    const took = await timed(() => imbillProcess([...args, '--workspace', whole]));
    const [before, after] = [await ledgerOf(prepared), await ledgerOf(whole)];
    expect(after).not.toEqual(before);

    const folder = await copyOf(prepared);
    for (const share of [0.4, 0.6, 0.7, 0.8, 0.9, 0.95]) {
      const { child, ended } = startImbill([...args, '--workspace', folder]);
      await setTimeout(took * share);
      child.kill('SIGKILL');
      await ended;
      expect([before, after]).toContainEqual(await ledgerOf(folder));
    }
    const { exitCode } = await imbill([...args, '--workspace', folder]);
    // Whatever was done by a killed one is not done again.
    expect([0, 4]).toContain(exitCode);
    expect(await ledgerOf(folder)).toEqual(after);
    await run(folder, '2026-09');
    await run(whole, '2026-09');
    expect(await reportsOf(folder)).toEqual(await reportsOf(whole));
  });
});

async function timed(work: () => Promise<unknown>): Promise<number> {
  const start = performance.now();
  await work();
  return performance.now() - start;
}

/** Documents, voids, what counts, and what was recorded; without the time of recording. */
async function ledgerOf(folder: string) {
  return [
    await warehouseRows(folder, 'select number, document from invoices order by position'),
    await warehouseRows(folder, 'from voids order by number'),
    await warehouseRows(
      folder,
      'select batch_id, withdrawn_sequence_number from batches order by batch_id',
    ),
    await warehouseRows(folder, 'select entry, action, subject, reason, detail from audit'),
    await warehouseRows(folder, 'select name, sha256 from reports order by name'),
  ];
}
