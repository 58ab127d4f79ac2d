import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { imbill } from '../../src/testing/command-line.ts';
import { csv, headers, writeFiles, writeWorkspace } from '../../src/testing/write-workspace.ts';

const september = ['--month', '2026-09'];

/** Bandwidth of 1.5 Mbps on the 5th and 2 Mbps on the 6th, one user a day. */
async function runningMonth() {
  return writeWorkspace({
    purchases: ['o1,a1,pro,2026-09-01,1'],
    files: {
      'logs/logins/a.csv': csv(headers.logins, [
        '2026-09-05T12:00:00Z,a1,u1',
        '2026-09-06T12:00:00Z,a1,u1',
      ]),
      'logs/bandwidth/a.csv': csv(headers.bandwidth, [
        '2026-09-05T12:00:00Z,a1,1.5',
        '2026-09-06T12:00:00Z,a1,2',
      ]),
    },
  });
}

async function previewed(folder: string) {
  const { stdout } = await imbill(['preview', ...september, '--workspace', folder, '--json']);
  return JSON.parse(stdout).invoices[0];
}

describe('imbill preview of a running month', () => {
  it('projects it, in JSON, on the page and in words; the invoice itself has nothing of it', async () => {
    const folder = await runningMonth();
    const invoice = await previewed(folder);
    // so far 3.5 Mbps x 2 = 7; with 24 days of 2 Mbps more 51.5 x 2 = 103
    expect(invoice.total).toBe('1006.00');
    expect(invoice.projection).toMatchObject({
      data_until: '2026-09-06',
      prepaid: '999.00',
      postpaid: '103.00',
      total: '1102.00',
      charges: [
        {
          sku: 'dau',
          so_far: { usage: '1', amount: '0.00' },
          projected: { usage: '1', amount: '0.00' },
          next: { kind: 'included', at: '100000', distance: '99999', extra: '10000.00' },
        },
        {
          sku: 'bandwidth-domestic',
          so_far: { usage: '3.5', amount: '7.00' },
          projected: { usage: '51.5', amount: '103.00' },
          one_more: '2.00',
          no_next: 'per_unit',
        },
      ],
    });
    const out = join(folder, 'out', '2026-09');
    const page = await readFile(join(out, 'preview', 'PREVIEW-2026-09-acme.html'), 'utf8');
    expect(page).toContain('本月预测');
    const { stdout } = await imbill(['preview', ...september, '--workspace', folder]);
    expect(stdout).toContain("If the highest day until 2026-09-06 stands until the month's end:");
    expect(stdout).toMatch(
      /^acme +a1 +dau +1 +0\.00 +0\.00 {2}99,999 more to 100,000, above which \+10,000\.00$/m,
    );
    expect(stdout).toMatch(
      /^acme +a1 +bandwidth-domestic +3\.5 +7\.00 +103\.00 {2}each more \+2\.00$/m,
    );
    expect(stdout).toMatch(/^acme +total, prepaid included +1,006\.00 +1,102\.00 CNY$/m);

    const ran = await imbill(['run', ...september, '--workspace', folder, '--json']);
    expect(JSON.parse(ran.stdout).invoices[0]).not.toHaveProperty('projection');
    const issued = await readFile(join(out, 'INV-2026-000001.html'), 'utf8');
    expect(issued).not.toContain('本月预测');
  });

  it.each([
    ['its last day', '2026-09-30T12:00:00+08:00'],
    ['a later month', '2026-10-02T12:00:00+08:00'],
  ])('has no projection once %s has data of any source', async (_, time) => {
    const folder = await runningMonth();
    await writeFiles(folder, {
      'logs/groups/a.csv': csv(headers.groups, [`${time},zz,g1,created`]),
    });
    expect(await previewed(folder)).not.toHaveProperty('projection');
  });

  it('has no projection of a month in which only something was bought', async () => {
    const folder = await writeWorkspace({ purchases: ['o1,a1,pro,2026-09-01,1'] });
    const invoice = await previewed(folder);
    expect([invoice.total, invoice.projection]).toEqual(['999.00', undefined]);
  });
});
