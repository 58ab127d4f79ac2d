import { describe, expect, it } from 'vitest';
import { imbill } from '../../src/testing/command-line.ts';
import { issuedWorkspace } from '../../src/testing/issued-workspace.ts';
import { correct, load, run, voidInvoice, warehouseRows } from '../../src/testing/jobs.ts';
import { csv, headers, writeFiles } from '../../src/testing/write-workspace.ts';

const row = (day: string, mbps: string) =>
  csv(headers.bandwidth, [`2026-09-${day}T12:00:00+08:00,a1,${mbps}`]);

/** Issued: 999 + 100 × 2 = 1199.00. */
function issuedSeptember(): Promise<string> {
  return issuedWorkspace({
    purchases: ['o1,a1,pro,2026-09-01,1'],
    files: { 'logs/bandwidth/a.csv': row('10', '100') },
  });
}

function documents(folder: string) {
  return warehouseRows(
    folder,
    'select number, refers_to, total, issue_date from invoices order by position',
  );
}

describe('voidInvoice', () => {
  it('credits the whole invoice and issues another in its place', async () => {
    const folder = await issuedSeptember();
    const customers = 'customer_id,name,app_id\nacme,Acme Ltd.,a1\n';
    await writeFiles(folder, { 'accounts/customers.csv': customers });
    const result = await voidInvoice(folder, 'INV-2026-000001', { reason: 'wrong name' });
    expect(await documents(folder)).toEqual([
      ['INV-2026-000001', null, '1199.00', '2026-10-01'],
      ['CRN-2026-000001', 'INV-2026-000001', '-1199.00', '2026-11-01'],
      ['INV-2026-000002', 'INV-2026-000001', '1199.00', '2026-11-01'],
    ]);
    expect(result.credit_note).toMatchObject({
      customer_name: 'Acme',
      reason: 'wrong name',
      causes: [],
      corrects: { number: 'INV-2026-000001', issued: '1199.00', now: '0.00' },
    });
    expect(result.credit_note.lines.map(({ sku, amount }) => [sku, amount])).toEqual([
      ['pro', '-999.00'],
      ['bandwidth-domestic', '-200.00'],
    ]);
    expect(result.credit_note.lines[1]?.explanation).toEqual({
      en: 'Issued 200.00, taken back with INV-2026-000001: −200.00',
      zh: '已开 200.00，随 INV-2026-000001 作废退回：−200.00',
    });
    expect(result.replacement?.customer_name).toBe('Acme Ltd.');
    expect(await warehouseRows(folder, 'from voids')).toEqual([
      ['INV-2026-000001', 'wrong name', 'CRN-2026-000001', 'INV-2026-000002'],
    ]);
    expect((await run(folder, '2026-09')).outdated).toEqual([]);
    const regenerated = await imbill(['invoice', 'regenerate', '--workspace', folder, '--json']);
    expect(regenerated.exitCode).toBe(0);
  });

  it('credits the corrections so far with it', async () => {
    const folder = await issuedSeptember();
    await writeFiles(folder, { 'logs/bandwidth/late.csv': row('11', '1') });
    await load(folder);
    await correct(folder, '2026-09');
    const { credit_note, replacement } = await voidInvoice(folder, 'INV-2026-000001');
    expect([credit_note.total, replacement?.total]).toEqual(['-1201.00', '1201.00']);
    expect((await correct(folder, '2026-09')).documents).toEqual([]);
  });

  it('without a replacement leaves it to correct, and run only says so', async () => {
    const folder = await issuedSeptember();
    const { replacement } = await voidInvoice(folder, 'INV-2026-000001', { isReplaced: false });
    expect(replacement).toBe(null);
    const again = await run(folder, '2026-09');
    expect([again.newNumbers, again.outdated]).toEqual([
      [],
      [
        {
          number: 'INV-2026-000001',
          customer_id: 'acme',
          issued_total: '0.00',
          current_total: '1199.00',
        },
      ],
    ]);
    const { corrections } = await correct(folder, '2026-09');
    expect(corrections).toMatchObject([
      { number: 'INV-2026-000002', refers_to: 'INV-2026-000001' },
    ]);
    expect(await warehouseRows(folder, 'select replaced_by from voids')).toEqual([
      ['INV-2026-000002'],
    ]);
    await voidInvoice(folder, 'INV-2026-000002');
    expect((await documents(folder)).map(([number]) => number).slice(-2)).toEqual([
      'CRN-2026-000002',
      'INV-2026-000003',
    ]);
  });

  it('issues no replacement where nothing is left to invoice', async () => {
    const folder = await issuedSeptember();
    await writeFiles(folder, {
      'accounts/customers.csv': 'customer_id,name,app_id\n',
      'accounts/purchases.csv': 'order_id,app_id,sku,purchased_at\n',
    });
    const { replacement } = await voidInvoice(folder, 'INV-2026-000001');
    expect(replacement).toBe(null);
    expect((await correct(folder, '2026-09')).documents).toEqual([]);
    expect((await run(folder, '2026-09')).outdated).toEqual([]);
  });

  it('lets an order of a voided invoice be billed again, to another customer', async () => {
    const folder = await issuedSeptember();
    await voidInvoice(folder, 'INV-2026-000001', { isReplaced: false });
    const customers = 'customer_id,name,app_id\nother,Other,a1\n';
    await writeFiles(folder, { 'accounts/customers.csv': customers });
    const { invoices, newNumbers } = await run(folder, '2026-09');
    expect(newNumbers).toEqual(['INV-2026-000002']);
    expect(invoices.at(-1)).toMatchObject({ customer_id: 'other', total: '1199.00' });
  });
});

