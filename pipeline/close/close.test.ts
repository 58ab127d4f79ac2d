import { setTimeout } from 'node:timers/promises';
import { beforeAll, describe, expect, it } from 'vitest';
import { imbill, imbillProcess, startImbill } from '../../src/testing/command-line.ts';
import { copyOf, issuedWorkspace } from '../../src/testing/issued-workspace.ts';
import { close, correct, reopen, run, verify, warehouseRows } from '../../src/testing/jobs.ts';
import { snapshotRows } from '../../src/testing/snapshot-rows.ts';
import { csv, defaultSettings, headers, writeFiles } from '../../src/testing/write-workspace.ts';

const logins = (rows: readonly string[]) => csv(headers.logins, rows);
const orders = (rows: readonly string[]) => ({
  'accounts/purchases.csv': csv('order_id,app_id,sku,purchased_at,months', rows),
});
const first = ['o1,a1,pro,2026-09-01,1'];

/** September is issued to two customers: b1 has usage without a plan, and a line was rejected. */
const texts = {
  settings: `${defaultSettings}rejects: { max_share: 0.5 }\n`,
  customers: ['acme,Acme,a1', 'beta,Beta,b1', 'late,Late,c1'],
  purchases: first,
  files: {
    'logs/logins/a.csv': logins([
      '2026-09-10T10:00:00+08:00,a1,u1',
      '2026-09-10T10:00:00+08:00,b1,u1',
      'never,a1,u2',
    ]),
  },
};
const accept = ['line-rejected', 'usage-without-plan'];

let issued: string;

beforeAll(async () => {
  issued = await issuedWorkspace(texts);
});

