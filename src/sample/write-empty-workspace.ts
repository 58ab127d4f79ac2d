import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { csvLine } from '../base/csv.ts';
import { writeAccounts } from './accounts-files.ts';
import { emptyReadme, emptySettings } from './settings-texts.ts';

const paymentColumns = [
  ...['payment_id', 'customer_id', 'received_at', 'amount', 'kind'],
  ...['currency', 'document_number', 'reverses', 'note'],
];

/**
 * Writes a workspace without data into the existing folder `dir`. It has commented default
 * settings, account files with only a header, and empty folders for logs and price books. A
 * .gitignore leaves the warehouse out, a README.txt says what to put where. Existing files of these names are overwritten.
 */
export async function writeEmptyWorkspace(dir: string): Promise<void> {
  await writeAccounts(dir, { customers: [], purchases: [], roaming: [] });
  await writeFile(join(dir, 'accounts', 'payments.csv'), csvLine(paymentColumns));
  for (const folder of ['logs/logins', 'logs/bandwidth', 'logs/groups', 'logs/daily', 'prices']) {
    await mkdir(join(dir, folder), { recursive: true });
  }
  await writeFile(join(dir, 'imbill.yaml'), emptySettings);
  await writeFile(join(dir, 'README.txt'), emptyReadme);
  await writeFile(join(dir, '.gitignore'), '.imbill/\n');
}
