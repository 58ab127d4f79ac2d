import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { writeEmptyWorkspace } from './write-empty-workspace.ts';

let dir: string;
const text = (path: string) => readFile(join(dir, path), 'utf8');

beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), 'imbill-empty-'));
  await writeEmptyWorkspace(dir);
});

afterAll(() => rm(dir, { recursive: true }));

describe('writeEmptyWorkspace', () => {
  it('writes these files and folders', async () => {
    expect((await readdir(dir, { recursive: true })).sort()).toEqual([
      '.gitignore',
      'README.txt',
      'accounts',
      'accounts/customers.csv',
      'accounts/payments.csv',
      'accounts/purchases.csv',
      'accounts/roaming.csv',
      'imbill.yaml',
      'logs',
      'logs/bandwidth',
      'logs/daily',
      'logs/groups',
      'logs/logins',
      'prices',
    ]);
  });

  it('writes the defaults into the settings, and asks for PDFs', async () => {
    expect(parse(await text('imbill.yaml'))).toEqual({
      timezone: 'Asia/Shanghai',
      price_list: 'tencent-im',
      documents: { pdf: true },
      sources: {
        logins: { files: 'logs/logins/**/*' },
        bandwidth: { files: 'logs/bandwidth/**/*', slot_seconds: 300 },
        groups: { files: 'logs/groups/**/*' },
        daily: { files: 'logs/daily/**/*' },
      },
      rejects: { max_share: 0 },
    });
  });

  it('writes only headers into the accounts', async () => {
    expect(await text('accounts/customers.csv')).toBe('customer_id,name,app_id,app_name\n');
    expect(await text('accounts/purchases.csv')).toBe(
      'order_id,app_id,sku,purchased_at,months,kind,amount\n',
    );
    expect(await text('accounts/payments.csv')).toBe(
      'payment_id,customer_id,received_at,amount,kind,currency,document_number,reverses,note\n',
    );
    expect(await text('accounts/roaming.csv')).toBe('app_id,from,extra_months\n');
    expect(await text('.gitignore')).toBe('.imbill/\n');
  });
});