describe('imbill close', () => {
  it('tells all that must be done before at once, and closes nothing', async () => {
    const folder = await copyOf(issued);
    await writeFiles(folder, {
      ...orders(['o1,a1,pro,2026-09-01,2', 'o2,c1,pro,2026-09-01,1']),
      'out/2026-09/INV-2026-000001.csv': 'other\n',
    });
    const ended = await imbill([
      ...['close', '--month', '2026-09', '--by', 'Anna', '--accept', 'dau-drop'],
      ...['--workspace', folder],
    ]);
    expect(ended).toEqual({
      exitCode: 4,
      stdout: '',
      stderr: `2026-09 was not closed.
1 customer has charges and no invoice: late.
Issue it: imbill run --month 2026-09
1 invoice would have another amount today: INV-2026-000001.
See why with imbill correct --month 2026-09 --dry-run, and correct it: imbill correct --month 2026-09
1 thing is not as issued, loaded or measured (out).
imbill invoice verify names each.
Nobody looked at 2 codes of 2026-09:
  line-rejected: 1
  usage-without-plan: 1
imbill preview --month 2026-09 and imbill status show them. To accept what stays: --accept line-rejected --accept usage-without-plan
There is nothing to accept with --accept "dau-drop".
Accepted: line-rejected, usage-without-plan.
`,
    });
    expect(await warehouseRows(folder, 'select 1 from closings')).toEqual([]);
  });

  it('wants the months in their order, and over', async () => {
    const folder = await copyOf(issued);
    await expect(close(folder, '2050-01', { accept: [] })).rejects.toThrow(
      `2050-01 was not closed.
2050-01 is not over: today is 2050-01-01 in Asia/Shanghai, its last day is 2050-01-31, and usage is loaded until 2026-09-10.
Close it after 2050-01-31.
Months are closed in their order, and there are documents or usage of 2026-09.
Close it first: imbill close --month 2026-09 --by NAME`,
    );
  });

  it('wants a person to accept that earlier orders were not billed, and says how to bill them then', async () => {
    const folder = await copyOf(issued);
    await writeFiles(folder, orders(['o0,c1,pro,2026-07-01,1', ...first]));
    await expect(close(folder, '2026-09', { accept })).rejects.toThrow(
      'Nobody looked at 1 code of 2026-09:\n  month-not-billed: 1\n',
    );
    await close(folder, '2026-09', { accept: [...accept, 'month-not-billed'] });
    await expect(run(folder, '2026-07')).rejects.toThrow(
      'an open month: imbill correct --month 2026-07',
    );
    expect(
      await snapshotRows(folder, "select message from outstanding where code = 'month-not-billed'"),
    ).toEqual([
      [
        '2026-07 is over and has no invoice (days with usage: 0, orders: 1). Bill it: imbill correct --month 2026-07',
      ],
    ]);
    expect(await warehouseRows(folder, 'select month from draft_months')).toEqual([]);
  });

  it('signs the totals off, and nothing is dated in the month any more', async () => {
    const folder = await copyOf(issued);
    const closed = await close(folder, '2026-09', { accept, reason: 'all is there' });
    const { closed_at: at } = closed;
    expect(closed).toMatchObject({
      month: '2026-09',
      closed_by: 'Anna Li',
      reason: 'all is there',
      accepted: [
        { code: 'line-rejected', occurrences: 1 },
        { code: 'usage-without-plan', occurrences: 1 },
      ],
      totals: [
        {
          ...{ currency: 'CNY', documents: '2', prepaid: '999.00', postpaid: '0.00' },
          ...{ total: '999.00', net: '999.00', tax: '0.00', gross: '999.00' },
        },
      ],
      ledger: { position: 2n, entry_sha256: expect.stringMatching(/^[0-9a-f]{64}$/) },
      verified: { documents: 2, segments: 1 },
    });

    // Nothing new: it says that the month is closed.
    const again = await run(folder, '2026-09');
    expect(again).toMatchObject({ newNumbers: [], closing: { closed_by: 'Anna Li' } });

    // Late data and a new order: only a correction in an open month.
    await writeFiles(folder, orders([...first, 'o2,c1,pro,2026-09-01,1']));
    await expect(run(folder, '2026-09')).rejects.toThrow(
      `2026-09 was not issued.
2026-09 was closed by "Anna Li" at ${at}.
What is still to be billed gets a document in an open month: imbill correct --month 2026-09
imbill preview --month 2026-09 shows the month and issues nothing.`,
    );
    const { documents } = await correct(folder, '2026-09');
    expect(documents.map(({ issue_date, total }) => [issue_date, total])).toEqual([
      ['2026-11-01', '999.00'],
    ]);
    expect((await verify(folder)).differences).toEqual([]);

    await expect(close(folder, '2026-09', { accept })).rejects.toThrow(
      `2026-09 is closed: "Anna Li" closed 2026-09 at ${at}.
Nothing was changed. imbill reopen --month 2026-09 --by NAME --reason TEXT opens 2026-09 again.`,
    );
    // The month of the correction follows; it has nothing else.
    const october = await close(folder, '2026-10', { accept: ['month-without-logs'] });
    expect(october.totals).toMatchObject([{ documents: '1', total: '999.00' }]);
    await expect(reopen(folder, '2026-09')).rejects.toThrow(
      `2026-09 was not opened again. The last closed month is 2026-10; months are opened again from the last: imbill reopen --month 2026-10 --by NAME --reason TEXT
Nothing was changed.`,
    );
    const status = await imbill(['status', '--workspace', folder]);
    expect(status.stdout).toContain('\n2026-10 was closed by Anna Li at ');

    await reopen(folder, '2026-10');
    expect(
      await warehouseRows(
        folder,
        'select month, is_closed, reopening_reason from closings order by entry',
      ),
    ).toEqual([
      ['2026-09', true, null],
      ['2026-10', false, 'an invoice was forgotten'],
    ]);
  });

  it('is recorded once, also where it was killed before', async () => {
    const folder = await copyOf(issued);
    const command = ['close', '--month', '2026-09', '--by', 'Anna', '--workspace', folder];
    command.push(...accept.flatMap((code) => ['--accept', code]));
    const { child, ended } = startImbill(command);
    await setTimeout(800);
    child.kill('SIGKILL');
    await ended;
    const { exitCode } = await imbillProcess(command);
    expect([0, 4]).toContain(exitCode);
    expect(await warehouseRows(folder, 'select month, closed_by from closings')).toEqual([
      ['2026-09', 'Anna'],
    ]);
    expect((await verify(folder)).differences).toEqual([]);
  });
});
