import { readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeEach, describe, expect, it } from 'vitest';
import { Database } from '../../src/duckdb/duckdb.ts';
import { imbill, imbillProcess } from '../../src/testing/command-line.ts';
import { issuedWorkspace } from '../../src/testing/issued-workspace.ts';
import { run, warehouseRows } from '../../src/testing/jobs.ts';
import { mixedAccounts, splitFiles } from '../../src/testing/mixed-month.ts';
import { differencesIn, tamper, verifyWorkspace } from '../../src/testing/verified.ts';
import { writeFiles } from '../../src/testing/write-workspace.ts';

let folder: string;

beforeEach(async () => {
  folder = await issuedWorkspace({ ...mixedAccounts, files: splitFiles() });
});

/** Beside the seal and out/, which differ of most that is altered; hashes are those of a test run. */
async function found(): Promise<string[]> {
  const differences = (await differencesIn(folder)).filter((text) => !/^\[(seal|out)\]/.test(text));
  return differences.map((text) => text.replaceAll(/[0-9a-f]{64}|[0-9a-f]{32}/g, '#'));
}

const second = "where number = 'INV-2026-000002'";

describe('verify', () => {
  it.each<[string, string, string[]]>([
    [
      'a usage row',
      "update daily_usage set numerator = numerator + 1 where app_id = 'a1' and metric = 'dau' and usage_date = '2026-09-15'",
      [
        '[usage] daily_usage, app a1, dau on 2026-09-15, quantity: 20.000000000 → 19.000000000',
        '[usage] INV-2026-000001, app a1, dau on 2026-09-15: 19.000000000 → 20.000000000',
      ],
    ],
    [
      'a usage row that is gone',
      "delete from daily_usage where app_id = 'b1' and metric = 'dau' and usage_date = '2026-09-01'",
      ['[usage] INV-2026-000002, app b1, dau on 2026-09-01: 17.000000000 → nothing'],
    ],
    [
      'users of the month',
      "update monthly_users set quantity = 7 where app_id = 'a1'",
      ['[usage] INV-2026-000001, app a1, users of the month: 127 → 7'],
    ],
    [
      'a usage fact',
      'update facts set content = replace(content, \'"numerator":"\', \'"numerator":"1\') where kind = \'usage\' and content like \'%"a1"%\'',
      [
        '[facts] INV-2026-000001, : the facts as they were stored → The fact # (usage) was altered in the ledger',
      ],
    ],
    [
      'a price book fact',
      "update facts set content = replace(content, '10000', '20000') where kind = 'price_book' and content like '%\"from\":\"2018-12-27\"%'",
      [
        '[facts] INV-2026-000001, : the facts as they were stored → The fact # (price_book) was altered in the ledger',
        '[facts] INV-2026-000002, : the facts as they were stored → The fact # (price_book) was altered in the ledger',
        '[facts] INV-2026-000003, : the facts as they were stored → The fact # (price_book) was altered in the ledger',
      ],
    ],
    [
      'a purchase that is gone',
      "delete from facts where kind = 'purchases' and content like '%o3%'",
      [
        '[facts] INV-2026-000002, : the facts as they were stored → The fact # is missing from the ledger',
      ],
    ],
    [
      'the SQL texts',
      "delete from facts where kind = 'sql'",
      [
        '[facts] INV-2026-000001, : the facts as they were stored → The fact # is missing from the ledger',
        '[facts] INV-2026-000002, : the facts as they were stored → The fact # is missing from the ledger',
        '[facts] INV-2026-000003, : the facts as they were stored → The fact # is missing from the ledger',
      ],
    ],
    [
      'the evidence',
      'update facts set content = replace(content, \'"accepted":"\', \'"accepted":"1\') where kind = \'evidence\'',
      [
        '[facts] INV-2026-000001, evidence: the facts as they were stored → The fact # (evidence) was altered in the ledger',
      ],
    ],
    [
      'the settings',
      "delete from facts where kind = 'settings'",
      [
        '[facts] INV-2026-000001, evidence: the facts as they were stored → The fact # is missing from the ledger',
      ],
    ],
    [
      'an amount of a line',
      `update invoice_lines set amount = amount + 0.01 ${second} and line_number = 1`,
      ['[lines] INV-2026-000002, line 1, amount: 500.00 → 500.01'],
    ],
    [
      'a line that is gone',
      `delete from invoice_lines ${second} and line_number = 2`,
      [
        '[lines] INV-2026-000002, lines: 4 → 3',
        '[lines] INV-2026-000002, line 2: pro of app b1, 999.00 → nothing',
      ],
    ],
    [
      'a finding',
      "update findings set message = 'fine' where number = 'INV-2026-000003' and rowid = (select min(rowid) from findings where number = 'INV-2026-000003')",
      [
        '[lines] INV-2026-000003, finding 1, message: No active Professional plan on any day of 2026-09: the usage is shown but not charged (Daily active users (DAU) 27 users) → fine',
      ],
    ],
    [
      'a total',
      `update invoices set total = 1 ${second}`,
      [
        '[summaries] summary of 2026-09, INV-2026-000002: 1.00 → 2621.65',
        '[columns] INV-2026-000002, total: 2621.65 → 1.00',
      ],
    ],
    [
      'a document',
      `update invoices set document = replace(document, '"total":"', '"total":"1') ${second}`,
      [
        '[document] INV-2026-000002, SHA-256: # → #',
        '[columns] INV-2026-000002, total: 12621.65 → 2621.65',
        '[sums] INV-2026-000002, total: 2621.65 → 12621.65',
        '[rating] INV-2026-000002, total: 2621.65 → 12621.65',
        '[reports] INV-2026-000002, INV-2026-000002.json, rendered from the document: # → #',
      ],
    ],
    [
      'a document with its hash',
      `update invoices set document = replace(document, 'Beta Ltd.', 'Beta GmbH'), customer_name = 'Beta GmbH' ${second}; update invoices set sha256 = sha256(document) ${second}`,
      [
        '[chain] INV-2026-000002, entry 2: # → #',
        '[summaries] summary of 2026-09, INV-2026-000002, customer_name: Beta GmbH → Beta Ltd.',
        '[rating] INV-2026-000002, customer_name: Beta Ltd. → Beta GmbH',
        '[reports] INV-2026-000002, INV-2026-000002.csv, rendered from the document: # → #',
        '[reports] INV-2026-000002, INV-2026-000002.json, rendered from the document: # → #',
        '[chain] INV-2026-000003, previous_sha256: # → #',
        '[log] entry 2, document 2, document: # → #',
        '[log] entry 2, document 2, documents_root: # → #',
      ],
    ],
    [
      'a document that is no text of one',
      `update invoices set document = '{' ${second}`,
      [
        '[document] INV-2026-000002, SHA-256: # → #',
        '[document] INV-2026-000002, : a document → a text that is not a document',
        '[chain] INV-2026-000003, previous_sha256: # → #',
        '[log] entry 2, document 2, document: # → #',
        '[log] entry 2, document 2, documents_root: # → #',
      ],
    ],
    [
      'an invoice in the middle',
      ['invoices', 'invoice_lines', 'findings', 'reports']
        .map((table) => `delete from ${table} ${second}`)
        .join(';'),
      [
        '[chain] ledger, position 2: a document → nothing; the next is INV-2026-000003 at position 3',
        '[chain] INV-2026-000003, entry 3: # → #',
        '[numbers] ledger, INV-2026-000002: INV-2026-000002 → nothing',
        '[audit] audit, entry 1: INV-2026-000002 → nothing',
        '[summaries] summary of 2026-09, INV-2026-000002: nothing → 2621.65',
        '[chain] INV-2026-000003, previous_sha256: # → #',
        '[log] entry 2, document 2: document 2 → nothing',
        '[log] entry 3, document 3, documents_root: # → #',
      ],
    ],
    [
      'the last invoice',
      ['invoices', 'invoice_lines', 'findings', 'reports']
        .map((table) => `delete from ${table} where number = 'INV-2026-000003'`)
        .join(';'),
      [
        '[chain] ledger, last entry: 3 # → 2 #',
        '[audit] audit, entry 1: INV-2026-000003 → nothing',
        '[summaries] summary of 2026-09, INV-2026-000003: nothing → 0.00',
        '[log] entry 3, document 3: document 3 → nothing',
      ],
    ],
    [
      'all invoices',
      ['invoices', 'invoice_lines', 'findings', 'reports', 'summaries']
        .map((table) => `delete from ${table}`)
        .join(';'),
      [
        '[chain] ledger, last entry: 3 # → nothing',
        '[audit] audit, entry 1: INV-2026-000001 → nothing',
        '[audit] audit, entry 1: INV-2026-000002 → nothing',
        '[audit] audit, entry 1: INV-2026-000003 → nothing',
        '[log] entry 1, document 1: document 1 → nothing',
        '[log] entry 2, document 2: document 2 → nothing',
        '[log] entry 3, document 3: document 3 → nothing',
      ],
    ],
    [
      'places',
      "update invoices set position = 9 where number = 'INV-2026-000001'; update invoices set position = 1 where number = 'INV-2026-000002'; update invoices set position = 2 where number = 'INV-2026-000001'",
      [
        '[chain] INV-2026-000002, entry 1: # → #',
        '[chain] INV-2026-000001, entry 2: # → #',
        '[chain] INV-2026-000003, entry 3: # → #',
        '[columns] INV-2026-000002, position: 2 → 1',
        '[chain] INV-2026-000002, previous_sha256: # → ',
        '[columns] INV-2026-000001, position: 1 → 2',
        '[chain] INV-2026-000001, previous_sha256:  → #',
        '[chain] INV-2026-000003, previous_sha256: # → #',
        '[log] entry 1, document 1, content: # → #',
        '[log] entry 1, document 1, document: # → #',
        '[log] entry 1, document 1, documents_root: # → #',
        '[log] entry 1, document 1, number: INV-2026-000001 → INV-2026-000002',
        '[log] entry 1, document 1, reports: {"INV-2026-000001.csv":"#","INV-2026-000001.html":"#","INV-2026-000001.json":"#"} → {"INV-2026-000002.csv":"#","INV-2026-000002.html":"#","INV-2026-000002.json":"#"}',
        '[log] entry 2, document 2, content: # → #',
        '[log] entry 2, document 2, document: # → #',
        '[log] entry 2, document 2, number: INV-2026-000002 → INV-2026-000001',
        '[log] entry 2, document 2, reports: {"INV-2026-000002.csv":"#","INV-2026-000002.html":"#","INV-2026-000002.json":"#"} → {"INV-2026-000001.csv":"#","INV-2026-000001.html":"#","INV-2026-000001.json":"#"}',
      ],
    ],
    [
      'an entry',
      `update invoices set entry_sha256 = sha256('') ${second}`,
      ['[chain] INV-2026-000002, entry 2: # → #', '[chain] INV-2026-000003, entry 3: # → #'],
    ],
    [
      'the head',
      "delete from meta where key = 'ledger_head'",
      ['[chain] ledger, last entry: nothing → 3 #'],
    ],
    [
      'a kept page',
      `update reports set content = 'AAAA' ${second} and name like '%.html'`,
      ['[reports] INV-2026-000002, INV-2026-000002.html: # → bytes that cannot be expanded'],
    ],
    [
      'a kept page that is gone',
      `delete from reports ${second} and name like '%.csv'`,
      [
        '[chain] INV-2026-000002, entry 2: # → #',
        '[reports] INV-2026-000002, INV-2026-000002.csv: the report as it was sent → nothing',
        '[log] entry 2, document 2, reports: {"INV-2026-000002.csv":"#","INV-2026-000002.html":"#","INV-2026-000002.json":"#"} → {"INV-2026-000002.html":"#","INV-2026-000002.json":"#"}',
      ],
    ],
    [
      'a kept hash',
      `update reports set sha256 = sha256('') ${second} and name like '%.html'`,
      [
        '[chain] INV-2026-000002, entry 2: # → #',
        '[reports] INV-2026-000002, INV-2026-000002.html: # → #',
        '[log] entry 2, document 2, reports: {"INV-2026-000002.csv":"#","INV-2026-000002.html":"#","INV-2026-000002.json":"#"} → {"INV-2026-000002.csv":"#","INV-2026-000002.html":"#","INV-2026-000002.json":"#"}',
      ],
    ],
    [
      'the lines of a batch',
      "update batches set lines = lines + 1, headers = headers + 1 where source = 'groups' and path like '%part-0%'",
      ['[batches] groups batch # of entry #, lines: 41 → 42'],
    ],
    [
      'the accepted lines of a batch',
      "update batches set accepted = accepted - 1 where source = 'groups' and path like '%part-0%'",
      [
        '[batches] sql/checks/batch_lines_add_up, : no row → {"path":"logs/groups/part-0.csv","lines":"41","headers":"1","accepted":"39","ignored":"0","rejected":"0","kept_lines":"40"}',
        '[batches] groups batch # of entry #, accepted: 40 → 39',
      ],
    ],
    [
      'a batch that is gone',
      "delete from batches where source = 'groups' and path like '%part-0%'",
      [
        '[batches] logs/groups/part-0.csv, batch of the delivery: groups # → nothing',
        '[batches] groups batch # of entry #, : the batch that 2026-09 was measured from → nothing',
        '[segments] .imbill/lake/groups/2026-09-01/#.parquet, batch: its batch → nothing',
      ],
    ],
    [
      'the hash of a segment',
      "update segments set sha256 = sha256('') where source = 'logins' and usage_date = '2026-09-02' and batch_id = (select min(batch_id) from segments where source = 'logins' and usage_date = '2026-09-02')",
      [
        '[batches] logins batch # of entry #, hash of its segments: # → #',
        '[segments] .imbill/lake/logins/2026-09-02/#.parquet, SHA-256: # → #',
      ],
    ],
    [
      'a summary',
      'update summaries set document = replace(document, \'"total":"\', \'"total":"1\')',
      [
        '[summaries] summary of 2026-09, INV-2026-000001: 4741.70 → 14741.70',
        '[summaries] summary of 2026-09, INV-2026-000002: 2621.65 → 12621.65',
        '[summaries] summary of 2026-09, INV-2026-000003: 0.00 → 10.00',
        '[summaries] summary of 2026-09, total in CNY: 27373.35 → 17363.35',
      ],
    ],
    [
      'an entry of the audit',
      "update audit set reason = 'none' where entry = 1",
      ['[audit] audit, : entries as they were recorded → Entry 1 of the audit was altered'],
    ],
    [
      'an entry of the audit that is gone',
      'delete from audit where entry = 1',
      [
        '[audit] audit, : entries as they were recorded → The last entries of the audit are missing or were altered',
        '[audit] audit, INV-2026-000001: an entry that says it was issued → nothing',
        '[audit] audit, INV-2026-000002: an entry that says it was issued → nothing',
        '[audit] audit, INV-2026-000003: an entry that says it was issued → nothing',
        '[log] entry 4, audit entry 1: audit entry 1 → nothing',
      ],
    ],
    [
      'a void',
      "insert into voids values ('INV-2026-000002', 'mistake', 'CRN-2026-000001', 'INV-2026-000009')",
      [
        '[references] INV-2026-000002, voided with CRN-2026-000001: a credit or debit note for INV-2026-000002 → nothing',
        '[references] INV-2026-000002, replaced by INV-2026-000009: invoice → nothing',
        '[summaries] summary of 2026-09, INV-2026-000002, status: voided → issued',
      ],
    ],
  ])('names %s', async (_name, sql, expected) => {
    await tamper(folder, sql);
    expect(await found()).toEqual(expected);
  });

  it('finds nothing where nothing was altered, and alters nothing itself', async () => {
    const path = join(folder, '.imbill', 'warehouse.duckdb');
    const before = await readFile(path);
    expect(await verifyWorkspace(folder)).toEqual({
      scope: 'all',
      documents: 3,
      facts: 25,
      reports: 9,
      batches: 15,
      segments: 20,
      segments_skipped: false,
      usage_not_compared: [],
      differences: [],
      sealed: true,
      log: { size: 5, signed_size: 0, pending: 0 },
      out_files: 13,
      out_missing: [],
      out_unknown: [],
    });
    expect((await readFile(path)).equals(before)).toBe(true);
  });

  it.each(['altered', 'missing'])(
    'names a segment that is %s, unless segments are skipped',
    async (how) => {
      const [[path, sha256]] = (await warehouseRows(
        folder,
        "select path, sha256 from segments where source = 'logins' order by path limit 1",
      )) as [[string, string]];
      if (how === 'missing') await rm(join(folder, path));
      else {
        const bytes = await readFile(join(folder, path));
        bytes[bytes.length >> 1]! ^= 1;
        await writeFile(join(folder, path), bytes);
      }
      const { differences } = await verifyWorkspace(folder);
      const found = how === 'missing' ? 'nothing' : expect.stringMatching(/^[0-9a-f]{64}$/);
      expect(differences).toEqual([
        { check: 'segments', where: path, key: 'SHA-256', expected: sha256, found },
      ]);
      const quick = await verifyWorkspace(folder, { isQuick: true });
      expect(quick).toMatchObject({ segments: 0, segments_skipped: true, differences: [] });
    },
  );

  it('compares what is counted now only where nothing was learnt since', async () => {
    await writeFiles(folder, {
      'logs/logins/late.csv': 'time,app_id,user_id\n2026-09-03T10:00:00+08:00,a1,late\n',
    });
    await run(folder, '2026-09');
    expect(await verifyWorkspace(folder)).toMatchObject({
      usage_not_compared: ['2026-09'],
      differences: [],
    });
  });

  it('looks at what one document, or one month, stands on', async () => {
    await tamper(
      folder,
      "update facts set content = '' where kind = 'purchases' and content like '%o3%'",
    );
    expect(await differencesIn(folder, { number: 'INV-2026-000001' })).toEqual([]);
    expect(await differencesIn(folder, { number: 'INV-2026-000002' })).toHaveLength(1);
    expect(await differencesIn(folder, { month: '2026-09' })).toHaveLength(1);
  });
});

