import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { amounts } from '../../src/testing/billed.ts';
import { correct, run, verify } from '../../src/testing/jobs.ts';
import { csv, writeFiles, writeWorkspace } from '../../src/testing/write-workspace.ts';

const settings = (...rows: string[]) => csv('app_id,setting,from,value', rows);

describe('a setting of an app', () => {
  it('is charged, kept with the invoice, and corrected when it is learnt later', async () => {
    const folder = await writeWorkspace({
      purchases: ['o1,a1,pro,2018-10-01,1'],
      files: { 'accounts/app-settings.csv': settings('a1,api_rate,2018-10-05,1000') },
    });
    const october = await run(folder, '2018-10');
    // 900 above 100 → 9 × 600
    expect(amounts(october)).toEqual({ 'a1 pro': '999.00', 'a1 api-rate': '5400.00' });
    await rm(join(folder, 'accounts/app-settings.csv'));
    expect((await verify(folder)).differences).toEqual([]);
    await writeFiles(folder, {
      'accounts/app-settings.csv': settings('a1,api_rate,2018-10-05,280'),
    });
    const { documents } = await correct(folder, '2018-10');
    // 2 × 600, charged at the minimum of 2000: 3400 less
    expect(documents.map(({ total, causes }) => [total, causes?.map(({ code }) => code)])).toEqual([
      ['-3400.00', ['app-settings']],
    ]);
    expect((await verify(folder)).differences).toEqual([]);
  });
});
