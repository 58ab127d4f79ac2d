import { cp, mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeEach, describe, expect, it } from 'vitest';
import { sha256Of } from '../../src/base/sha256.ts';
import { imbill } from '../../src/testing/command-line.ts';
import { issuedWorkspace } from '../../src/testing/issued-workspace.ts';
import { verifyWorkspace } from '../../src/testing/verified.ts';
import { csv } from '../../src/testing/write-workspace.ts';

let folder: string;
const number = 'INV-2026-000001';

beforeEach(async () => {
  folder = await issuedWorkspace({
    customers: ['acme,"Acme, 公司",a1', 'beta,Beta,b1'],
    purchases: ['o1,a1,pro,2026-09-01,1', 'o2,b1,pro,2026-09-01,1'],
    files: { 'logs/daily/d.csv': csv('date,app_id,metric,value', ['2026-09-03,a1,dau,5']) },
  });
});

function outFile(name: string): string {
  return join(folder, 'out/2026-09', name);
}

function sha256sum(bytes: Uint8Array): string {
  return sha256Of(bytes);
}

function imbillInvoice(...args: string[]) {
  return imbill(['invoice', ...args, '--workspace', folder]);
}

describe('verify, of out/', () => {
  it('names reports that were altered or are gone, and files over the month', async () => {
    await writeFile(outFile(`${number}.html`), 'fine');
    await rm(outFile(`${number}.csv`));
    await writeFile(outFile('summary.csv'), 'fine');
    await rm(outFile('lines.csv'));
    await rm(outFile('INV-2026-000002.json'));
    await mkdir(outFile('INV-2026-000002.json'));
    const { differences, out_files } = await verifyWorkspace(folder, { isQuick: true });
    expect(out_files).toBe(10);
    expect(differences.map(({ check, where, key, found }) => [check, where, key, found])).toEqual([
      ['out', `out/2026-09/${number}.csv`, '', 'nothing'],
      ['out', `out/2026-09/${number}.html`, 'SHA-256', sha256sum(Buffer.from('fine'))],
      ['out', 'out/2026-09/INV-2026-000002.json', 'SHA-256', 'a file that cannot be read (EISDIR)'],
      ['out', 'out/2026-09/lines.csv', '', 'nothing'],
      ['out', 'out/2026-09/summary.csv', 'SHA-256', sha256sum(Buffer.from('fine'))],
    ]);
    const one = await verifyWorkspace(folder, { isQuick: true, number: 'INV-2026-000002' });
    expect([one.out_files, one.differences.length, one.out_unknown]).toEqual([3, 1, []]);
  });

  it('tells of a folder that is gone and of unknown files, which are no damage', async () => {
    await mkdir(outFile('preview'));
    await writeFile(outFile('INV-2026-000009.html'), '');
    const { stdout, exitCode } = await imbillInvoice('verify', '--quick');
    expect([exitCode, stdout.split('\n').slice(1)]).toEqual([
      0,
      [
        'The log is not signed, so it proves nothing to others: imbill key new makes a key.',
        'Unknown to the ledger: out/2026-09/INV-2026-000009.html.',
        '',
      ],
    ]);
    await rm(join(folder, 'out'), { recursive: true });
    expect(await verifyWorkspace(folder, { isQuick: true })).toMatchObject({
      out_files: 0,
      out_missing: ['out/2026-09'],
      differences: [],
    });
    await imbillInvoice('regenerate', number);
    const made = await verifyWorkspace(folder, { isQuick: true, number });
    expect(made).toMatchObject({ out_files: 3, out_missing: [], differences: [] });
  });
});

describe('hashes that are printed', () => {
  it('are those of the files that are sent', async () => {
    const first = sha256sum(await readFile(outFile(`${number}.json`)));
    const second = JSON.parse(await readFile(outFile('INV-2026-000002.json'), 'utf8'));
    expect(second.ledger).toMatchObject({
      previous_file: `${number}.json`,
      previous_sha256: first,
    });
    expect(await readFile(outFile('INV-2026-000002.html'), 'utf8')).toContain(first);
    expect((await imbillInvoice('show', number)).stdout).toContain(
      `SHA-256 of ${number}.json: ${first}\n`,
    );
    const list = JSON.parse((await imbillInvoice('list', '--json')).stdout);
    expect(list.invoices[0].json_file_sha256).toBe(first);
    const shown = await imbillInvoice('show', number, '--json');
    expect(sha256sum(Buffer.from(shown.stdout))).toBe(first);
    const { stdout } = await imbillInvoice('regenerate', '--json');
    const [made] = JSON.parse(stdout).documents;
    expect(made.sha256).toBe(first);
    for (const [name, sha256] of Object.entries(made.report_sha256))
      expect([name, sha256]).toEqual([name, sha256sum(await readFile(outFile(name)))]);
    expect(Object.keys(made.report_sha256)).toHaveLength(3);
  });
});

