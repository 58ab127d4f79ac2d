import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { UserError } from '../../base/errors.ts';
import { type Published, publish } from '../testing/published.ts';
import { runCommand } from '../testing/run-command.ts';

let empty: Published;
let used: Published;

const refusedItem = {
  code: 'file-refused',
  month: null,
  subject: 'logs/g.csv',
  message: 'Refused: logs/g.csv: 10 of its 10 lines were rejected twice',
  source: 'groups',
  path: 'logs/g.csv',
  reason: '10 of its 10 lines were rejected\ntwice',
};

const invoice = (sequence: number, month: string, total: string) =>
  `('INV-2026-00000${sequence}', 'invoice', null, 2026, ${sequence}, ${sequence}, 'acme', '云端', '${month}', 'CNY', ${total}, 0, ${total}, '2026-10-01', '2026-10-07', 'c', 'e', 'h', 'n', '{"number":"x"}')`;

beforeAll(async () => {
  empty = await publish(async () => undefined);
  used = await publish(async (warehouse) => {
    await warehouse.run(`insert into batches values
      (1, 1, 'logins', 'logs/a.csv', 'h1', 'e', 1, 10, 1203, 1, 1201, 0, 1, 1, null),
      (2, 1, 'logins', 'logs/b.csv', 'h2', 'e', 1, 10, 10, 1, 9, 0, 0, 2, null)`);
    await warehouse.run(`insert into segments values
      (1, 'logins', '2026-09-01', 'p1', 'h', 1200, 1200), (1, 'logins', '2026-09-30', 'p2', 'h', 1, 1)`);
    await warehouse.run(`insert into deliveries values
      ('logins', 'logs/a.csv', 'f', 'h1', 'e', 1, 1, false), ('logins', 'logs/c.csv', 'f', 'h1', 'e', 1, 1, true)`);
    await warehouse.run(`insert into rejects values
      (1, 'logins', 'logs/a.csv', 118, 'time', '2026-09-31T10:00:00Z', 'is not a real time')`);
    await warehouse.run(`insert into rejects
      select null, 'groups', 'logs/g.csv', i, '', 'x' || chr(27), 'is not a JSON object' from range(1, 11) r(i)`);
    await warehouse.run(`insert into refused_files values
      ('groups', 'logs/g.csv', '10 of its 10 lines were rejected' || chr(10) || 'twice', 10, 10)`);
    await warehouse.run(
      `insert into invoices values ${invoice(1, '2026-09', '10999')}, ${invoice(2, '2026-10', '999')}`,
    );
  });
});
afterAll(async () => {
  await empty.remove();
  await used.remove();
});

const ask = ({ folder, output }: Published, ...args: string[]) =>
  runCommand([...args, '--workspace', folder], output);

describe('imbill status', () => {
  it('says that there is nothing yet', async () => {
    await ask(empty, 'status');
    expect(empty.written().stdout).toBe('No files were loaded.\n\nNo invoices were issued.\n');
  });

  it('shows what was loaded, refused, rejected and issued', async () => {
    await ask(used, 'status');
    const rejected = (line: number) =>
      `Rejected: logs/g.csv, line ${line}: is not a JSON object: "x\\u001b".`;
    expect(used.written().stdout.split('\n')).toEqual([
      'source  files  lines  headers  accepted  rejected  first day   last day',
      '──────  ─────  ─────  ───────  ────────  ────────  ──────────  ──────────',
      'logins      2  1,213        2     1,210         1  2026-09-01  2026-09-30',
      '',
      '1 more files had content that was known (duplicates).',
      '',
      'Refused: logs/g.csv: 10 of its 10 lines were rejected twice',
      ...Array.from({ length: 10 }, (_, index) => rejected(index + 1)),
      '1 more rejected lines: imbill sql "select * from rejects"',
      'month    invoices          total',
      '───────  ────────  ─────────────',
      '2026-09         1  10,999.00 CNY',
      '2026-10         1     999.00 CNY',
      '',
      '',
    ]);
  });

  it('gives the same as JSON', async () => {
    await ask(used, 'status', '--json');
    const document = JSON.parse(used.written().stdout);
    expect({ ...document, rejects: document.rejects.length }).toEqual({
      sources: [
        {
          source: 'logins',
          files: 2,
          lines: 1213,
          headers: 2,
          accepted: 1210,
          rejected: 1,
          first_day: '2026-09-01',
          last_day: '2026-09-30',
        },
      ],
      duplicates: 1,
      withdrawn: [],
      rejected: 11,
      rejects: 10,
      refused: [{ path: 'logs/g.csv', reason: '10 of its 10 lines were rejected\ntwice' }],
      months: [
        { month: '2026-09', invoices: 1, currency: 'CNY', total: '10999.00' },
        { month: '2026-10', invoices: 1, currency: 'CNY', total: '999.00' },
      ],
      audit: [],
      closings: [],
      drafts: [],
      alerts: [],
      open_items: [refusedItem],
    });
  });
});

