import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { imbillProcess, type ProcessOptions } from '../src/testing/command-line.ts';
import { mixedAccounts, mixedFiles } from '../src/testing/mixed-month.ts';
import { textsBelow } from '../src/testing/reports.ts';
import { tempFolder } from '../src/testing/temp-folder.ts';
import {
  csv,
  defaultSettings,
  headers,
  writeFiles,
  writeWorkspace,
} from '../src/testing/write-workspace.ts';

const login = '2026-09-05T12:00:00Z,a1,u1';

/** Runs a command with --json: its exit code, and the one document that stdout holds. */
async function asJson(args: readonly string[], options: ProcessOptions = {}) {
  const { exitCode, stdout } = await imbillProcess([...args, '--json'], options);
  return { exitCode, document: JSON.parse(stdout) };
}

describe('the --json document of run and preview', () => {
  let folder: string;
  let previewed: Awaited<ReturnType<typeof asJson>>;
  let ran: Awaited<ReturnType<typeof asJson>>;

  beforeAll(async () => {
    folder = await writeWorkspace({
      purchases: ['o1,a1,pro,2026-09-01,1'],
      files: {
        'logs/logins/a.csv': csv(headers.logins, [login]),
        'logs/logins/b.csv.gz': csv(headers.logins, [login]),
        'logs/bandwidth/a.csv': csv(headers.bandwidth, ['2026-09-05T12:00:00Z,a1,1.5']),
      },
    });
    const month = ['--month', '2026-09', '--workspace', folder];
    previewed = await asJson(['preview', ...month]);
    ran = await asJson(['run', ...month]);
  });

  it('has the keys and types of the contract', () => {
    const { month, issued, load, invoices } = previewed.document;
    expect(previewed.exitCode).toBe(0);
    expect({ month, issued, load }).toEqual({
      month: '2026-09',
      issued: false,
      load: {
        files: 3,
        duplicates: 1,
        known: 0,
        lines: 4,
        headers: 2,
        accepted: 2,
        ignored: 0,
        rejected: 0,
        left_out: [],
        changed: [],
        replaced: [],
        grown: [],
        read_again: [],
        gone: [],
        all_failed: [],
        read_by_one: [],
        late: [],
        withdrawn: [],
        same_content: [],
        unmatched: ['logs/groups/**/*', 'logs/daily/**/*'],
        first_rejects: [],
      },
    });
    expect(invoices).toEqual([
      expect.objectContaining({
        number: 'PREVIEW-2026-09-acme',
        customer_id: 'acme',
        currency: 'CNY',
        prepaid: '999.00',
        postpaid: '3.00',
        total: '1002.00',
        issue_date: '2026-10-01',
        due_date: '2026-10-07',
        findings: [],
      }),
    ]);
    expect(invoices[0].lines).toEqual([
      expect.objectContaining({
        app_id: 'a1',
        sku: 'pro',
        kind: 'prepaid',
        quantity: '1',
        unit_price: '999',
        amount: '999.00',
      }),
      expect.objectContaining({
        app_id: 'a1',
        sku: 'dau',
        kind: 'postpaid',
        usage: '1',
        included: '100000',
        quantity: '0',
        unit_price: '10000',
        amount: '0.00',
        peak_date: '2026-09-05',
      }),
      expect.objectContaining({
        app_id: 'a1',
        sku: 'bandwidth-domestic',
        kind: 'postpaid',
        usage: '1.5',
        quantity: '1.5',
        unit_price: '2',
        amount: '3.00',
        peak_date: '2026-09-05',
      }),
    ]);
  });

  it('of the run is that of the preview with numbers', () => {
    const { issued, invoices } = ran.document;
    expect({ exitCode: ran.exitCode, issued }).toEqual({ exitCode: 0, issued: true });
    const [{ ledger, ...invoice }] = invoices;
    const [{ projection, ...draft }] = previewed.document.invoices;
    expect([{ ...invoice, number: 'x' }]).toEqual([{ ...draft, number: 'x' }]);
    expect(projection).toMatchObject({ data_until: '2026-09-05', prepaid: '999.00' });
    expect([invoice.number, ledger.position]).toEqual(['INV-2026-000001', '1']);
  });

  it('holds every amount and quantity as text', () => {
    const numbers: unknown[] = [];
    JSON.stringify(ran.document.invoices, (_, value) => {
      if (typeof value === 'number') numbers.push(value);
      return value;
    });
    expect(numbers).toEqual([]);
  });
});

