import { mkdir, writeFile } from 'node:fs/promises';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { Database } from '../duckdb/duckdb.ts';
import { learnZones } from '../duckdb/time-zones.ts';
import { tempFolder } from '../testing/temp-folder.ts';
import { csv } from '../testing/write-workspace.ts';
import { auditProblems, recordAudit } from '../warehouse/audit.ts';
import { createTables } from '../warehouse/schema.ts';
import { readPayments } from '../workspace/payments.ts';
import { type Workspace, workspaceAt } from '../workspace/workspace.ts';
import { type RecordedPayments, recordPayments } from './payments.ts';

const document = (customer_id: string, kind = 'invoice', currency = 'CNY') => ({
  customer_id,
  kind,
  currency,
});

const debtors = {
  currencies: new Map([
    ['acme', ['CNY']],
    ['beta', ['CNY', 'USD']],
  ]),
  documents: new Map([
    ['INV-2026-000001', document('acme')],
    ['INV-2026-000002', document('beta', 'invoice', 'USD')],
    ['CRN-2026-000001', document('acme', 'credit_note')],
  ]),
};

const header = 'payment_id,customer_id,received_at,amount,kind,currency,document_number,reverses';

let workspace: Workspace;
let database: Database;

beforeAll(async () => {
  await learnZones(['Asia/Shanghai']);
  workspace = workspaceAt(await tempFolder());
  await mkdir(workspace.accounts);
  database = await Database.open({ threads: 1 });
  await createTables(database);
});
beforeEach(() => database.run("delete from audit; delete from meta where key = 'audit_head'"));
afterAll(() => database.close());

/** Records the rows of a payments.csv, and returns the result or the problems. */
async function record(
  rows: readonly string[],
  head = header,
): Promise<RecordedPayments | { problems: string[] }> {
  await writeFile(`${workspace.accounts}/payments.csv`, csv(head, rows));
  const problems: string[] = [];
  const lines = await readPayments(workspace, 'Asia/Shanghai', problems);
  const recorded = await recordPayments(
    database,
    lines,
    { debtors, today: '2026-10-20' },
    problems,
  );
  return problems.length > 0 ? { problems } : recorded;
}

const recorded = async (columns: string) =>
  (await database.rows(`select ${columns} from payments order by entry`)).map((row) =>
    Object.values(row),
  );

const close = (subject: string, action: 'close' | 'reopen' = 'close') =>
  recordAudit(database, { action, subject, reason: '', detail: {} });