describe('imbill status --check', () => {
  it('is done where nothing is open', async () => {
    await ask(empty, 'status', '--check');
    expect(empty.written().stdout).toBe('Nothing is open.\n');
    await ask(empty, 'status', '--check', '--json');
    expect(JSON.parse(empty.written().stdout)).toEqual({ open_items: [] });
  });

  it('names each open item in a line, and fails', async () => {
    const failed = await ask(used, 'status', '--check').catch((error: UserError) => error);
    expect(failed).toMatchObject({
      exitCode: 1,
      message:
        '1 item is open.\nEach line says what to do next. docs/operate.md says what each code means.',
      details: { open_items: [refusedItem] },
    });
    expect(used.written().stdout).toBe(`${refusedItem.message} (file-refused)\n`);
    const inJson = await ask(used, 'status', '--check', '--json').catch((error: unknown) => error);
    expect([inJson, used.written().stdout]).toEqual([failed, '']);
  });

  it('names a document as long as it is dated in the future', async () => {
    const ofDay = async (now: string) => {
      const args = ['status', '--json', '--workspace', used.folder];
      await runCommand(args, used.output, { now: () => Date.parse(now) });
      const { open_items } = JSON.parse(used.written().stdout);
      return open_items.map(({ subject }: { subject: string }) => subject);
    };
    const documents = ['INV-2026-000001', 'INV-2026-000002'];
    expect(await ofDay('2026-09-30T15:59:59Z')).toEqual([...documents, 'logs/g.csv']);
    expect(await ofDay('2026-09-30T16:00:00Z')).toEqual(['logs/g.csv']);
  });

  it('does not go with --app', async () => {
    await expect(ask(used, 'status', '--check', '--app', '007')).rejects.toMatchObject({
      exitCode: 2,
      message: '--check is about the whole workspace.\nLeave out --app or --check.',
    });
  });
});

describe('imbill invoice list', () => {
  it('lists all, those of a month, or none', async () => {
    await ask(used, 'invoice', 'list');
    expect(used.written().stdout.split('\n')).toEqual([
      'number           month    customer  name          total  due         status',
      '───────────────  ───────  ────────  ────  ─────────────  ──────────  ──────',
      'INV-2026-000001  2026-09  acme      云端  10,999.00 CNY  2026-10-07  issued',
      'INV-2026-000002  2026-10  acme      云端     999.00 CNY  2026-10-07  issued',
      '',
    ]);
    await ask(used, 'invoice', 'list', '--month', '2026-10', '--json');
    expect(JSON.parse(used.written().stdout)).toEqual({
      invoices: [
        {
          number: 'INV-2026-000002',
          kind: 'invoice',
          status: 'issued',
          refers_to: null,
          month: '2026-10',
          customer_id: 'acme',
          customer_name: '云端',
          currency: 'CNY',
          prepaid: '999.00',
          postpaid: '0.00',
          total: '999.00',
          net_total: '999.00',
          tax_total: '0.00',
          gross_total: '999.00',
          net: '999.00',
          issue_date: '2026-10-01',
          due_date: '2026-10-07',
          payment_status: null,
          paid: null,
          open: null,
          json_file_sha256: expect.stringMatching(/^[0-9a-f]{64}$/),
        },
      ],
    });
    await ask(empty, 'invoice', 'list');
    expect(empty.written().stdout).toBe('No invoices were issued.\n');
  });
});

describe('imbill invoice show', () => {
  it('gives the frozen document byte for byte', async () => {
    await ask(used, 'invoice', 'show', 'INV-2026-000001', '--json');
    expect(used.written().stdout).toBe('{"number":"x"}\n');
  });

  it('names the nearest number for one that is not there', async () => {
    const asked = ask(used, 'invoice', 'show', 'INV-2026-00001');
    await expect(asked).rejects.toThrow(
      'There is no invoice "INV-2026-00001"; did you mean INV-2026-000001?\nimbill invoice list shows all numbers.',
    );
  });
});