describe('a finding', () => {
  it('stands on the invoice and in the document', async () => {
    const folder = await writeWorkspace({
      files: { 'logs/logins/a.csv': csv(headers.logins, [login]) },
    });
    const { document } = await asJson(['run', '--month', '2026-09', '--workspace', folder]);
    expect(document.invoices[0].findings).toEqual([
      {
        code: 'usage-without-plan',
        app_id: 'a1',
        audience: 'customer',
        message:
          'No active Professional plan on any day of 2026-09: the usage is shown but not charged (Daily active users (DAU) 1 user)',
        text: {
          en: 'No active Professional plan on any day of 2026-09: the usage is shown but not charged (Daily active users (DAU) 1 user)',
          zh: '2026-09 全月没有生效的「IM 套餐包-专业版」：用量仅列出，不计费（日活跃用户数（DAU） 1 人）',
        },
      },
    ]);
  });
});

describe('running a month twice', () => {
  let folder: string;
  let documents: Record<string, string>;
  let reports: Record<string, string>;
  const run = ['run', '--month', '2026-09'];

  beforeAll(async () => {
    folder = await writeWorkspace({ ...mixedAccounts, files: mixedFiles() });
    expect(await imbillProcess(run, { cwd: folder })).toMatchObject({ exitCode: 0 });
    documents = await issuedDocuments(folder);
    reports = await textsBelow(join(folder, 'out'));
    expect(Object.keys(documents).length).toBe(3);
  });

  it('changes nothing and says so', async () => {
    const again = await imbillProcess(run, { cwd: folder });
    expect(again.exitCode).toBe(0);
    expect(again.stdout).toContain('Nothing new: 3 files are known already.\n');
    expect(again.stdout).toContain('2026-09 was issued before; nothing changed.\n');
    expect(await issuedDocuments(folder)).toEqual(documents);
    expect(await textsBelow(join(folder, 'out'))).toEqual(reports);
  });

  it('tells so in JSON too', async () => {
    const { exitCode, document } = await asJson(run, { cwd: folder });
    const { issued, new_invoices, outdated, load } = document;
    expect({ exitCode, issued, new_invoices, outdated, files: load.files }).toEqual({
      exitCode: 0,
      issued: true,
      new_invoices: 0,
      outdated: [],
      files: 0,
    });
  });

  it('takes the same content under another name and compression as a duplicate', async () => {
    for (const name of ['logs/logins/again.csv', 'logs/logins/again.csv.gz']) {
      await writeFiles(folder, { [name]: mixedFiles()['logs/logins/month.csv'] ?? '' });
    }
    const { exitCode, document } = await asJson(run, { cwd: folder });
    const { files, duplicates, lines, accepted } = document.load;
    expect({ exitCode, files, duplicates, lines, accepted }).toEqual({
      exitCode: 0,
      files: 2,
      duplicates: 2,
      lines: 0,
      accepted: 0,
    });
    expect(await issuedDocuments(folder)).toEqual(documents);
    expect(await textsBelow(join(folder, 'out'))).toEqual(reports);
  });

  it('keeps the invoice as issued when more is learnt, and says what it would come to', async () => {
    await writeFiles(folder, {
      'logs/bandwidth/late.csv': csv(headers.bandwidth, ['2026-09-05T12:00:00Z,a1,100']),
    });
    const { exitCode, document } = await asJson(run, { cwd: folder });
    // 100 Mbps on a day that had no data: 200.00 more.
    expect({ exitCode, outdated: document.outdated }).toEqual({
      exitCode: 0,
      outdated: [
        {
          number: 'INV-2026-000001',
          customer_id: 'acme',
          issued_total: '4741.70',
          current_total: '4941.70',
        },
      ],
    });
    expect(await issuedDocuments(folder)).toEqual(documents);
    expect(await textsBelow(join(folder, 'out'))).toEqual(reports);
  });
});

describe('--workspace', () => {
  it('stands before or after the command’s other arguments, or is the current folder', async () => {
    const folder = await writeWorkspace({
      files: { 'logs/logins/a.csv': csv(headers.logins, [login]) },
    });
    const elsewhere = { cwd: await tempFolder() };
    const outcomes = [
      await imbillProcess(['load', '--workspace', folder], elsewhere),
      await imbillProcess(['run', '--workspace', folder, '--month', '2026-09'], elsewhere),
      await imbillProcess(['run', '--month', '2026-09', '--workspace', folder], elsewhere),
      await imbillProcess(['run', '--month=2026-09', `--workspace=${folder}`], elsewhere),
      await imbillProcess(['--workspace', folder, 'run', '--month', '2026-09'], elsewhere),
      await imbillProcess(['invoice', '--workspace', folder, 'list'], elsewhere),
      await imbillProcess(['run', '--month', '2026-09'], { cwd: folder }),
    ];
    expect(outcomes.map(({ exitCode }) => exitCode)).toEqual([0, 0, 0, 0, 0, 0, 0]);
  });
});

