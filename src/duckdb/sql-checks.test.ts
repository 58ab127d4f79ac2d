import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { runChecks } from '../warehouse/checks.ts';
import { createTables } from '../warehouse/schema.ts';
import { Database } from './duckdb.ts';
import { currentSql } from './sql-files.ts';

let database: Database;

beforeEach(async () => {
  database = await Database.open();
  await createTables(database);
});
afterEach(() => database.close());

const insert = (table: string, ...rows: string[]) =>
  database.run(`insert into ${table} values ${rows.map((row) => `(${row})`).join(', ')}`);

async function rowsOf(relation: string) {
  for (const statement of currentSql().viewStatements([relation])) await database.run(statement);
  const rows = await database.rows(`select * from ${relation} order by all`);
  return rows.map((row) => Object.values(row));
}

const usage = (day: string, quantity: string, more: { app?: string; metric?: string } = {}) =>
  `'${more.app ?? 'a'}', '${more.metric ?? 'dau'}', '${day}', ${quantity}, ${quantity}, 1, false, null`;

describe('monthly_usage', () => {
  it('gives highest, last and sum of a month, and the earliest of its highest days', async () => {
    await insert(
      'daily_usage',
      usage('2024-02-01', '3'),
      usage('2024-02-28', '7.5'),
      usage('2024-02-29', '7.5'),
      usage('2024-03-01', '9'),
      usage('2024-02-10', '1', { metric: 'groups' }),
      usage('2024-02-10', '0', { app: 'b' }),
    );
    expect(await rowsOf('monthly_usage')).toEqual([
      // 3 + 7.5 + 7.5 = 18
      ['a', 'dau', '2024-02-01', '7.500000000', '7.500000000', '18.000000000', 3n, '2024-02-28'],
      ['a', 'dau', '2024-03-01', '9.000000000', '9.000000000', '9.000000000', 1n, '2024-03-01'],
      ['a', 'groups', '2024-02-01', '1.000000000', '1.000000000', '1.000000000', 1n, '2024-02-10'],
      ['b', 'dau', '2024-02-01', '0.000000000', '0.000000000', '0.000000000', 1n, '2024-02-10'],
    ]);
  });
});

const batch = (id: number, lines: string) =>
  `${id}, 1, 'logins', 'logs/${id}.csv', 'hash${id}', 'entry', 1, 10, ${lines}, ${id}, null`;
const invoice = (
  sequence: number,
  total: string,
  more: { customer?: string; month?: string } = {},
) =>
  `'INV-${sequence}', 'invoice', null, 2026, ${sequence}, ${sequence}, '${more.customer ?? sequence}', 'C', '${more.month ?? '2026-09'}', 'CNY', 10, 5, ${total}, '2026-10-01', '2026-10-07', 'c', 'e', 'h', 'n', '{}'`;
const line = (
  number: number,
  at: number,
  kind: string,
  amount: string,
  order: string | null = null,
) =>
  `'INV-${number}', ${at}, 'a', 'pro', '${kind}', null, null, 1, 1, ${amount}, null, ${order === null ? 'null' : `'${order}'`}`;

/** A warehouse in order: every check finds nothing in it. */
async function insertInOrder() {
  // 5 = 1 + 3 + 1, of the 3 accepted 1 is ignored and 2 lie in segments
  await insert('batches', batch(1, '5, 1, 3, 1, 1'));
  await insert(
    'segments',
    "1, 'logins', '2026-09-01', 'p1', 'h', 1, 1",
    "1, 'logins', '2026-09-02', 'p2', 'h', 1, 4",
  );
  await insert('rejects', "1, 'logins', 'logs/1.csv', 5, 'time', 'x', 'is not a real time'");
  await insert('rejects', "null, 'logins', 'logs/2.csv', 5, 'time', 'x', 'is not a real time'");
  await insert('daily_usage', usage('2026-09-01', '3'), usage('2026-09-02', '0'));
  await insert('invoices', invoice(1, '15'), invoice(2, '15'));
  await insert(
    'invoice_lines',
    line(1, 1, 'prepaid', '12', 'o1'),
    line(1, 2, 'prepaid', '-2', 'o1'),
    line(1, 3, 'postpaid', '5'),
    line(2, 1, 'prepaid', '15', 'o2'),
  );
}

