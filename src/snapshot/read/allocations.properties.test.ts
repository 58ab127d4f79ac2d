import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Database } from '../../duckdb/duckdb.ts';
import { currentSql } from '../../duckdb/sql-files.ts';
import { setToday } from './due.ts';

interface Document {
  number: string;
  kind: 'invoice' | 'debit_note' | 'credit_note';
  invoice: string;
  customer: string;
  /** Cents; below zero for a credit note. */
  amount: number;
  issued: number;
  due: number;
}

interface Payment {
  id: string;
  customer: string;
  /** Cents; 0 for a reversal, whose amount decides nothing. */
  amount: number;
  received: number;
  document: string | null;
  reverses: string | null;
}

interface Ledger {
  /** In the order of their places. */
  documents: Document[];
  payments: Payment[];
}

const dayOf = (day: number) => `2026-10-${String(day).padStart(2, '0')}`;
const days = fc.integer({ min: 1, max: 28 });
const cents = fc.integer({ min: 1, max: 9 });

const ledgers: fc.Arbitrary<Ledger> = fc
  .record({
    documents: fc.array(
      fc.record({
        kind: fc.constantFrom('invoice', 'invoice', 'debit_note', 'credit_note'),
        of: fc.nat(),
        customer: fc.constantFrom('a', 'b'),
        amount: cents,
        issued: days,
        due: days,
      }),
      { maxLength: 9 },
    ),
    payments: fc.array(
      fc.record({
        customer: fc.constantFrom('a', 'b'),
        amount: cents,
        received: days,
        names: fc.option(fc.nat()),
        reverses: fc.option(fc.nat(), { freq: 4 }),
      }),
      { maxLength: 9 },
    ),
  })
  .map(({ documents: given, payments: paid }) => {
    const documents: Document[] = [];
    for (const [index, { kind, of, customer, amount, ...dates }] of given.entries()) {
      const number = `D${index}`;
      const invoices = documents.filter(
        (one) => one.kind === 'invoice' && one.customer === customer,
      );
      const invoice = kind === 'invoice' ? undefined : invoices[of % invoices.length];
      documents.push({
        ...dates,
        number,
        customer,
        kind: invoice === undefined ? 'invoice' : (kind as Document['kind']),
        invoice: invoice?.number ?? number,
        amount: invoice !== undefined && kind === 'credit_note' ? -amount : amount,
      });
    }
    const payments: Payment[] = [];
    for (const [index, { customer, amount, received, names, reverses }] of paid.entries()) {
      const own = payments.filter(
        ({ id, reverses: other, customer: owner }) =>
          owner === customer && other === null && !payments.some((one) => one.reverses === id),
      );
      const reversed = reverses === null ? undefined : own[reverses % own.length];
      const payable = documents.filter((one) => one.customer === customer && one.amount > 0);
      payments.push({
        id: `p${index}`,
        customer,
        amount: reversed === undefined ? amount : 0,
        received: reversed === undefined ? received : Math.max(received, reversed.received),
        document:
          reversed || names === null ? null : (payable[names % payable.length]?.number ?? null),
        reverses: reversed?.id ?? null,
      });
    }
    return { documents, payments };
  });

/** Pays cent by cent: what each source pays of each document; '' = the balance. */
function slowly({ documents, payments }: Ledger, today: number): Record<string, number> {
  const issued = documents.filter((one) => one.issued <= today);
  const open = new Map(issued.filter((one) => one.amount > 0).map((one) => [one, one.amount]));
  const paid: Record<string, number> = {};
  const free: { source: string; customer: string; key: string; cents: number }[] = [];
  const payFrom = (
    source: string,
    customer: string,
    key: string,
    amount: number,
    chosen: Document[],
  ) => {
    for (let cent = 0; cent < amount; cent++) {
      const debt = chosen.find((one) => open.get(one)! > 0);
      if (debt === undefined) free.push({ source, customer, key, cents: 1 });
      else pay(source, debt);
    }
  };
  const pay = (source: string, debt: Document) => {
    open.set(debt, open.get(debt)! - 1);
    paid[`${source} ${debt.number}`] = (paid[`${source} ${debt.number}`] ?? 0) + 1;
  };
  for (const credit of issued.filter((one) => one.amount < 0)) {
    const place = String(documents.indexOf(credit)).padStart(3, '0');
    const own = [...open.keys()].filter((one) => one.invoice === credit.invoice);
    payFrom(
      credit.number,
      credit.customer,
      `${dayOf(credit.issued)} 0 ${place}`,
      -credit.amount,
      own,
    );
  }
  const reversed = payments.filter((one) => one.reverses !== null && one.received <= today);
  const valid = payments
    .filter((one) => one.reverses === null && one.received <= today)
    .filter(({ id }) => !reversed.some((one) => one.reverses === id))
    .toSorted((a, b) => a.received - b.received || (a.id < b.id ? -1 : 1));
  for (const { id, customer, amount, received, document } of valid) {
    const own = [...open.keys()].filter((one) => one.number === document);
    payFrom(id, customer, `${dayOf(received)} 1 ${id}`, amount, own);
  }
  for (const { source, customer } of free.toSorted((a, b) =>
    a.key < b.key ? -1 : a.key > b.key ? 1 : 0,
  )) {
    const [debt] = [...open.keys()]
      .filter((one) => one.customer === customer && open.get(one)! > 0)
      .toSorted((a, b) => a.due - b.due || documents.indexOf(a) - documents.indexOf(b));
    if (debt === undefined) paid[`${source} `] = (paid[`${source} `] ?? 0) + 1;
    else pay(source, debt);
  }
  return paid;
}

