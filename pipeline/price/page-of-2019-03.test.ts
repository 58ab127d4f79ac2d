import { describe, expect, it } from 'vitest';
import { amounts, findings } from '../../src/testing/billed.ts';
import { run } from '../../src/testing/jobs.ts';
import { lines } from '../../src/testing/log-lines.ts';
import { csv, defaultSources, headers, writeWorkspace } from '../../src/testing/write-workspace.ts';

describe('the examples of the page of 2019-03-26, from raw logs', () => {
  it('come out to the fen, in the months in which a plan of 2019-02-12 is valid and after', async () => {
    const folder = await writeWorkspace({
      settings: defaultSources,
      customers: ['acme,Acme,a1', 'beta,Beta,b1'],
      purchases: ['o1,a1,pro,2019-02-12,1', 'o2,b1,pro,2019-03-01,1'],
      roaming: ['b1,2019-03-06,2'],
      files: {
        'logs/logins/peak.csv': csv(
          headers.logins,
          lines(200_000, (index) => `2019-03-09T10:10:52+08:00,b1,u${index}`),
        ),
        'logs/groups/march.csv': csv(headers.groups, [
          ...lines(130_000, (index) => `2019-03-31T23:59:59+08:00,b1,g${index},created`),
          '2019-04-01T00:00:00+08:00,b1,g0,dismissed',
        ]),
        'logs/bandwidth/spring.csv': csv(headers.bandwidth, [
          ...['2019-02-11,1', '2019-02-12,2', '2019-03-11,4', '2019-03-12,8', '2019-04-01,16'].map(
            (day) => `${day.replace(',', 'T12:00:00+08:00,a1,')}`,
          ),
          ...['2019-03-05,300', '2019-03-08,500', '2019-03-25,200'].map(
            (day) => `${day.replace(',', 'T12:00:00+08:00,b1,')}`,
          ),
        ]),
      },
    });

    const february = await run(folder, '2019-02');
    // 999; a month with the plan on one of its days is charged whole: (1 + 2) × 2
    expect(amounts(february)).toEqual({ 'a1 pro': '999.00', 'a1 bandwidth-domestic': '6.00' });
    expect(february.invoices[0]?.lines[0]).toMatchObject({
      valid_from: '2019-02-12',
      valid_until: '2019-03-11',
    });

    const march = await run(folder, '2019-03');
    expect(amounts(march)).toEqual({
      'a1 bandwidth-domestic': '24.00', // (4 + 8) × 2
      'b1 pro': '999.00',
      'b1 dau': '10000.00', // 200,000 − 100,000 → 1 block
      'b1 bandwidth-domestic': '2000.00', // (300 + 500 + 200) × 2
      'b1 roaming': '2000.00', // 2 blocks × 2 months × 500
      'b1 groups': '1000.00', // 30,000 above → 1 block
    });
    expect(march.invoices[1]?.lines[0]).toMatchObject({
      valid_from: '2019-03-01',
      valid_until: '2019-03-31',
    });

    const april = await run(folder, '2019-04');
    expect(amounts(april)).toEqual({ 'a1 bandwidth-domestic': '0.00', 'b1 groups': '0.00' });
    expect(findings(april)).toContain(
      'usage-without-plan a1: No active Professional plan on any day of 2019-04: the usage is shown but not charged (AV chat room bandwidth, domestic 16 Mbps)',
    );
  });
});