describe('imbill invoice void', () => {
  it('says what it did', async () => {
    const folder = await issuedSeptember();
    const args = ['invoice', 'void', 'INV-2026-000001', '--reason', 'wrong company'];
    const { exitCode, stdout, stderr } = await imbill(args, { cwd: folder });
    expect([exitCode, stderr, stdout]).toEqual([
      0,
      '',
      `Voided INV-2026-000001: wrong company
Credit note CRN-2026-000001 over -1,199.00 CNY
Replaced by INV-2026-000002 over 1,199.00 CNY
Dated as the documents of 2026-10.
Reports: out/2026-09/summary.html
`,
    ]);
    const shown = await imbill(['invoice', 'show', 'INV-2026-000001'], { cwd: folder });
    expect(shown.stdout).toContain(
      'Corrected by CRN-2026-000001: -1,199.00 CNY\nVoided: wrong company. Replaced by INV-2026-000002\n',
    );
    const audit = await warehouseRows(
      folder,
      "select subject, reason, detail from audit where action = 'void'",
    );
    expect(audit).toEqual([
      [
        'INV-2026-000001',
        'wrong company',
        '{"dated_in":"2026-10","numbers":["CRN-2026-000001","INV-2026-000002"]}',
      ],
    ]);
    expect(await imbill(args, { cwd: folder })).toEqual({
      exitCode: 4,
      stdout: '',
      stderr:
        'INV-2026-000001 is already voided, with CRN-2026-000001: wrong company\nNothing was changed.\n',
    });
    const correction = ['invoice', 'void', 'CRN-2026-000001', '--reason', 'x'];
    expect(await imbill(correction, { cwd: folder })).toEqual({
      exitCode: 2,
      stdout: '',
      stderr:
        'CRN-2026-000001 is a credit note of INV-2026-000001; corrections are not voided.\nVoid INV-2026-000001, or correct the data and run imbill correct --month 2026-09.\n',
    });
  });

  it.each([
    [
      ['INV-2026-000009', '--reason', 'x'],
      'There is no invoice "INV-2026-000009"; did you mean INV-2026-000001?\nimbill invoice list shows all numbers.\n',
    ],
    [
      ['INV-2026-000001', '--reason', ' '],
      'invoice void needs a reason. It is stored in the audit.\nAccepted: --reason TEXT, such as --reason "counted twice by the collector".\n',
    ],
    [
      ['INV-2026-000001'],
      "error: required option '--reason <text>' not specified\n(imbill invoice void --help explains it, with examples)\n",
    ],
  ])('of %j is wrong usage', async (args, stderr) => {
    const folder = await issuedSeptember();
    const result = await imbill(['invoice', 'void', ...args], { cwd: folder });
    expect(result).toEqual({ exitCode: 2, stdout: '', stderr });
    expect(await documents(folder)).toHaveLength(1);
  });
});