describe('checks', () => {
  it('find nothing in a new warehouse, and nothing in one in order', async () => {
    await runChecks(database);
    await insertInOrder();
    await runChecks(database);
    for (const check of currentSql().names('checks')) expect(await rowsOf(check)).toEqual([]);
  });

  it.each([
    [
      'batch_lines_add_up',
      'a line is lost',
      'update batches set lines = 6',
      [[1n, 'logs/1.csv', 6n, 1n, 3n, 1n, 1n, 2n]],
    ],
    [
      'batch_lines_add_up',
      'an accepted line is in no segment',
      "delete from segments where path = 'p2'",
      [[1n, 'logs/1.csv', 5n, 1n, 3n, 1n, 1n, 1n]],
    ],
    [
      'batch_lines_add_up',
      'there is no segment at all',
      'delete from segments',
      [[1n, 'logs/1.csv', 5n, 1n, 3n, 1n, 1n, 0n]],
    ],
    ['rejects_are_kept', 'a reject is lost', 'delete from rejects', [[1n, 'logs/1.csv', 1n, 0n]]],
    [
      'daily_usage_grain_is_unique',
      'a day stands twice',
      'insert into daily_usage from daily_usage where quantity = 3',
      [['a', 'dau', '2026-09-01', 2n]],
    ],
    [
      'daily_usage_is_not_negative',
      'a value is below zero',
      'update daily_usage set numerator = -1 where quantity = 0',
      [['a', 'dau', '2026-09-02', '0.000000000', '-1.000000000', 1n, false, null]],
    ],
    [
      'daily_usage_is_not_negative',
      'a value cannot be divided',
      'update daily_usage set denominator = 0 where quantity = 0',
      [['a', 'dau', '2026-09-02', '0.000000000', '0.000000000', 0n, false, null]],
    ],
    [
      'invoice_numbers_have_no_gap',
      'a number is missing',
      'delete from invoices where sequence = 1',
      [['invoice', 2026n, 1n, 2n]],
    ],
    [
      'invoice_totals_are_sums',
      'a line is missing',
      "delete from invoice_lines where kind = 'postpaid'",
      [['INV-1', '15.00', '10.00']],
    ],
    [
      'invoice_totals_are_sums',
      'an invoice has no line',
      "delete from invoice_lines where number = 'INV-2'",
      [['INV-2', '15.00', '0.00']],
    ],
    [
      'invoice_totals_are_sums',
      'prepaid and postpaid do not make the total',
      "update invoices set postpaid = 6 where number = 'INV-2'",
      [['INV-2', '15.00', '15.00']],
    ],
    [
      'charges_are_billed_once',
      'an order is on two invoices',
      "update invoice_lines set order_id = 'o1' where order_id = 'o2'",
      [['a', 'pro', 'o1', 2n]],
    ],
    [
      'charges_are_billed_once',
      'usage of a month is on two invoices',
      "update invoice_lines set kind = 'postpaid', order_id = null where order_id = 'o2'",
      [['a', 'pro', '2026-09', 2n]],
    ],
  ])('%s finds the row where %s', async (check, _, damage, expected) => {
    await insertInOrder();
    await database.run(damage);
    expect(await rowsOf(check)).toEqual(expected);
    await expect(runChecks(database)).rejects.toThrow(
      `The check ${check} found rows that must not exist:\n  ${expected[0]?.join(' | ')}`,
    );
  });

  it('monthly_peak_is_a_day finds a month whose peak is no day’s value', async () => {
    await insert('daily_usage', usage('2026-09-01', '3'));
    const [check] = currentSql().viewStatements(['monthly_peak_is_a_day'], ['monthly_usage']);
    await database.run(
      `create temp view monthly_usage as select 'a' as app_id, 'dau' as metric, date '2026-09-01' as usage_month,
        4 as highest_quantity, date '2026-09-01' as peak_date`,
    );
    await database.run(String(check));
    expect(
      (await database.rows('from monthly_peak_is_a_day')).map((row) => Object.values(row)),
    ).toEqual([['a', 'dau', '2026-09-01', 4n, '2026-09-01']]);
  });

  it('charges_are_billed_once lets usage of two months, and what was bought and paid back, be', async () => {
    await insert('invoices', invoice(1, '15'), invoice(2, '15', { month: '2026-10' }));
    await insert(
      'invoice_lines',
      line(1, 1, 'postpaid', '5'),
      line(1, 2, 'prepaid', '10', 'o1'),
      line(2, 1, 'postpaid', '5'),
      line(2, 2, 'prepaid', '-5', 'o1'),
      line(2, 3, 'prepaid', '-5', 'o1'),
    );
    expect(await rowsOf('charges_are_billed_once')).toEqual([]);
  });
});
