import { copyFile, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parseHTML } from 'linkedom';
import { beforeAll, describe, expect, it } from 'vitest';
import { sha256Of } from '../../src/base/sha256.ts';
import type { InvoiceDocument } from '../../src/invoice/document.ts';
import { imbill } from '../../src/testing/command-line.ts';
import { regenerate, run } from '../../src/testing/jobs.ts';
import { csv, defaultSettings, writeWorkspace } from '../../src/testing/write-workspace.ts';

let folder: string;

beforeAll(async () => {
  folder = await writeWorkspace({
    settings: `${defaultSettings}documents: { title: { zh: 对账单, en: Statement }, language: zh, currency: code }\n`,
    purchases: ['o1,a1,pro,2026-09-01,1'],
    files: {
      'accounts/customers.csv': csv('customer_id,name,app_id,language', [
        'acme,Acme,a1,',
        'bell,Bell,b1,en',
        'cole,Cole,c1,both',
      ]),
      'logs/daily/days.csv':
        'date,app_id,metric,value\n2026-09-08,a1,dau,4\n2026-09-08,b1,dau,7\n2026-09-08,c1,dau,7\n',
    },
  });
  await run(folder, '2026-09');
});

const inFolder = (...args: string[]) => imbill([...args, '--workspace', folder]);
const pathOf = (name: string) => join(folder, 'out', '2026-09', name);

describe('a document that is sent', () => {
  it('has the title of the workspace, and the language of the customer or else of the workspace', async () => {
    const heads = await Promise.all(
      ['1', '2', '3'].map(async (number) => {
        const json = await readFile(pathOf(`INV-2026-00000${number}.json`), 'utf8');
        const { language, title } = JSON.parse(json) as InvoiceDocument;
        const page = await readFile(pathOf(`INV-2026-00000${number}.html`), 'utf8');
        const [, words] = /<h1>(.*)<\/h1>/.exec(page) ?? [];
        return [language, title, words?.replaceAll(/<[^>]*>/g, '')];
      }),
    );
    const title = { zh: '对账单', en: 'Statement' };
    expect(heads).toEqual([
      ['zh', title, '对账单'],
      ['en', title, 'Statement'],
      [undefined, title, '对账单 Statement'],
    ]);
  });

  it('has no sign of its currency where the workspace wants the code alone, also if it is rebuilt', async () => {
    const page = await readFile(pathOf('INV-2026-000001.html'), 'utf8');
    expect(page).toContain('<span class="currency">CNY</span> <span class="number">999.00</span>');
    const json = await readFile(pathOf('INV-2026-000001.json'), 'utf8');
    expect((JSON.parse(json) as InvoiceDocument).currency_as).toBe('code');
    const { stdout } = await inFolder('invoice', 'verify', '--json');
    expect((JSON.parse(stdout) as { differences: unknown[] }).differences).toEqual([]);
  });

  it('prints the SHA-256 of the very file that was written, which show lists with the others', async () => {
    const files = ['csv', 'html', 'json'].map((format) => `INV-2026-000002.${format}`);
    const hashes = await Promise.all(
      files.map(async (name) => [name, sha256Of(await readFile(pathOf(name)))] as const),
    );
    const [page, json] = [await readFile(pathOf(files[1]!), 'utf8'), hashes[2]![1]];
    expect(page).toContain(`<bdi>${files[2]}</bdi> · SHA-256 <code>${json}</code>`);
    const { stdout } = await inFolder('invoice', 'show', 'INV-2026-000002');
    expect(stdout.split('\n').filter((line) => line.startsWith('SHA-256'))).toEqual(
      hashes.map(([name, sha256]) => `SHA-256 of ${name}: ${sha256}`),
    );
    for (const [name] of hashes) {
      await copyFile(pathOf(name), join(folder, 'received'));
      const { exitCode } = await inFolder('invoice', 'verify', '--file', join(folder, 'received'));
      expect([name, exitCode]).toEqual([name, 0]);
    }
  });

  it('prints its entry in the ledger and the root of all documents up to it', async () => {
    const hashOf = (hex: string) => sha256Of(Buffer.from(hex, 'hex'));
    const names = ['INV-2026-000001', 'INV-2026-000002'];
    const files = await Promise.all(names.map((name) => readFile(pathOf(`${name}.json`))));
    const [first, second] = files.map((file) => hashOf(`00${sha256Of(file)}`));
    const rootOf = async (name: string) => {
      const page = await readFile(pathOf(`${name}.html`), 'utf8');
      const { document } = parseHTML(page);
      return [...document.querySelectorAll('.check p')].slice(0, 2).map((one) => one.textContent);
    };
    expect(await rootOf(names[0]!)).toEqual(['账本第 1 项', `根哈希 ${first}`]);
    const both = hashOf(`01${first}${second}`);
    expect(await rootOf(names[1]!)).toEqual(['Entry 2 of the ledger', `Root ${both}`]);
  });

  it('has the same pages when it is regenerated', async () => {
    const again = await regenerate(folder);
    expect(again.map(({ rendered }) => rendered)).toEqual(again.map(() => 'identical'));
  });

  it('is rebuilt from its facts, with title and language', async () => {
    const { exitCode, stdout } = await inFolder('invoice', 'verify', '--json');
    expect([exitCode, JSON.parse(stdout).differences]).toEqual([0, []]);
  });
});