/** What a verification says of a log without a key. */
const unsigned =
  'The log is not signed, so it proves nothing to others: imbill key new makes a key.\n';

describe('imbill invoice verify', () => {
  const imbillVerify = async (...options: string[]) =>
    imbill(['invoice', 'verify', '--workspace', folder, ...options], {
      timeZone: 'Pacific/Apia',
    });

  it('says what it looked at', async () => {
    const { exitCode, stdout } = await imbillVerify();
    expect([exitCode, stdout]).toEqual([
      0,
      `all: 3 documents, 25 facts, 9 reports, 15 batches, 20 segments, 13 files of out/: nothing differs.\n${unsigned}`,
    ]);
    expect((await imbillVerify('--month', '2026-09', '--quick')).stdout).toBe(
      `2026-09: 3 documents, 25 facts, 9 reports, 15 batches, segments NOT read (--quick), 13 files of out/: nothing differs.\n${unsigned}`,
    );
  });

  it('ends with 1 and tells every difference', async () => {
    await tamper(
      folder,
      `update invoice_lines set amount = amount + 0.01 ${second} and line_number < 3`,
    );
    const { exitCode, stdout, stderr } = await imbillVerify('--quick');
    expect([
      exitCode,
      stdout.replace(/ {2}table invoice_lines, rows: .+ \[seal\]\n/, ''),
      stderr,
    ]).toEqual([
      1,
      `all: 3 documents, 25 facts, 9 reports, 15 batches, segments NOT read (--quick), 13 files of out/: DIFFERENT.
${unsigned}  INV-2026-000002, line 1, amount: expected 500.00, found 500.01 [lines]
  INV-2026-000002, line 2, amount: expected 999.00, found 999.01 [lines]
`,
      `3 things are not as issued, loaded or measured.
Do not change this workspace, and compare it with a backup. docs/regenerate-and-prove.md says what each check means.
`,
    ]);
    const json = JSON.parse((await imbillVerify('--quick', '--json')).stdout);
    expect(json.error.exit_code).toBe(1);
    expect(json.differences[0]).toEqual({
      check: 'lines',
      where: 'INV-2026-000002',
      key: 'line 1, amount',
      expected: '500.00',
      found: '500.01',
    });
  });

  it('ends with 5 while a run has the workspace, 2 and 4 where nothing is meant', async () => {
    const database = await Database.open({ path: join(folder, '.imbill', 'warehouse.duckdb') });
    try {
      const other = imbillProcess(['invoice', 'verify', '--workspace', folder]);
      expect((await other).exitCode).toBe(5);
    } finally {
      database.close();
    }
    const unknown = await imbillVerify('INV-2026-000009');
    expect([unknown.exitCode, unknown.stderr]).toEqual([
      2,
      'There is no document "INV-2026-000009"; did you mean INV-2026-000001?\nimbill invoice list shows all numbers.\n',
    ]);
    const preview = await imbillVerify('PREVIEW-2026-09-acme');
    expect([preview.exitCode, preview.stderr]).toEqual([
      2,
      '"PREVIEW-2026-09-acme" is a preview, and the ledger has issued documents only.\nIts page in out/2026-09/preview/ explains each amount. imbill run --month 2026-09 issues it.\n',
    ]);
    expect((await imbillVerify('--month', '2026-08')).exitCode).toBe(4);
    const both = await imbillVerify('INV-2026-000001', '--month', '2026-09');
    expect([both.exitCode, both.stderr]).toEqual([
      2,
      expect.stringContaining(
        'INV-2026-000001 and --month 2026-09 were given. Accepted: one of them.',
      ),
    ]);
  });
});