describe('--json', () => {
  let folder: string;

  beforeAll(async () => {
    folder = await writeWorkspace({
      files: { 'logs/logins/a.csv': csv(headers.logins, [login]) },
    });
    await imbillProcess(['run', '--month', '2026-09', '--workspace', folder]);
  });

  it.each<[string[], string[]]>([
    [
      ['load'],
      ['load', 'model_problems', 'open_items', 'alerts', 'alert_problems', 'hooks', 'log'],
    ],
    [
      ['status'],
      [
        ...['sources', 'duplicates', 'withdrawn', 'rejected', 'rejects', 'refused', 'months'],
        ...['audit', 'alerts', 'open_items', 'drafts', 'closings', 'log'],
      ],
    ],
    [['invoice', 'list'], ['invoices']],
    [
      ['completion', 'bash'],
      ['shell', 'script'],
    ],
    [
      ['sql', 'select 1 as one'],
      ['columns', 'types', 'rows'],
    ],
  ])('makes %j write one document and nothing else', async (args, keys) => {
    const { exitCode, document } = await asJson(args, { cwd: folder });
    expect({ exitCode, keys: Object.keys(document) }).toEqual({ exitCode: 0, keys });
  });

  it('makes invoice show write the canonical document', async () => {
    const shown = await imbillProcess(['invoice', 'show', 'INV-2026-000001', '--json'], {
      cwd: folder,
    });
    const report = await readFile(join(folder, 'out/2026-09/INV-2026-000001.json'), 'utf8');
    expect(shown).toEqual({ exitCode: 0, stdout: report, stderr: '' });
  });

  it('makes init write one document', async () => {
    const target = join(await tempFolder(), 'new');
    const { exitCode, document } = await asJson(['init', target]);
    expect({ exitCode, document }).toEqual({
      exitCode: 0,
      document: { workspace: target, files: 0, lines: 0 },
    });
  });

  it('may stand before the command', async () => {
    const ended = await imbillProcess(['--json', 'status', '--workspace', folder]);
    expect(ended.exitCode).toBe(0);
    expect(Object.keys(JSON.parse(ended.stdout))).toContain('sources');
  });
});

