import { cp, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeEach, describe, expect, it } from 'vitest';
import { imbill } from '../../src/testing/command-line.ts';
import { issuedWorkspace } from '../../src/testing/issued-workspace.ts';
import { load, warehouseRows } from '../../src/testing/jobs.ts';
import { mixedAccounts, splitFiles } from '../../src/testing/mixed-month.ts';
import { textsBelow } from '../../src/testing/reports.ts';
import { tempFolder } from '../../src/testing/temp-folder.ts';
import { writeFiles } from '../../src/testing/write-workspace.ts';

const numbers = ['INV-2026-000001', 'INV-2026-000002', 'INV-2026-000003'];
let folder: string;
let issued: Record<string, string>;

beforeEach(async () => {
  folder = await issuedWorkspace({ ...mixedAccounts, files: splitFiles() });
  issued = documentsIn(await textsBelow(join(folder, 'out', '2026-09')));
});

/** JSON, CSV and HTML of the invoices. */
function documentsIn(texts: Record<string, string>): Record<string, string> {
  return Object.fromEntries(Object.entries(texts).filter(([name]) => name.startsWith('INV-')));
}

async function regenerated(workspace: string, ...options: string[]) {
  await rm(join(workspace, 'out'), { recursive: true, force: true });
  const result = await imbill(
    ['invoice', 'regenerate', '--workspace', workspace, ...options, '--json'],
    { timeZone: 'Pacific/Apia' },
  );
  const texts = await textsBelow(join(workspace, 'out', '2026-09')).catch(() => ({}));
  return { ...result, texts, answer: JSON.parse(result.stdout) };
}

describe('invoice regenerate', () => {
  it('writes every document as it was issued', async () => {
    const { exitCode, texts, answer } = await regenerated(folder, '--month', '2026-09');
    expect(exitCode).toBe(0);
    expect(texts).toEqual(issued);
    expect(Object.keys(texts)).toHaveLength(9);
    for (const [index, document] of answer.documents.entries())
      expect(document).toMatchObject({
        number: numbers[index],
        source: 'facts',
        rendered: 'identical',
        differences: [],
      });
  });

  it.each(['--from-raw', '--from-files'])('counts the usage anew with %s', async (option) => {
    const { exitCode, texts, answer } = await regenerated(folder, option, '--threads', '1');
    expect([exitCode, texts]).toEqual([0, issued]);
    const source = option === '--from-raw' ? 'segments' : 'files';
    expect(answer.documents.map((one: { source: string }) => one.source)).toEqual(
      numbers.map(() => source),
    );
  });

  it('stands whatever becomes of the accounts, the prices and the logs', async () => {
    const moved = await tempFolder();
    await cp(folder, moved, { recursive: true });
    await rm(join(moved, 'logs'), { recursive: true });
    await writeFiles(moved, {
      'accounts/customers.csv': 'customer_id,name,app_id\nother,Other,zz\n',
      'accounts/purchases.csv': 'order_id,app_id,sku,purchased_at,months\n',
      'prices/broken.yaml': 'list: [',
      'logs/logins/late.csv': 'time,app_id,user_id\n2026-09-03T10:00:00+08:00,a1,late\n',
    });
    const result = await regenerated(moved);
    expect([result.exitCode, result.texts]).toEqual([0, issued]);
    expect((await regenerated(moved, '--from-raw')).texts).toEqual(issued);
  });

  it('finds delivered files under other names, once a load has seen them there', async () => {
    const moved = await tempFolder();
    await cp(folder, moved, { recursive: true });
    const logs = join(moved, 'logs');
    const files = (await readdir(logs, { recursive: true, withFileTypes: true })).filter((entry) =>
      entry.isFile(),
    );
    for (const [index, { parentPath, name }] of files.entries())
      await rename(join(parentPath, name), join(parentPath, `${99 - index}-${name}`));
    const before = await regenerated(moved, '--from-files');
    expect(before.exitCode).toBe(1);
    await load(moved);
    const { exitCode, texts } = await regenerated(moved, '--from-files');
    expect([exitCode, texts]).toEqual([0, issued]);
  });

  it('names what the ledger holds otherwise, and still writes what was sent', async () => {
    const [[content]] = (await warehouseRows(
      folder,
      "select content from facts where kind = 'usage' order by length(content) desc limit 1",
    )) as [[string]];
    const altered = content.replace(/"numerator":"(\d+)/, '"numerator":"9$1');
    await warehouseRows(
      folder,
      `update facts set content = '${altered.replaceAll("'", "''")}' where content = '${content.replaceAll("'", "''")}' returning 1`,
    );
    const { exitCode, texts, answer } = await regenerated(folder);
    expect([exitCode, texts]).toEqual([1, issued]);
    const told = answer.documents.flatMap((one: { differences: string[] }) => one.differences);
    expect(told).toEqual([
      expect.stringMatching(/^The fact [0-9a-f]{64} \(usage\) was altered in the ledger$/),
    ]);
    expect(answer.error.exit_code).toBe(1);
  });

  it('says which segments are not what they were', async () => {
    const [[path]] = (await warehouseRows(
      folder,
      "select path from segments where source = 'logins' order by path limit 1",
    )) as [[string]];
    const bytes = await readFile(join(folder, path));
    bytes[bytes.length >> 1]! ^= 1;
    await writeFile(join(folder, path), bytes);
    const { exitCode, answer } = await regenerated(folder, '--from-raw');
    expect(exitCode).toBe(1);
    expect(answer.error.message).toBe(
      `The usage cannot be measured again, because of these segments of the lake:
  ${path}: has changed (its hash differs)
Measure from the delivered files with --from-files.`,
    );
    expect((await regenerated(folder, '--from-files')).exitCode).toBe(0);
  });

  it('says which delivered files are gone or hold something else', async () => {
    const paths = (await warehouseRows(folder, 'select path from batches order by path')) as [
      string,
    ][];
    const [first, second] = [paths[0]![0], paths[1]![0]];
    await rm(join(folder, first));
    const gone = await regenerated(folder, '--from-files');
    expect(gone.answer.error.message).toContain(`  ${first}: missing (`);
    await cp(join(folder, second), join(folder, first));
    const other = await regenerated(folder, '--from-files');
    expect(other.exitCode).toBe(1);
    expect(other.answer.error.message).toContain(': the file has other content now\n');
  });

  it('says which folder cannot be written', async () => {
    const file = join(folder, 'a-file');
    await writeFile(file, '');
    const { exitCode, answer } = await regenerated(folder, '--out', file);
    expect([exitCode, answer.error.message]).toEqual([
      1,
      `The reports cannot be written to ${file} (EEXIST).\nName a folder that can be written with --out DIR.`,
    ]);
  });

  it.each([
    [
      ['INV-2026-000009'],
      2,
      'There is no document "INV-2026-000009"; did you mean INV-2026-000001?',
    ],
    [['--month', '2026-08'], 4, 'Nothing was issued for 2026-08.'],
  ])('of %j says that it is not there', async (options, exitCode, message) => {
    const result = await regenerated(folder, ...options);
    expect([result.exitCode, result.answer.error.message]).toEqual([
      exitCode,
      expect.stringContaining(message),
    ]);
  });
});