describe('recordPayments', () => {
  it('records each payment in full, by day and id, whatever the order of the rows', async () => {
    const rows = [
      'p4,acme,2026-10-09,,reversal,,,p1',
      'p3,beta,1791129600,7.5,voucher,USD,,',
      'p1,acme,2026-10-05T23:30:00Z,999,,,INV-2026-000001,',
      'p2,acme,2026-10-05,0.01,top_up,CNY,,',
      'p5,beta,2026-10-10,5,,,INV-2026-000002,',
    ];
    expect(await record(rows)).toEqual({ recorded: 5, known: 0, missing: [] });
    const columns =
      'payment_id, customer_id, received_on, received_at, amount, currency, payment_kind, document_number, reverses, booked_on';
    // 23:30 in UTC is the next day in Shanghai.
    expect(await recorded(columns)).toEqual([
      ...[
        ['p2', 'acme', '2026-10-05', '2026-10-05', '0.01', 'CNY', 'top_up', null, null],
        ['p3', 'beta', '2026-10-05', '2026-10-04T16:00:00Z', '7.50', 'USD', 'voucher', null, null],
        [
          ...['p1', 'acme', '2026-10-06', '2026-10-05T23:30:00Z', '999.00', 'CNY', 'payment'],
          ...['INV-2026-000001', null],
        ],
        ['p4', 'acme', '2026-10-09', '2026-10-09', '999.00', 'CNY', 'reversal', null, 'p1'],
        [
          ...['p5', 'beta', '2026-10-10', '2026-10-10', '5.00', 'USD', 'payment'],
          ...['INV-2026-000002', null],
        ],
      ].map((row) => [...row, row[2]]),
    ]);
    expect(await record(rows.toReversed())).toEqual({ recorded: 0, known: 5, missing: [] });
    expect(await recorded('payment_id')).toHaveLength(5);
    expect(await auditProblems(database)).toEqual([]);
  });

  it('books a payment of a closed month on the first day after the last closed month', async () => {
    await close('2026-08');
    await close('2026-09');
    await record(['p1,acme,2026-08-31,1,,,,', 'p2,acme,2026-10-01,1,,,,']);
    await close('2026-09', 'reopen');
    await record(['p3,acme,2026-09-30,1,,,,', 'p4,acme,2026-08-01,1,,,,']);
    expect(await recorded('payment_id, booked_on')).toEqual([
      ['p1', '2026-10-01'],
      ['p2', '2026-10-01'],
      ['p4', '2026-09-01'],
      ['p3', '2026-09-30'],
    ]);
  });

  it('keeps a payment whose row is gone, and takes the same row twice for one', async () => {
    await record(['p1,acme,2026-10-05,1,,,,', 'p2,acme,2026-10-05,1,,,,']);
    const row = 'p2,acme,2026-10-05,1.00,,,,';
    expect(await record([row, row])).toEqual({ recorded: 0, known: 1, missing: ['p1'] });
    expect(await recorded('payment_id')).toEqual([['p1'], ['p2']]);
  });

  it('refuses a row that changed, with nothing recorded', async () => {
    await record(['p1,acme,2026-10-05,1,,,,']);
    expect(await record(['p0,acme,2026-10-05,1,,,,', 'p1,acme,2026-10-05,2,,,,'])).toEqual({
      problems: [
        'accounts/payments.csv, line 3: payment_id is "p1", recorded on 2026-10-05 with amount 1.00.\nAccepted: the row as it was recorded; a row of kind reversal takes a payment out.',
      ],
    });
    expect(await recorded('payment_id')).toEqual([['p1']]);
  });

  const at = (column: string, rest: string) =>
    `accounts/payments.csv, line 2: ${column} is ${rest}`;
  const ofAcme =
    'an invoice or debit note of acme, or nothing; imbill invoice list shows all numbers';
  const money = 'an amount such as 500.00; a payment that came back is a row of kind reversal';
  const tooSmall = 'not an amount above zero with at most two decimals';

  it.each([
    [
      'p1,acme,2026-10-05,1,,USD,,',
      at('currency', '"USD", not a currency in which it is billed.\nAccepted: CNY.'),
    ],
    ['p1,beta,2026-10-05,1,,,,', at('currency', 'empty.\nAccepted: CNY or USD.')],
    [
      'p1,beta,2026-10-05,1,,CNY,INV-2026-000002,',
      at('currency', '"CNY", not a currency in which it is billed.\nAccepted: USD.'),
    ],
    [
      'p1,acmee,2026-10-05,1,,,,',
      at(
        'customer_id',
        '"acmee", an unknown customer (did you mean "acme"?).\nAccepted: a customer_id of accounts/customers.csv or of an issued document.',
      ),
    ],
    [
      'p1,acme,2026-10-05,1,,,INV-2026-00001,',
      at(
        'document_number',
        `"INV-2026-00001", not an issued document (did you mean "INV-2026-000001"?).\nAccepted: ${ofAcme}.`,
      ),
    ],
    [
      'p1,acme,2026-10-05,1,,USD,INV-2026-000002,',
      at('document_number', `"INV-2026-000002", a document of beta.\nAccepted: ${ofAcme}.`),
    ],
    [
      'p1,acme,2026-10-05,1,,,CRN-2026-000001,',
      at(
        'document_number',
        `"CRN-2026-000001", a credit note, which nobody pays.\nAccepted: ${ofAcme}.`,
      ),
    ],
    ['p1,acme,2026-10-05,0.00,,,,', at('amount', `"0.00", ${tooSmall}.\nAccepted: ${money}.`)],
    ['p1,acme,2026-10-05,-5,,,,', at('amount', `"-5", ${tooSmall}.\nAccepted: ${money}.`)],
    ['p1,acme,2026-10-05,1.005,,,,', at('amount', `"1.005", ${tooSmall}.\nAccepted: ${money}.`)],
    ['p1,acme,2026-10-05,,,,,', at('amount', `empty.\nAccepted: ${money}.`)],
    [
      'p1,acme,2026-10-22,1,,,,',
      at(
        'received_at',
        '"2026-10-22", after tomorrow.\nAccepted: a day that is not after tomorrow.',
      ),
    ],
    [
      'p1,acme,2026-09-31,1,,,,',
      at(
        'received_at',
        '"2026-09-31", not a real time.\nAccepted: RFC 3339 with an offset, YYYY-MM-DD, or seconds or milliseconds since the epoch.',
      ),
    ],
    [
      'p1,acme,2026-10-05,1,refund,,,',
      at('kind', '"refund", not a known kind.\nAccepted: payment, top_up, voucher, reversal.'),
    ],
    [
      'p1,acme,2026-10-05,1,reversal,,,',
      at('reverses', 'empty.\nAccepted: the payment_id of the payment that is taken out.'),
    ],
    [
      'p1,acme,2026-10-05,1,,,,p0',
      at(
        'reverses',
        '"p0", not allowed for the kind payment.\nAccepted: a payment_id with the kind reversal.',
      ),
    ],
    [
      'p1,acme,2026-10-05,1,reversal,,,p0',
      at(
        'reverses',
        '"p0", not a known payment.\nAccepted: the payment_id of a payment, top_up or voucher.',
      ),
    ],
    [',acme,2026-10-05,1,,,,', at('payment_id', 'empty.\nAccepted: an id (text).')],
  ])('refuses %s', async (row, problem) => {
    expect(await record([row])).toEqual({ problems: [problem] });
    expect(await recorded('payment_id')).toEqual([]);
  });

  it('refuses a reversal that does not fit its payment, or the second of one', async () => {
    await record([
      'p1,acme,2026-10-05,5,,,,',
      'p2,acme,2026-10-06,6,,,,',
      'r2,acme,2026-10-07,,reversal,,,p2',
    ]);
    const recordedRows = [
      'p1,acme,2026-10-05,5,,,,',
      'p2,acme,2026-10-06,6,,,,',
      'r2,acme,2026-10-07,,reversal,,,p2',
    ];
    expect(
      await record([
        ...recordedRows,
        'r1,beta,2026-10-04,4,reversal,USD,,p1',
        'r3,acme,2026-10-08,,reversal,,,p2',
        'r4,acme,2026-10-08,,reversal,,,r2',
      ]),
    ).toEqual({
      problems: [
        'accounts/payments.csv, line 5: customer_id is "beta", not that of p1.\nAccepted: acme.',
        'accounts/payments.csv, line 5: amount is "4", not that of p1.\nAccepted: 5.00, or nothing.',
        'accounts/payments.csv, line 5: currency is "USD", not that of p1.\nAccepted: CNY, or nothing.',
        'accounts/payments.csv, line 5: received_at is "2026-10-04", before p1 came.\nAccepted: 2026-10-05 or later.',
        'accounts/payments.csv, line 6: reverses is "p2", also reversed by r2.\nAccepted: each payment reversed once.',
        'accounts/payments.csv, line 7: reverses is "r2", itself a reversal.\nAccepted: the payment_id of a payment, top_up or voucher.',
      ],
    });
    expect(await recorded('payment_id')).toEqual([['p1'], ['p2'], ['r2']]);
  });

  it('refuses one id of two payments, and a column that would change an amount', async () => {
    expect(await record(['p1,acme,2026-10-05,1,,,,', 'p1,acme,2026-10-06,1,,,,'])).toEqual({
      problems: [
        'accounts/payments.csv, line 3: payment_id is "p1", already used in line 2 for another payment.\nAccepted: each payment once.',
      ],
    });
    await expect(
      record(['p1,acme,2026-10-05,1,2'], 'payment_id,customer_id,received_at,amount,fee'),
    ).rejects.toThrow(
      'accounts/payments.csv, line 1: the column "fee" is not read, and would change an amount.',
    );
  });
});
