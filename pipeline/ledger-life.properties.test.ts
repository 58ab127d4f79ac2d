import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { UserError } from '../src/base/errors.ts';
import {
  correct,
  load,
  regenerate,
  run,
  verify,
  voidInvoice,
  warehouseRows,
  withdraw,
} from '../src/testing/jobs.ts';
import { csv, headers, writeFiles, writeWorkspace } from '../src/testing/write-workspace.ts';

const months = ['2026-09', '2026-10'] as const;
type BilledMonth = (typeof months)[number];
const apps = { a1: 'acme', b1: 'beta' } as const;
const customers = Object.values(apps);

const month = fc.constantFrom(...months);
const step = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.record({
      do: fc.constant('deliver' as const),
      month,
      app: fc.constantFrom('a1' as const, 'b1' as const),
      mbps: fc.integer({ min: 1, max: 50 }),
    }),
  },
  { weight: 3, arbitrary: fc.record({ do: fc.constant('run' as const), month }) },
  { weight: 3, arbitrary: fc.record({ do: fc.constant('correct' as const), month }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('withdraw' as const), which: fc.nat(9) }) },
  {
    weight: 2,
    arbitrary: fc.record({
      do: fc.constant('void' as const),
      which: fc.nat(9),
      isReplaced: fc.boolean(),
    }),
  },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('regenerate' as const) }) },
);
type Step = typeof step extends fc.Arbitrary<infer Value> ? Value : never;

/** A file that was delivered: `mbps` at noon of a day, so that all of a month's add up. */
interface Delivered {
  month: BilledMonth;
  app: keyof typeof apps;
  mbps: number;
  isWithdrawn: boolean;
}

/** What the ledger should hold, by the plain rules. */
class Model {
  readonly files: Delivered[] = [];
  /** Sum of all documents, in fen, of each customer that has one: `<month> <customer>`. */
  readonly net = new Map<string, number>();

  /** Three months of the plan in September; 2 a Mbps and day. */
  comesTo(of: BilledMonth, customer: string): number {
    const usage = this.files
      .filter((file) => file.month === of && apps[file.app] === customer && !file.isWithdrawn)
      .reduce((sum, { mbps }) => sum + mbps, 0);
    return 200 * usage + (of === '2026-09' ? 299_700 : 0);
  }

  isIssued(of: BilledMonth): boolean {
    return customers.some((customer) => this.net.has(`${of} ${customer}`));
  }

  hasData(of: BilledMonth): boolean {
    return (
      of === '2026-09' ||
      this.isIssued(of) ||
      this.comesTo(of, 'acme') + this.comesTo(of, 'beta') > 0
    );
  }

  bring(of: BilledMonth, customer: string): void {
    const key = `${of} ${customer}`;
    const now = this.comesTo(of, customer);
    if (this.net.has(key) || now > 0) this.net.set(key, now);
  }

  outdated(of: BilledMonth): string[] {
    return customers.filter((customer) => {
      const net = this.net.get(`${of} ${customer}`);
      return net !== undefined && net !== this.comesTo(of, customer);
    });
  }
}

describe('a ledger over its life', () => {
  it('keeps what was issued, and after each correction comes to what is known', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 5, maxLength: 12, size: 'max' }), follow),
      { numRuns: 3, endOnFailure: true },
    );
  }, 300_000);
});

async function follow(steps: readonly Step[]): Promise<void> {
  const folder = await writeWorkspace({
    customers: Object.entries(apps).map(([app, customer]) => `${customer},${customer},${app}`),
    purchases: Object.keys(apps).map((app) => `o-${app},${app},pro,2026-09-01,3`),
  });
  const model = new Model();
  let before: Record<string, string> = {};
  for (const one of steps) {
    await take(folder, model, one);
    const after = await documentsOf(folder);
    expect(after).toMatchObject(before);
    before = after;
    expect(await netsOf(folder)).toEqual(Object.fromEntries(model.net));
    expect((await verify(folder)).differences).toEqual([]);
  }
}