describe('imbill invoice verify --file', () => {
  const verifyFile = (...args: string[]) => imbillInvoice('verify', '--file', ...args);

  it('knows the bytes of every report, whatever the file is called', async () => {
    for (const name of await readdir(outFile(''))) {
      if (!name.startsWith(number)) continue;
      const received = join(folder, 'received.bin');
      await cp(outFile(name), received);
      const { stdout, exitCode } = await verifyFile(received);
      expect([exitCode, stdout]).toEqual([
        0,
        `${received}: issued, byte for byte: ${name} of ${number}, month 2026-09, customer acme.
SHA-256 ${sha256sum(await readFile(received))}
`,
      ]);
    }
    const { stdout } = await verifyFile(outFile(`${number}.json`), '--json');
    expect(JSON.parse(stdout)).toMatchObject({
      issued: true,
      number,
      report: `${number}.json`,
      status: 'issued',
    });
  });

  it.each([
    [
      'other line ends',
      'csv',
      (text: string) => text.replaceAll('\r\n', '\n').replaceAll('\n', '\r'),
      'it has other line ends, or another mark at its beginning or end',
    ],
    [
      'a byte order mark',
      'html',
      (text: string) => `\uFEFF${text}`,
      'it has other line ends, or another mark at its beginning or end',
    ],
    [
      'no line feed at its end',
      'json',
      (text: string) => text.trimEnd(),
      'it has other line ends, or another mark at its beginning or end',
    ],
    [
      'white space between its values',
      'json',
      (text: string) => JSON.stringify(JSON.parse(text), null, 2),
      'the JSON was rewritten with the same values',
    ],
    [
      'another amount',
      'json',
      (text: string) => text.replace('999.00', '99.00'),
      `it names ${number}, but it is not its ${number}.json: it was altered, or somebody else wrote it`,
    ],
    [
      'another word',
      'html',
      (text: string) => text.replace('Acme', 'Acne'),
      `it names ${number}, but it is not its ${number}.html: it was altered, or somebody else wrote it`,
    ],
  ])('says that %s is not what was issued', async (_, format, alter, hint) => {
    const issued = await readFile(outFile(`${number}.${format}`), 'utf8');
    const received = join(folder, `received.${format}`);
    await writeFile(received, alter(issued));
    const { stderr, stdout, exitCode } = await verifyFile(received);
    expect([exitCode, stdout, stderr]).toEqual([
      1,
      '',
      `${received}: these bytes were not issued: ${hint}.
The file has the SHA-256 ${sha256sum(await readFile(received))}.
${number}.${format} as issued has the SHA-256 ${sha256sum(Buffer.from(issued))}.
imbill invoice regenerate ${number} --out DIR writes the issued file, to compare with.
`,
    ]);
  });

  it('says what it does not know', async () => {
    await imbill(['preview', '--month', '2026-09', '--workspace', folder]);
    const preview = await verifyFile(outFile('preview/PREVIEW-2026-09-acme.html'));
    expect([preview.exitCode, preview.stderr]).toEqual([
      1,
      expect.stringContaining(
        'not issued: it belongs to a preview, and previews are never issued.',
      ),
    ]);
    await writeFile(join(folder, 'x.pdf'), '%PDF-1.7');
    const other = await verifyFile(join(folder, 'x.pdf'), '--json');
    expect([other.exitCode, JSON.parse(other.stdout)]).toMatchObject([
      1,
      {
        error: { exit_code: 1 },
        issued: false,
        hint: 'it names no document of this ledger; imbill invoice list shows all numbers',
      },
    ]);
    expect((await verifyFile(join(folder, 'nowhere.html'))).stderr).toContain(
      'nowhere.html: there is no such file.\nName the file that was received',
    );
    expect((await verifyFile(folder)).exitCode).toBe(2);
    const both = await imbillInvoice('verify', number, '--file', 'x.pdf');
    expect([both.exitCode, both.stderr]).toEqual([2, expect.stringContaining('one of them')]);
    expect((await verifyFile('x.pdf', '--quick')).exitCode).toBe(2);
  });
});