describe('an error', () => {
  it.each<[string, string[], number, string]>([
    ['no command', [], 2, ''],
    ['a misspelt command', ['rum'], 2, "unknown command 'rum'"],
    ['a misspelt option', ['load', '--jsn'], 2, "unknown option '--jsn'"],
    ['a missing option', ['run'], 2, "required option '--month <YYYY-MM>' not specified"],
    ['an impossible month', ['run', '--month', '2026-13'], 2, '2026-13'],
    ['a month that is none', ['run', '--month', 'september'], 2, 'september'],
    ['no threads', ['load', '--threads', '0'], 2, 'a whole number from 1'],
    [
      'a month without data',
      ['run', '--month', '2026-08'],
      4,
      'There is nothing to bill for 2026-08',
    ],
    [
      'an unknown invoice',
      ['invoice', 'show', 'INV-2026-000002'],
      2,
      'did you mean INV-2026-000001?',
    ],
    ['a query that writes', ['sql', 'drop table invoices'], 2, 'not one query that only reads'],
    ['a query that is wrong', ['sql', 'select nothing from nowhere'], 2, 'nowhere'],
    ['a missing file', ['sql', '-f', 'missing.sql'], 2, 'missing.sql: the file cannot be read'],
    ['a folder in use', ['init', '.'], 2, 'is not empty'],
  ])('of %s is one JSON document and a message on stderr', async (_, args, code, message) => {
    const folder = await errorWorkspace();
    const ended = await imbillProcess([...args, '--json'], { cwd: folder });
    const { error } = JSON.parse(ended.stdout);
    expect([ended.exitCode, error.exit_code]).toEqual([code, code]);
    expect(error.message).toContain(message);
    expect(ended.stderr).not.toBe('');
    expect(ended.stderr).not.toMatch(/^ +at /m);
  });

  it('without --json leaves stdout empty', async () => {
    const folder = await errorWorkspace();
    expect(await imbillProcess(['run', '--month', '2026-08'], { cwd: folder })).toEqual({
      exitCode: 4,
      stdout: '',
      stderr: `There is nothing to bill for 2026-08: no usage from 2026-08-01 to 2026-08-31, and no purchases.
Check the month, and with imbill status which files were loaded and which days they hold.
`,
    });
  });

  it('of a folder that is no workspace is wrong usage for every command', async () => {
    const folder = await tempFolder();
    const commands = [
      ['load'],
      ['run', '--month', '2026-09'],
      ['preview', '--month', '2026-09'],
      ['status'],
      ['invoice', 'list'],
      ['invoice', 'show', 'INV-2026-000001'],
      ['sql', 'select 1'],
    ];
    for (const command of commands) {
      expect(await imbillProcess(command, { cwd: folder })).toEqual({
        exitCode: 2,
        stdout: '',
        stderr: `There is no imbill.yaml here: this folder is not a workspace.
Name one with --workspace DIR, or make one with: imbill init DIR
`,
      });
    }
    expect(await textsBelow(folder)).toEqual({});
  });

  it('of commands that read before anything was loaded says what to do', async () => {
    const folder = await writeWorkspace();
    expect(await imbillProcess(['status'], { cwd: folder })).toEqual({
      exitCode: 4,
      stdout: '',
      stderr:
        'Nothing is published yet: no load or run has ended in this workspace.\nLoad what the sources match with: imbill load\n',
    });
  });

  it('of a misspelt setting names file, line, column and the nearest name', async () => {
    const settings = `${defaultSettings}timezon: Asia/Shanghai\nrejects: { max_shar: 0 }\n`;
    const folder = await writeWorkspace({ settings });
    expect(await imbillProcess(['run', '--month', '2026-09'], { cwd: folder })).toEqual({
      exitCode: 3,
      stdout: '',
      stderr: `imbill.yaml:7:1: "timezon" is not a setting; did you mean "timezone"?
imbill.yaml:8:12: "max_shar" is not a setting; did you mean "max_share"?
`,
    });
  });

  it('of a missing accounts file names it', async () => {
    const folder = await tempFolder();
    await writeFile(join(folder, 'imbill.yaml'), defaultSettings);
    await writeFiles(folder, { 'logs/logins/a.csv': csv(headers.logins, [login]) });
    expect(await imbillProcess(['run', '--month', '2026-09'], { cwd: folder })).toEqual({
      exitCode: 3,
      stdout: '',
      stderr: `accounts/customers.csv: there is no such file.
Accepted: a CSV file with customer_id, name, app_id.
Correct the file and run the command again.
`,
    });
  });

  it('of wrong purchases names line, column and what is accepted', async () => {
    const folder = await writeWorkspace({
      purchases: ['o1,a9,pro,2026-09-01,1', 'o1,a1,pro,yesterday,0'],
      files: { 'logs/logins/a.csv': csv(headers.logins, [login]) },
    });
    expect(await imbillProcess(['run', '--month', '2026-09'], { cwd: folder })).toEqual({
      exitCode: 3,
      stdout: '',
      stderr: `accounts/purchases.csv, line 2: app_id is "a9", an app without a customer.
Accepted: an app_id of accounts/customers.csv.
accounts/purchases.csv, line 3: purchased_at is "yesterday", not a real time.
Accepted: RFC 3339 with an offset, YYYY-MM-DD, or seconds or milliseconds since the epoch.
accounts/purchases.csv, line 3: months is "0", not a number of months.
Accepted: a whole number from 1 to 999.
Correct the lines and run the command again; nothing was billed.
`,
    });
  });

  it('of imbill itself is exit code 1', async () => {
    const folder = await writeWorkspace();
    await mkdir(join(folder, '.imbill'));
    await writeFile(join(folder, '.imbill/warehouse.duckdb'), 'this is no database');
    const ended = await asJson(['load'], { cwd: folder });
    expect([ended.exitCode, ended.document.error.exit_code]).toEqual([1, 1]);
  });
});

describe('help', () => {
  it('is on stdout, with examples, and no error', async () => {
    for (const args of [
      ['--help'],
      ['run', '--help'],
      ['help', 'run'],
      ['invoice', 'list', '-h'],
    ]) {
      const { exitCode, stdout, stderr } = await imbillProcess(args);
      expect({ args, exitCode, stderr }).toEqual({ args, exitCode: 0, stderr: '' });
      expect(stdout).toContain('Usage: imbill');
    }
    expect((await imbillProcess(['run', '--help'])).stdout).toContain(
      'Examples:\n  imbill run --month 2026-09 --workspace demo',
    );
  });
});

let errorFolder: Promise<string> | undefined;

/** A workspace with one issued month, made once. */
function errorWorkspace(): Promise<string> {
  errorFolder ??= (async () => {
    const folder = await writeWorkspace({
      files: { 'logs/logins/a.csv': csv(headers.logins, [login]) },
    });
    await imbillProcess(['run', '--month', '2026-09', '--workspace', folder]);
    return folder;
  })();
  return errorFolder;
}

async function issuedDocuments(folder: string): Promise<Record<string, string>> {
  const sql = 'select number, document, sha256 from invoices order by number';
  const { document } = await asJson(['sql', sql], { cwd: folder });
  return Object.fromEntries(
    document.rows.map((row: Record<string, string>) => [row['number'], JSON.stringify(row)]),
  );
}
