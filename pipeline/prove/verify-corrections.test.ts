import { cp } from 'node:fs/promises';
import { beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { correct, load, run, voidInvoice, withdraw } from '../../src/testing/jobs.ts';
import { tempFolder } from '../../src/testing/temp-folder.ts';
import { differencesIn, tamper } from '../../src/testing/verified.ts';
import { csv, headers, writeFiles, writeWorkspace } from '../../src/testing/write-workspace.ts';

const bandwidth = (row: string) => csv(headers.bandwidth, [row]);

let kept: string;
let folder: string;

/** One invoice corrected twice, the other voided and replaced. */
beforeAll(async () => {
  kept = await writeWorkspace({
    customers: ['acme,Acme,a1', 'beta,Beta,b1'],
    purchases: ['o1,a1,pro,2026-09-01,1', 'o2,b1,pro,2026-09-01,1'],
    files: { 'logs/bandwidth/a.csv': bandwidth('2026-09-03T10:00:00+08:00,a1,10') },
  });
  await run(kept, '2026-09');
  await writeFiles(kept, {
    'logs/bandwidth/late.csv': bandwidth('2026-09-04T10:00:00+08:00,a1,20'),
  });
  await load(kept);
  await correct(kept, '2026-09');
  await withdraw(kept, 'logs/bandwidth/a.csv');
  await correct(kept, '2026-09');
  await voidInvoice(kept, 'INV-2026-000002', { reason: 'sent twice' });
});

beforeEach(async () => {
  folder = await tempFolder();
  await cp(kept, folder, { recursive: true });
});

async function found(): Promise<string[]> {
  const differences = (await differencesIn(folder)).filter((text) => !/^\[(seal|out)\]/.test(text));
  return differences.map((text) => text.replaceAll(/[0-9a-f]{64}|[0-9a-f]{32}/g, '#'));
}

/** Every text of a document, with the hash that it then has. */
function altered(number: string, from: string, to: string): string {
  return `update invoices set document = replace(document, '${from}', '${to}') where number = '${number}';
    update invoices set sha256 = sha256(document) where number = '${number}'`;
}

describe('verify, of corrections and voids', () => {
  it('finds nothing where nothing was altered', async () => {
    expect(await found()).toEqual([]);
  });

  it('makes every correction again from its facts and the documents before it', async () => {
    await tamper(folder, altered('DBN-2026-000001', '"now":"60.00"', '"now":"70.00"'));
    expect(await found()).toContain(
      '[rating] DBN-2026-000001, lines[1].corrects.now: 60.00 → 70.00',
    );
  });

  it('names each correction that does not follow from an invoice before it', async () => {
    await tamper(folder, altered('INV-2026-000001', '"amount":"20.00"', '"amount":"21.00"'));
    expect((await found()).filter((text) => /rating.*amount/.test(text))).toEqual([
      '[rating] INV-2026-000001, lines[2].amount: 20.00 → 21.00',
      '[rating] DBN-2026-000001, lines[1].amount: 39.00 → 40.00',
      '[rating] CRN-2026-000001, lines[1].amount: -21.00 → -20.00',
    ]);
  });

  it('makes a note that voids an invoice again from what it takes back', async () => {
    await tamper(folder, altered('CRN-2026-000002', '"issued":"999.00"', '"issued":"998.00"'));
    expect((await found()).filter((text) => text.startsWith('[rating]'))).toEqual([
      '[rating] CRN-2026-000002, corrects.issued: 999.00 → 998.00',
      '[rating] CRN-2026-000002, lines[1].corrects.issued: 999.00 → 998.00',
    ]);
  });

  it.each<[string, string, string[]]>([
    [
      'a void that is gone',
      'delete from voids',
      [
        '[references] CRN-2026-000002, voids: INV-2026-000002: sent twice → nothing',
        '[references] INV-2026-000003, replaces: INV-2026-000002 → nothing',
        '[summaries] summary of 2026-09, INV-2026-000002, status: corrected → voided',
      ],
    ],
    [
      'the reason of a void',
      "update voids set reason = 'none'",
      ['[references] CRN-2026-000002, voids: INV-2026-000002: sent twice → INV-2026-000002: none'],
    ],
    [
      'a void without its replacement',
      'update voids set replaced_by = null',
      ['[references] INV-2026-000003, replaces: INV-2026-000002 → nothing'],
    ],
    [
      'a withdrawn batch that counts',
      'update batches set withdrawn_sequence_number = null',
      ['[batches] logs/bandwidth/a.csv (batch 1), state, by the audit: withdrawn → counts'],
    ],
    [
      'a batch that is withdrawn without an entry of the audit',
      "update batches set withdrawn_sequence_number = 9 where path = 'logs/bandwidth/late.csv'",
      ['[batches] logs/bandwidth/late.csv (batch 2), state, by the audit: counts → withdrawn'],
    ],
    [
      'a delivery of another content',
      "update deliveries set sha256 = sha256('') where path = 'logs/bandwidth/late.csv'",
      ['[batches] logs/bandwidth/late.csv, batch of the delivery: bandwidth # → bandwidth #'],
    ],
    [
      'a quantity that is not its fraction',
      "update daily_usage set quantity = 21 where app_id = 'a1' and usage_date = '2026-09-04'",
      [
        '[usage] daily_usage, app a1, bandwidth_domestic_mbps on 2026-09-04, quantity: 20.000000000 → 21.000000000',
      ],
    ],
    [
      'rows of a document that is not there',
      "insert into findings (number, code, app_id, message) values ('INV-2026-000009', 'late', 'a1', 'none')",
      ['[lines] INV-2026-000009, rows of findings: a document → 1 of none'],
    ],
    [
      'a summary that is gone',
      'delete from summaries',
      ['[summaries] summary of 2026-09, : a summary → nothing'],
    ],
    [
      "a document's state in a summary",
      'update summaries set document = replace(document, \'"status":"corrected"\', \'"status":"voided"\')',
      ['[summaries] summary of 2026-09, INV-2026-000001, status: corrected → voided'],
    ],
  ])('names %s', async (_name, sql, expected) => {
    await tamper(folder, sql);
    expect(await found()).toEqual(expected);
  });
});
