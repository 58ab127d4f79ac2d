import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { sha256Of } from '../../src/base/sha256.ts';
import { monthsBetween } from '../../src/calendar/month.ts';
import { imbill } from '../../src/testing/command-line.ts';
import { checkWithHledger, hasHledger, hledgerBalances } from '../../src/testing/hledger.ts';
import {
  close,
  correct,
  journals,
  load,
  run,
  verify,
  voidInvoice,
  warehouseRows,
} from '../../src/testing/jobs.ts';
import { tempFolder } from '../../src/testing/temp-folder.ts';
import {
  csv,
  defaultSources,
  headers,
  writeFiles,
  writeWorkspace,
} from '../../src/testing/write-workspace.ts';

const orders = (rows: readonly string[]) => ({
  'accounts/purchases.csv': csv('order_id,app_id,sku,purchased_at,months,kind,amount', rows),
});
const payments = (rows: readonly string[]) => ({
  'accounts/payments.csv': csv(
    'payment_id,customer_id,received_at,amount,kind,document_number,reverses',
    rows,
  ),
});
const year = 'P-1,a1,pro,2026-07-05,12,,';
const half = 'P-2,b1,pro,2026-07-10,6,,';
const september = ['P-3,c1,pro,2026-09-03,1,,', 'R-2,b1,pro,2026-09-12,,refund,3000'];
const paid = [
  'bank-1,acme,2026-08-03,5000,,INV-2026-000001,',
  'bank-2,acme,2026-08-04,100,top_up,,',
  'gift-1,beta,2026-08-05,50,voucher,,',
];
const header =
  'transaction,date,document_date,kind,reference,customer_id,app_id,account,debit,credit,currency,description';
const taxedBook = `list: taxed
from: 2018-12-27
based_on: { list: tencent-im, on: 2018-12-27 }
source: page, with tax
tax: { percent: "6", included: true }
`;

let folder: string;
/** Journals of the months as they were before late data. */
let before: string[];
const closedMonths = ['2026-07', '2026-08', '2026-09'];

/**
 * Two months with plans of 12 and 6 months and a refund are closed. Then an order, a payment and a
 * document of them change.
 */
beforeAll(async () => {
  folder = await writeWorkspace({
    settings: `price_list: taxed\n${defaultSources}`,
    customers: ['acme,"Acme; Inc.",a1', 'beta,Beta,b1', 'gam ma,Gamma,c1'],
    files: {
      ...orders([year, half]),
      'prices/taxed.yaml': taxedBook,
      'logs/logins/a.csv': csv(headers.logins, ['2026-09-10T10:00:00+08:00,a1,u1']),
    },
  });
  await run(folder, '2026-07');
  await writeFiles(folder, { ...orders([year, half, ...september]), ...payments(paid) });
  await run(folder, '2026-09');
  await close(folder, '2026-07', { accept: ['month-without-logs'] });
  await close(folder, '2026-09', { accept: ['refund-differs'] });
  before = await journals(folder, closedMonths);
  await writeFiles(folder, {
    ...orders([year.replace(',12,', ',10,'), half, ...september]),
    ...payments([
      ...paid,
      'bank-3,beta,2026-07-20,20,,,',
      'back-1,acme,2026-10-09,,reversal,,bank-1',
    ]),
  });
  await load(folder);
  await correct(folder, '2026-07');
  await voidInvoice(folder, 'INV-2026-000004');
}, 300_000);