async function take(folder: string, model: Model, one: Step): Promise<void> {
  if (one.do === 'deliver') return deliver(folder, model, one);
  if (one.do === 'run') return runIn(folder, model, one.month);
  if (one.do === 'correct') return correctIn(folder, model, one.month);
  if (one.do === 'withdraw') return withdrawIn(folder, model, one.which);
  if (one.do === 'void') return voidIn(folder, model, one.which, one.isReplaced);
  for (const { differences } of Object.keys(await documentsOf(folder)).length > 0
    ? await regenerate(folder)
    : [])
    expect(differences).toEqual([]);
}

type DeliverStep = Extract<Step, { do: 'deliver' }>;

async function deliver(folder: string, model: Model, { month: of, app, mbps }: DeliverStep) {
  const index = model.files.push({ month: of, app, mbps, isWithdrawn: false });
  const day = String(index).padStart(2, '0');
  const name = `logs/bandwidth/${index}.csv`;
  const row = `${of}-${day}T12:00:00+08:00,${app},${mbps}`;
  await writeFiles(folder, { [name]: csv(headers.bandwidth, [row]) });
  const { late } = await load(folder);
  expect(late).toEqual(model.isIssued(of) ? [{ month: of, files: [name] }] : []);
}

async function runIn(folder: string, model: Model, of: BilledMonth): Promise<void> {
  if (!model.hasData(of)) {
    expect(await exitCodeOf(run(folder, of))).toBe(4);
    return;
  }
  const { outdated } = await run(folder, of);
  expect(outdated.map(({ customer_id }) => customer_id).sort()).toEqual(model.outdated(of));
  for (const customer of customers)
    if (!model.net.has(`${of} ${customer}`)) model.bring(of, customer);
}

async function correctIn(folder: string, model: Model, of: BilledMonth): Promise<void> {
  if (!model.isIssued(of)) {
    expect(await exitCodeOf(correct(folder, of))).toBe(4);
    return;
  }
  const dry = await correct(folder, of, { isDryRun: true });
  const { corrections } = await correct(folder, of);
  const amounts = (all: typeof corrections) =>
    all.map(({ customer_id, difference, lines }) => [customer_id, difference, lines]);
  expect(amounts(corrections)).toEqual(amounts(dry.corrections));
  for (const customer of customers) model.bring(of, customer);
  expect((await correct(folder, of)).documents).toEqual([]);
}

async function withdrawIn(folder: string, model: Model, which: number): Promise<void> {
  const index = which % Math.max(1, model.files.length);
  const file = model.files[index];
  if (file === undefined) return;
  file.isWithdrawn = !file.isWithdrawn;
  const action = file.isWithdrawn ? 'withdraw' : 'restore';
  await withdraw(folder, `logs/bandwidth/${index + 1}.csv`, action);
}

async function voidIn(
  folder: string,
  model: Model,
  which: number,
  isReplaced: boolean,
): Promise<void> {
  const live = await warehouseRows(
    folder,
    `select number, month, customer_id from invoices
     where kind = 'invoice' and number not in (select number from voids) order by position`,
  );
  const [number, of, customer] = (live[which % Math.max(1, live.length)] ?? []) as string[];
  if (number === undefined) return;
  const { replacement } = await voidInvoice(folder, number, { isReplaced });
  const now = isReplaced ? model.comesTo(of as BilledMonth, customer!) : 0;
  expect(replacement !== null).toBe(now > 0);
  model.net.set(`${of} ${customer}`, now);
  expect(await exitCodeOf(voidInvoice(folder, number))).toBe(4);
}

async function exitCodeOf(work: Promise<unknown>): Promise<number> {
  return work.then(
    () => 0,
    (error: UserError) => error.exitCode,
  );
}

/** Number → canonical JSON. */
async function documentsOf(folder: string): Promise<Record<string, string>> {
  const rows = await warehouseRows(folder, 'select number, document from invoices');
  return Object.fromEntries(rows) as Record<string, string>;
}

/** Fen by month and customer. */
async function netsOf(folder: string): Promise<Record<string, number>> {
  const rows = await warehouseRows(
    folder,
    "select month || ' ' || customer_id, cast(sum(total) * 100 as bigint) from invoices group by all",
  );
  return Object.fromEntries(rows.map(([key, fen]) => [key as string, Number(fen)]));
}