const tables = `
create table invoices (number varchar, document_kind varchar, refers_to varchar, customer_id varchar,
  customer_name varchar, month varchar, currency varchar, position bigint, gross_total decimal(38, 2),
  issue_date date, due_date date);
create table payments (payment_id varchar, payment_kind varchar, customer_id varchar, currency varchar,
  amount decimal(38, 2), document_number varchar, reverses varchar, received_on date);`;

let database: Database;

beforeAll(async () => {
  database = await Database.open({ threads: 1 });
  await database.run(tables);
  for (const name of ['allocations', 'receivables', 'open_items', 'customer_balances'])
    await database.run(`create view ${name} as ${currentSql().text('published', name)}`);
});
afterAll(() => database.close());

/** Puts several ledgers into the tables, each with names of its own. */
async function fill(ledgers: readonly Ledger[], isReversed: boolean): Promise<void> {
  const text = (ledger: number, id: string | null) => (id === null ? 'null' : `'${ledger}-${id}'`);
  const ofDocuments = ledgers.flatMap(({ documents }, ledger) =>
    documents.map(
      ({ number, kind, invoice, customer, amount, issued, due }, index) =>
        `(${text(ledger, number)}, '${kind}', ${text(ledger, kind === 'invoice' ? null : invoice)},
          ${text(ledger, customer)}, '', '2026-09', 'CNY', ${100 * ledger + index},
          ${amount}::decimal(38, 2) / 100, date '${dayOf(issued)}', date '${dayOf(due)}')`,
    ),
  );
  const ofPayments = ledgers.flatMap(({ payments }, ledger) =>
    payments.map(
      ({ id, customer, amount, received, document, reverses }) =>
        `(${text(ledger, id)}, '${reverses ? 'reversal' : 'payment'}', ${text(ledger, customer)}, 'CNY',
          ${amount}::decimal(38, 2) / 100, ${text(ledger, document)}, ${text(ledger, reverses)},
          date '${dayOf(received)}')`,
    ),
  );
  await database.run('delete from invoices; delete from payments');
  const turned = (rows: string[]) => (isReversed ? rows.toReversed() : rows).join(', ');
  if (ofDocuments.length > 0)
    await database.run(`insert into invoices values ${turned(ofDocuments)}`);
  if (ofPayments.length > 0)
    await database.run(`insert into payments values ${turned(ofPayments)}`);
}

async function allocated(): Promise<Record<string, number>> {
  const rows = await database.rows<{ key: string; cents: bigint }>(
    "select source || ' ' || coalesce(document_number, '') as key, cast(amount * 100 as bigint) as cents from allocations",
  );
  expect(new Set(rows.map(({ key }) => key)).size).toBe(rows.length);
  return Object.fromEntries(rows.map(({ key, cents }) => [key, Number(cents)]));
}

describe('allocations', () => {
  it('pay as cent by cent, in whatever order the rows come, and add up with what is open', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(ledgers, { minLength: 1, maxLength: 40, size: 'max' }),
        fc.integer({ min: 1, max: 28 }),
        async (given, today) => {
          await setToday(database, dayOf(today));
          const expected = given.map((ledger, index) =>
            Object.entries(slowly(ledger, today)).map(([key, cents]) => [
              `${index}-${key.replace(' D', ` ${index}-D`)}`,
              cents,
            ]),
          );
          for (const isReversed of [false, true]) {
            await fill(given, isReversed);
            expect(await allocated()).toEqual(Object.fromEntries(expected.flat()));
          }
          const { wrong } = await database.one<{ wrong: bigint }>(
            `select (select count(*) from receivables where amount <> credited + paid + open or open < 0)
              + (select count(*) from customer_balances
                where (open > 0 and balance > 0) or open < due or due < overdue
                  or open <> not_overdue + days_1_to_7 + days_8_to_30 + days_31_to_90 + over_90_days) as wrong`,
          );
          expect(wrong).toBe(0n);
        },
      ),
      { numRuns: 8 },
    );
  });
});
