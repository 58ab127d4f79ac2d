import { appendFile, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { sha256Of } from '../../src/base/sha256.ts';
import { imbill, imbillProcess } from '../../src/testing/command-line.ts';
import { copyOf } from '../../src/testing/issued-workspace.ts';
import {
  preview,
  regenerate,
  run,
  verify,
  voidInvoice,
  warehouseRows,
} from '../../src/testing/jobs.ts';
import { tempFolder } from '../../src/testing/temp-folder.ts';
import {
  csv,
  defaultSettings,
  headers,
  writeWorkspace,
} from '../../src/testing/write-workspace.ts';

const settings = `${defaultSettings}documents: { pdf: true }\n`;
const texts = {
  settings,
  purchases: ['o1,a1,pro,2026-09-02,1', 'o2,a1,pro,2026-10-05,1'],
  files: { 'logs/bandwidth/b.csv': csv(headers.bandwidth, ['2026-09-10T10:00:00+08:00,a1,100']) },
};
const names = ['INV-2026-000001.pdf', 'summary.pdf'];
let issued: string;
let sent: string[];

function hashesIn(folder: string): Promise<string[]> {
  const hashOf = async (name: string) => sha256Of(await readFile(join(folder, name)));
  return Promise.all(names.map(hashOf));
}

beforeAll(async () => {
  issued = await writeWorkspace(texts);
  await run(issued, '2026-09');
  sent = await hashesIn(join(issued, 'out/2026-09'));
});

describe('PDFs of a month', () => {
  it('are the same bytes in another process, zone and language', async () => {
    const folder = await writeWorkspace(texts);
    const env = { TZ: 'Pacific/Apia', LC_ALL: 'tr_TR.UTF-8' };
    const args = ['run', '--month', '2026-09', '--workspace', folder];
    expect(await imbillProcess(args, { env })).toMatchObject({ exitCode: 0 });
    expect(await hashesIn(join(folder, 'out/2026-09'))).toEqual(sent);
  });

  it('stay as they were sent, whatever the settings say later', async () => {
    const folder = await copyOf(issued);
    await writeFile(join(folder, 'imbill.yaml'), defaultSettings);
    await rm(join(folder, 'out'), { recursive: true });
    await run(folder, '2026-09');
    expect(await hashesIn(join(folder, 'out/2026-09'))).toEqual(sent);
    const { differences, reports, out_files } = await verify(folder);
    expect({ differences, reports, out_files }).toEqual({
      differences: [],
      reports: 4,
      out_files: 9,
    });
    const [again] = await regenerate(folder);
    expect(again).toMatchObject({ rendered: 'identical', differences: [] });
    expect(again!.report_sha256['INV-2026-000001.pdf']).toBe(sent[0]);
  });

  it('are found where they were altered, in out/ and in the ledger', async () => {
    const folder = await copyOf(issued);
    for (const name of names) await appendFile(join(folder, 'out/2026-09', name), '\n');
    await warehouseRows(
      folder,
      "update reports set content = (select content from reports where name like '%.html') where name like '%.pdf'",
    );
    const { differences } = await verify(folder);
    expect(differences.map(({ check, where, key }) => [check, where, key])).toEqual([
      ['reports', 'INV-2026-000001', 'INV-2026-000001.pdf'],
      ['out', 'out/2026-09/INV-2026-000001.pdf', 'SHA-256'],
      ['out', 'out/2026-09/summary.pdf', 'SHA-256'],
    ]);
  });

  it('are known when they come back, also to an imported ledger', async () => {
    const exported = join(await tempFolder(), 'export');
    const folder = join(await tempFolder(), 'imported');
    const file = join(issued, 'out/2026-09', names[0]!);
    for (const args of [
      ['export', 'ledger', exported, '--workspace', issued],
      ['import', 'ledger', exported, '--workspace', folder],
    ])
      expect(await imbill(args)).toMatchObject({ exitCode: 0 });
    const { stdout } = await imbill(['invoice', 'verify', '--file', file, '--workspace', folder]);
    expect(stdout).toBe(
      `${file}: issued, byte for byte: INV-2026-000001.pdf of INV-2026-000001, month 2026-09, customer acme.\nSHA-256 ${sent[0]}\n`,
    );
    expect((await regenerate(folder))[0]).toMatchObject({ rendered: 'identical', differences: [] });
  });

  it('are made of credit notes and previews, too', async () => {
    const folder = await copyOf(issued);
    await preview(folder, '2026-10');
    await voidInvoice(folder, 'INV-2026-000001', { isReplaced: false });
    const below = await readdir(join(folder, 'out'), { recursive: true });
    expect(below.filter((name) => name.endsWith('.pdf')).sort()).toEqual([
      '2026-09/CRN-2026-000001.pdf',
      '2026-09/INV-2026-000001.pdf',
      '2026-09/summary.pdf',
      '2026-10/preview/PREVIEW-2026-10-acme.pdf',
      '2026-10/preview/summary.pdf',
    ]);
  });

  it('stop the issue where a character cannot be shown, and nothing is issued', async () => {
    const folder = await writeWorkspace({ ...texts, customers: ['acme,🦊 Games,a1'] });
    await expect(run(folder, '2026-09')).rejects.toThrow('"🦊" (U+1F98A) in the customer’s name');
    expect(await warehouseRows(folder, 'select number from invoices')).toEqual([]);
  });
});