describe('imbill export journal', () => {
  it('books documents, releases and payments of a month', () => {
    // Tax: 11988 × 6 / 106 = 678.57, 5994 × 6 / 106 = 339.28. Shares: 11309.43 / 12, 5654.72 / 6
    expect(before[0]).toBe(`${header}
1,2026-07-31,2026-08-01,invoice,INV-2026-000001,acme,,assets:receivable:acme,11988.00,,CNY,"Acme; Inc., invoice"
1,2026-07-31,2026-08-01,invoice,INV-2026-000001,acme,a1,liabilities:deferred:pro,,11309.43,CNY,"Acme; Inc., invoice"
1,2026-07-31,2026-08-01,invoice,INV-2026-000001,acme,,liabilities:tax:6,,678.57,CNY,"Acme; Inc., invoice"
2,2026-07-31,2026-08-01,invoice,INV-2026-000002,beta,,assets:receivable:beta,5994.00,,CNY,"Beta, invoice"
2,2026-07-31,2026-08-01,invoice,INV-2026-000002,beta,b1,liabilities:deferred:pro,,5654.72,CNY,"Beta, invoice"
2,2026-07-31,2026-08-01,invoice,INV-2026-000002,beta,,liabilities:tax:6,,339.28,CNY,"Beta, invoice"
3,2026-07-31,2026-07-31,release,P-1,acme,a1,liabilities:deferred:pro,942.45,,CNY,"acme, pro of P-1: revenue of 2026-07"
3,2026-07-31,2026-07-31,release,P-1,acme,a1,income:pro,,942.45,CNY,"acme, pro of P-1: revenue of 2026-07"
4,2026-07-31,2026-07-31,release,P-2,beta,b1,liabilities:deferred:pro,942.45,,CNY,"beta, pro of P-2: revenue of 2026-07"
4,2026-07-31,2026-07-31,release,P-2,beta,b1,income:pro,,942.45,CNY,"beta, pro of P-2: revenue of 2026-07"
`);
    // The refund ended P-2: 5654.72 − 2 × 942.45 are left.
    expect(before[2]?.split('\n').filter((line) => line.includes('release,P-2'))).toEqual([
      '4,2026-09-30,2026-09-30,release,P-2,beta,b1,liabilities:deferred:pro,3769.82,,CNY,"beta, pro of P-2: revenue of 2026-09"',
      '4,2026-09-30,2026-09-30,release,P-2,beta,b1,income:pro,,3769.82,CNY,"beta, pro of P-2: revenue of 2026-09"',
    ]);
  });

  it('keeps a closed month as it was, whatever is learnt later', async () => {
    const [october, ...now] = await journals(folder, ['2026-10', ...closedMonths]);
    expect(now).toEqual(before);
    const booked = (october ?? '').split('\n').map((line) => line.split(',').slice(0, 10).join());
    expect(booked.slice(1, -1)).toEqual([
      '1,2026-10-01,2026-07-20,payment,bank-3,beta,,assets:bank,20.00,',
      '1,2026-10-01,2026-07-20,payment,bank-3,beta,,assets:receivable:beta,,20.00',
      '2,2026-10-09,2026-10-09,reversal,back-1,acme,,assets:bank,,5000.00',
      '2,2026-10-09,2026-10-09,reversal,back-1,acme,,assets:receivable:acme,5000.00,',
      // 12 months became 10: 9990 × 6 / 106 = 565.47, less 678.57
      '3,2026-10-31,2026-11-01,credit_note,CRN-2026-000001,acme,,assets:receivable:acme,,1998.00',
      '3,2026-10-31,2026-11-01,credit_note,CRN-2026-000001,acme,a1,liabilities:deferred:pro,1884.90,',
      '3,2026-10-31,2026-11-01,credit_note,CRN-2026-000001,acme,,liabilities:tax:6,113.10,',
      '4,2026-10-31,2026-11-01,debit_note,DBN-2026-000001,beta,,assets:receivable:beta,3000.00,',
      '4,2026-10-31,2026-11-01,debit_note,DBN-2026-000001,beta,b1,income:pro,,2830.19',
      '4,2026-10-31,2026-11-01,debit_note,DBN-2026-000001,beta,,liabilities:tax:6,,169.81',
      '5,2026-10-31,2026-11-01,invoice,INV-2026-000006,beta,,assets:receivable:beta,,3000.00',
      '5,2026-10-31,2026-11-01,invoice,INV-2026-000006,beta,b1,income:pro,2830.19,',
      '5,2026-10-31,2026-11-01,invoice,INV-2026-000006,beta,,liabilities:tax:6,169.81,',
      '6,2026-10-31,2026-10-31,release,P-1,acme,a1,liabilities:deferred:pro,942.45,',
      '6,2026-10-31,2026-10-31,release,P-1,acme,a1,income:pro,,942.45',
    ]);
    expect((await verify(folder)).differences).toEqual([]);
  });

  it('is the same, with the closings, in an imported ledger', async () => {
    const [archive, copy] = [join(await tempFolder(), 'a'), join(await tempFolder(), 'c')];
    await imbill(['export', 'ledger', archive, '--workspace', folder]);
    const imported = await imbill(['import', 'ledger', archive, '--workspace', copy]);
    expect([imported.exitCode, imported.stderr]).toEqual([0, '']);
    expect(await journals(copy, closedMonths)).toEqual(before);
    const closings = 'from closings order by entry';
    expect(await warehouseRows(copy, closings)).toEqual(await warehouseRows(folder, closings));
  });

  it.skipIf(!hasHledger())(
    'passes the checks of hledger, with the sums of the ledger',
    async () => {
      const file = join(folder, 'all.journal');
      const months = monthsBetween('2026-07', '2027-04');
      await writeFile(file, (await journals(folder, months, 'hledger')).join('\n'));
      await checkWithHledger(file);
      expect(await hledgerBalances(file)).toEqual(await ledgerBalances());
      expect(await hledgerBalances(file, ['--end', '2026-10-01'])).toEqual({
        'assets:bank': '5100.00 CNY',
        'assets:receivable:acme': '6888.00 CNY',
        'assets:receivable:beta': '2944.00 CNY',
        'assets:receivable:gam%20ma': '999.00 CNY',
        'expenses:vouchers': '50.00 CNY',
        // 3 × 942.45 of P-1, 5654.72 of P-2, 942.45 of P-3, less 2830.19 of the refund
        'income:pro': '-6594.33 CNY',
        // 9 months of P-1: 11309.43 − 3 × 942.45
        'liabilities:deferred:pro': '-8482.08 CNY',
        'liabilities:tax:6': '-904.59 CNY',
      });
    },
  );

  it('tells on stderr if the month is open, and what it wrote', async () => {
    const out = join(folder, '2026-10.journal');
    const exportOf = (month: string, ...options: string[]) =>
      imbill(['export', 'journal', '--month', month, ...options, '--workspace', folder]);
    expect(await exportOf('2026-10', '--format', 'hledger', '--out', out)).toEqual({
      exitCode: 0,
      stdout: '',
      stderr: `${out}: 6 transactions, 15 postings; SHA-256 ${sha256Of(await readFile(out))}
2026-10 is still open: its journal can change until imbill close --month 2026-10 --by NAME
`,
    });
    expect(await exportOf('2026-08')).toEqual({ exitCode: 0, stdout: before[1], stderr: '' });
    expect(await exportOf('2026-06')).toEqual({
      exitCode: 4,
      stdout: '',
      stderr: `There is nothing to book in 2026-06: no document is dated in it, no payment came, and nothing is released.
imbill invoice list shows the documents; each is booked in the month before its issue date.
`,
    });
    expect(
      (await exportOf('2026-08', '--json')).stderr,
    ).toBe(`--json describes a written file, and no file is named.
Name it: --out 2026-09.csv
`);
  });
});

/** Adds up the balances from documents and payments alone, when everything is released. */
async function ledgerBalances(): Promise<Record<string, string>> {
  const rows = await warehouseRows(
    folder,
    `with documents as (
        select customer_id, document, from_json(document -> '$.lines', '[{"sku": "VARCHAR", "net": "DECIMAL(38,2)", "tax": "DECIMAL(38,2)"}]') as lines
        from invoices),
      postings as (
        select 'assets:receivable:' || replace(customer_id, ' ', '%20') as account, cast(document ->> '$.tax.gross' as decimal(38, 2)) as amount from documents
        union all select 'income:' || line.sku, -line.net from (select unnest(lines) as line from documents)
        union all select 'liabilities:tax:6', -line.tax from (select unnest(lines) as line from documents)
        union all select 'assets:receivable:' || customer_id, case when payment_kind = 'reversal' then amount else -amount end from payments
        union all select case when payment_kind = 'voucher' then 'expenses:vouchers' else 'assets:bank' end, case when payment_kind = 'reversal' then -amount else amount end from payments)
      select account, cast(sum(amount) as decimal(38, 2)) || ' CNY' from postings
      group by account having sum(amount) <> 0 order by account`,
  );
  return Object.fromEntries(rows as [string, string][]);
}
