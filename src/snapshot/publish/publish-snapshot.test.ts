import { existsSync, statSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { dirname } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { UserError } from '../../base/errors.ts';
import { Database } from '../../duckdb/duckdb.ts';
import { publishedRelations } from '../../duckdb/relation-entries.ts';
import { currentSql, SqlFiles } from '../../duckdb/sql-files.ts';
import { parseContractText } from '../../prices/contract-file.ts';
import { builtInPriceBooks, readPriceBooks } from '../../prices/read-price-books.ts';
import type { Purchase } from '../../rating/types.ts';
import { openSnapshot, snapshotRows } from '../../testing/snapshot-rows.ts';
import { tempFolder } from '../../testing/temp-folder.ts';
import { createTables } from '../../warehouse/schema.ts';
import { type KnownTerms, noTerms } from '../../workspace/known-terms.ts';
import { workspaceAt } from '../../workspace/workspace.ts';
import { publishSnapshot } from './publish-snapshot.ts';

const books = await readPriceBooks([builtInPriceBooks()]);

const contractOf = (head: string, price: string) =>
  parseContractText(
    `${head}\nfrom: 2026-03-01\nuntil: 2026-12-31\nsource: paper\nplans: [{ sku: pro, price: "${price}" }]\n`,
    'c.yaml',
  ).contract;

const bought = (orderId: string, appId: string, rest: Partial<Purchase> = {}): Purchase => ({
  orderId,
  appId,
  sku: 'pro',
  boughtOn: '2026-08-10',
  months: 1,
  kind: 'purchase' as const,
  ...rest,
});

const terms: KnownTerms = {
  customers: [
    {
      customerId: 'acme',
      name: '云端',
      priceList: 'tencent-im',
      apps: [
        { appId: '007', appName: 'Chat' },
        { appId: 'b', appName: '' },
      ],
    },
  ],
  purchases: [
    bought('o1', '007'),
    bought('o2', '007', { sku: 'group-members-2000', boughtOn: '2026-08-20' }),
    bought('r1', '007', { kind: 'refund', boughtOn: '2026-08-25', refundAmount: '99.5' }),
    bought('o3', 'b', { sku: 'no-such-sku' }),
  ],
  books,
  contracts: [
    contractOf('contract: whole\ncustomer: acme', '899'),
    contractOf('contract: app\napp: b', '799'),
  ],
};

let folder: string;
let warehouse: Database;

beforeAll(async () => {
  folder = await tempFolder();
  await mkdir(dirname(workspaceAt(folder).analytics), { recursive: true });
  warehouse = await Database.open({ threads: 1 });
  await createTables(warehouse);
});
afterAll(() => warehouse.close());

const publish = (known: KnownTerms, sql = currentSql()) =>
  publishSnapshot(warehouse, workspaceAt(folder), known, undefined, sql);
const rows = (sql: string) => snapshotRows(folder, sql);

describe('publishSnapshot', () => {
  it('gives every relation of an empty workspace, without a row but for the metrics', async () => {
    await publish(noTerms);
    const snapshot = await openSnapshot(folder);
    const filled = [];
    for (const name of publishedRelations().keys())
      if ((await snapshot.rows(`from ${name}`)).length > 0) filled.push(name);
    expect(filled).toEqual(['metrics']);
    snapshot.close();
  });

  it('has customers, apps and what was bought, priced by contract', async () => {
    await publish(terms);
    expect(
      await rows('select customer_id, customer_name, price_list, apps, valid_from from customers'),
    ).toEqual([['acme', '云端', 'tencent-im', 2n, null]]);
    expect(await rows('select * exclude (valid_from, valid_until) from apps')).toEqual([
      ['007', 'Chat', 'acme', '云端', 'tencent-im'],
      ['b', '', 'acme', '云端', 'tencent-im'],
    ]);
    expect(
      await rows(
        'select order_id, order_kind, months, amount, purchased_on, valid_from, valid_until from purchases order by order_id',
      ),
    ).toEqual([
      ['o1', 'purchase', 1n, '899.00', '2026-08-10', '2026-08-10', '2026-09-09'],
      ['o2', 'purchase', 1n, '500.00', '2026-08-20', '2026-08-20', '2026-09-19'],
      ['o3', 'purchase', 1n, null, '2026-08-10', null, null],
      ['r1', 'refund', null, '-99.50', '2026-08-25', null, null],
    ]);
  });

  it('has the services of an app whose orders have prices, in runs and by day', async () => {
    expect(
      await rows('select sku, state, first_date, last_date from service_periods order by all'),
    ).toEqual(
      [
        ['group-members-2000', 'active', '2026-08-20', '2026-08-25'],
        // pro is paid back on 08-25
        ['group-members-2000', 'idle', '2026-08-26', '2026-09-19'],
        ['group-members-2000', 'grace', '2026-09-20', '2026-09-26'],
        ['group-members-2000', 'suspended', '2026-09-27', null],
        ['pro', 'active', '2026-08-10', '2026-08-25'],
        ['pro', 'suspended', '2026-08-26', '2026-11-23'],
        ['pro', 'released', '2026-11-24', null],
      ].toSorted(),
    );
    expect(
      await rows(
        `select sku, state, count(*), min(usage_date), max(usage_date) from service_days
         where sku = 'pro' group by all order by 4`,
      ),
    ).toEqual([
      ['pro', 'active', 16n, '2026-08-10', '2026-08-25'],
      ['pro', 'suspended', 90n, '2026-08-26', '2026-11-23'],
    ]);
  });

  it('has the prices of a customer’s contract, and those of an app’s', async () => {
    expect(
      await rows(
        `select customer_id, app_id, contract, price, valid_from, valid_until from prices
         where contract is not null order by all`,
      ),
    ).toEqual([
      ['acme', 'b', 'app', '799.000000000', '2026-03-01', '2026-12-31'],
      ['acme', null, 'whole', '899.000000000', '2026-03-01', '2026-12-31'],
    ]);
  });

  it.each(['9'.repeat(30), '0.0000000001'])(
    'refuses the price %s, which it cannot hold',
    async (price) => {
      const [book] = books;
      const items = [{ ...book!.items[0]!, price }];
      await expect(
        publish({ ...terms, books: [{ ...book!, items, charges: [] }] }),
      ).rejects.toThrow(
        new UserError(
          `The snapshot is not published: price of prices is "${price}" (price_list ${book!.list}, sku ${items[0]!.sku}), which decimal(38, 9) cannot hold exactly.
Accepted: at most 29 digits before the point and 9 after it.
Correct the price book or contract, then publish with: imbill load`,
        ),
      );
    },
  );

  it('holds a price of 29 digits and 9 decimals to the last of them', async () => {
    const [book] = books;
    const price = `${'9'.repeat(29)}.${'9'.repeat(9)}`;
    const items = [{ ...book!.items[0]!, price }];
    await publish({ ...terms, books: [{ ...book!, items, charges: [] }] });
    expect(await rows('select price from prices')).toEqual([[price]]);
  });

  it('keeps the old one where it fails, and leaves nothing beside it', async () => {
    await publish(terms);
    await warehouse.run('alter table rejects rename to hidden');
    await expect(publish(noTerms)).rejects.toThrow('rejects');
    await warehouse.run('alter table hidden rename to rejects');
    expect(await rows('select count(*) from customers')).toEqual([[1n]]);
    expect(existsSync(`${workspaceAt(folder).analytics}.new`)).toBe(false);
    await publish(noTerms);
    expect(await rows('select count(*) from customers')).toEqual([[0n]]);
  });
});

interface Line {
  sku: string;
  usage?: string;
  quantity: string;
  unitPrice: string;
  amount: string;
  /** Of a correction: what the charge comes to now, and its usage. */
  now?: { amount: string; usage: string };
}

/** A document of acme for 2026-09, all lines of one app. */
async function issue(kind: string, refersTo: string | null, lines: readonly Line[]) {
  const { position } = await warehouse.one<{ position: bigint }>(
    'select count(*) + 1 as position from invoices',
  );
  const number = `${kind}-${position}`;
  const document = JSON.stringify({
    apps: [{ app_id: 'a', app_name: `Name ${position}` }],
    lines: lines.map(({ sku, now }) => ({
      title: { en: sku.toUpperCase(), zh: sku },
      unit: 'Mbps',
      ...(now && { corrects: { issued: '0.00', now: now.amount, usage_now: now.usage } }),
    })),
  });
  await warehouse.run(
    `insert into invoices values ('${number}', '${kind}', $refersTo, 2026, ${position}, ${position}, 'acme', 'Acme',
       '2026-09', 'CNY', 0, 0, 0, '2026-10-01', '2026-10-07', '', '', '', '', $document)`,
    { refersTo, document },
  );
  for (const [index, { sku, usage, quantity, unitPrice, amount }] of lines.entries())
    await warehouse.run(
      `insert into invoice_lines values ('${number}', ${index + 1}, 'a', '${sku}', 'postpaid', ${usage ?? null}, null,
         ${quantity}, ${unitPrice}, ${amount}, null, null)`,
    );
  return number;
}

describe('invoice_lines_now', () => {
  const dau = { sku: 'dau', usage: '150000', quantity: '1', unitPrice: '10000', amount: '10000' };
  const bandwidth = [
    { sku: 'bandwidth', usage: '3', quantity: '3', unitPrice: '50', amount: '150' },
    { sku: 'bandwidth', usage: '4.5', quantity: '4.5', unitPrice: '2', amount: '9' },
  ];

  // The voided invoice and its note come to nothing. Of the replacement, bandwidth has two prices:
  // 3 + 4.5 Mbps, 150 + 9. Two notes bring roaming, which it had not: 500, then 500 more.
  it('is of the invoice that replaces a voided one, with the last that its notes say', async () => {
    const voided = await issue('invoice', null, [dau]);
    const credit = await issue('credit_note', voided, [
      { ...dau, quantity: '-1', amount: '-10000' },
    ]);
    const replacement = await issue('invoice', voided, [dau, ...bandwidth]);
    await warehouse.run(
      `insert into voids values ('${voided}', 'wrong', '${credit}', '${replacement}')`,
    );
    const roaming = { sku: 'roaming', quantity: '1', unitPrice: '500', amount: '500' };
    await issue('debit_note', replacement, [
      { ...roaming, now: { amount: '500.00', usage: '90000' } },
    ]);
    await issue('debit_note', replacement, [
      { ...roaming, now: { amount: '1000.00', usage: '110000' } },
    ]);
    await publish(noTerms);
    expect(
      await rows(
        `select number, app_name, sku, service_name, line_number, usage, quantity, unit_price, amount, is_corrected
         from invoice_lines_now order by sku`,
      ),
    ).toEqual([
      [
        replacement,
        'Name 3',
        'bandwidth',
        'BANDWIDTH',
        2n,
        '7.500000000',
        '7.500000000',
        null,
        '159.00',
        false,
      ],
      [
        replacement,
        'Name 3',
        'dau',
        'DAU',
        1n,
        '150000.000000000',
        '1.000000000',
        '10000.000000000',
        '10000.00',
        false,
      ],
      [
        replacement,
        'Name 5',
        'roaming',
        'ROAMING',
        1n,
        '110000.000000000',
        null,
        null,
        '1000.00',
        true,
      ],
    ]);
    expect(
      await rows('select number, is_voided, sum(amount) from charges group by all order by number'),
    ).toEqual([
      [credit, true, '-10000.00'],
      ['debit_note-4', false, '500.00'],
      ['debit_note-5', false, '500.00'],
      [voided, true, '10000.00'],
      [replacement, false, '10159.00'],
    ]);
  });
});

describe('a snapshot that is published again', () => {
  let writtenAt: () => bigint;
  beforeAll(() => {
    const { analytics } = workspaceAt(folder);
    writtenAt = () => statSync(analytics, { bigint: true }).mtimeNs;
  });

  /** Whether publishing writes a file. */
  async function isWritten(publishing: () => Promise<unknown>): Promise<boolean> {
    const before = writtenAt();
    await publishing();
    return writtenAt() !== before;
  }

  it('stays where it is made from the same', async () => {
    await publish(terms);
    expect(await isWritten(() => publish(structuredClone(terms)))).toBe(false);
    expect(await isWritten(() => publish(noTerms))).toBe(true);
    expect(await isWritten(() => publish(terms))).toBe(true);
  });

  it('is made anew after a row more, a row less and an equal row in any of its tables', async () => {
    const values: Record<string, string> = {
      VARCHAR: `'"x"'`,
      BIGINT: '77',
      INTEGER: '77',
      BOOLEAN: 'true',
      DATE: "'2026-01-01'",
      TIMESTAMP: "'2026-01-01'",
      'DECIMAL(38,9)': '77',
      'DECIMAL(38,2)': '77',
    };
    const tables = await warehouse.rows<{ name: string; types: string; keyed: boolean }>(
      `select table_name as name, string_agg(data_type, '|' order by column_index) as types,
         exists (from duckdb_constraints() as c where c.table_name = columns.table_name
           and c.constraint_type in ('PRIMARY KEY', 'UNIQUE')) as keyed
       from duckdb_columns() as columns
       where table_name in (select table_name from duckdb_tables() where not temporary)
       group by table_name order by table_name`,
    );
    const unseen = [
      'active_days',
      'activity',
      'anomaly_inputs',
      'counted_by',
      'delivered_hashes',
      'erased_rejects',
      'erased_segments',
      'erased_tokens',
      'facts',
      'load_workers',
      'log_checkpoints',
      'log_entries',
      'measured_days',
      'meta',
      'reports',
      'told_anomalies',
      'segment_hours',
      'user_id_keys',
    ];
    const written: Record<string, boolean[]> = {};
    await publish(noTerms);
    for (const { name, types, keyed } of tables.filter((table) => !unseen.includes(table.name))) {
      const row = types.split('|').map((type) => values[type]);
      const insert = `insert into ${name} values (${row.join(', ')})`;
      written[name] = [];
      await warehouse.run(`create or replace temp table saved as from ${name}`);
      for (const step of keyed ? [insert] : [insert, insert, insert]) {
        await warehouse.run(step);
        written[name].push(await isWritten(() => publish(noTerms)));
      }
      await warehouse.run(`delete from ${name}`);
      await warehouse.run(`insert into ${name} from saved`);
      written[name].push(await isWritten(() => publish(noTerms)));
    }
    expect(Object.entries(written).filter(([, all]) => all.includes(false))).toEqual([]);
    expect(Object.keys(written).length).toBeGreaterThanOrEqual(16);
  });

  it('is made anew where the SQL that makes it changed', async () => {
    const texts = (changed = '') => {
      const names = (['marts', 'published'] as const).flatMap((layer) =>
        currentSql()
          .names(layer)
          .map((name) => [`${layer}/${name}`, currentSql().text(layer, name)] as const),
      );
      const charges = `${currentSql().text('published', 'charges')}${changed}`;
      return new SqlFiles({ ...Object.fromEntries(names), 'published/charges': charges });
    };
    await publish(terms);
    expect(await isWritten(() => publish(terms, texts()))).toBe(false);
    expect(await isWritten(() => publish(terms, texts('\n-- changed')))).toBe(true);
  });

  it('is made anew where the own views are made from something else, or one was left out', async () => {
    const publishedWith = (madeFrom: unknown, problems: string[] = []) =>
      isWritten(() =>
        publishSnapshot(warehouse, workspaceAt(folder), terms, {
          madeFrom,
          add: async () => problems,
        }),
      );
    expect(await publishedWith({ imbill: '1' })).toBe(true);
    expect(await publishedWith({ imbill: '1' })).toBe(false);
    expect(await publishedWith({ imbill: '2' }, ['left out'])).toBe(true);
    expect(await publishedWith({ imbill: '2' })).toBe(true);
    expect(await publishedWith(undefined)).toBe(true);
    expect(await publishedWith(undefined)).toBe(true);
  });
});
