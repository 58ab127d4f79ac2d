import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { imbill } from '../../src/testing/command-line.ts';
import { copyOf } from '../../src/testing/issued-workspace.ts';
import { warehouseRows } from '../../src/testing/jobs.ts';
import { mixedAccounts, mixedFiles, splitFiles } from '../../src/testing/mixed-month.ts';
import { tempFolder } from '../../src/testing/temp-folder.ts';
import { differencesIn, tamper } from '../../src/testing/verified.ts';
import {
  csv,
  defaultSettings,
  headers,
  writeFiles,
  writeWorkspace,
} from '../../src/testing/write-workspace.ts';
import { userName } from '../../src/warehouse/user-name.ts';

const month = ['--month', '2026-09'];
const now = '2026-10-01T02:00:00Z';

const row = (day: string, mbps: string) =>
  csv(headers.bandwidth, [`2026-09-${day}T12:00:00+08:00,a1,${mbps}`]);

let prepared: string;
/** Content hash of its drafts. */
let hash: string;

/** Acme owes 999 + 100 × 2 = 1199.00, beta 999.00. */
beforeAll(async () => {
  prepared = await writeWorkspace({
    customers: ['acme,Acme,a1', 'beta,Beta,b1'],
    purchases: ['o1,a1,pro,2026-09-01,1', 'o2,b1,pro,2026-09-01,1'],
    files: { 'logs/bandwidth/a.csv': row('10', '100') },
  });
  hash = await previewed(prepared);
});

/** Copies the prepared workspace, in which the month was shown by preview. */
async function openSeptember(rule?: string): Promise<string> {
  const folder = await copyOf(prepared);
  if (rule !== undefined)
    await writeFiles(folder, { 'imbill.yaml': `${defaultSettings}approval: ${rule}\n` });
  return folder;
}

/** Runs a command with `--json`. */
async function json(cwd: string, ...args: string[]) {
  const { exitCode, stdout } = await imbill([...args, '--json'], { cwd, now });
  return { exitCode, ...JSON.parse(stdout) };
}

async function previewed(cwd: string): Promise<string> {
  return (await json(cwd, 'preview', ...month)).drafts_sha256;
}

const approve = (cwd: string, hash: string, by: string, ...more: string[]) =>
  json(cwd, 'approve', ...month, '--hash', hash, '--by', by, ...more);

const issued = async (cwd: string) =>
  (await warehouseRows(cwd, 'select number from invoices order by position')).flat();

/** Entries of the audit about issued documents. */
const audited = (cwd: string) =>
  warehouseRows(
    cwd,
    "select action, subject, reason, detail from audit where action <> 'late-data' order by entry",
  );

describe('imbill run --approved', () => {
  it('issues the drafts that preview showed', async () => {
    const cwd = await openSeptember();
    expect(hash).toMatch(/^[0-9a-f]{64}$/);
    const done = await json(cwd, 'run', ...month, '--approved', hash.slice(0, 12), '--by', 'Bo');
    expect(done).toMatchObject({ exitCode: 0, new_invoices: 2, drafts_sha256: hash });
    expect(await audited(cwd)).toEqual([
      [
        'issue',
        '2026-09',
        '',
        `{"approved_by":[],"drafts_sha256":"${hash}","issued_by":"Bo","numbers":["INV-2026-000001","INV-2026-000002"]}`,
      ],
    ]);
    expect(await differencesIn(cwd)).toEqual([]);
  });

  it('refuses other drafts, names each change, and issues nothing', async () => {
    const cwd = await openSeptember();
    await writeFiles(cwd, {
      'logs/bandwidth/late.csv': row('11', '160'),
      'accounts/customers.csv': 'customer_id,name,app_id\nacme,Acme,a1\ncarl,Carl,c1\n',
      'accounts/purchases.csv':
        'order_id,app_id,sku,purchased_at,months\no1,a1,pro,2026-09-01,1\no3,c1,pro,2026-09-02,1\n',
    });
    const refused = await imbill(['run', ...month, '--approved', hash], { cwd, now });
    const current = await previewed(cwd);
    expect(refused).toEqual({
      exitCode: 4,
      stdout: '',
      stderr: `2026-09 was not issued.
The drafts of 2026-09 are not those of --approved ${hash}: their content hash is now ${current}.
acme (Acme): total 1,199.00 → 1,519.00 CNY
  a1 bandwidth-domestic: usage 100 → 260, amount 200.00 → 520.00
  a1 bandwidth_domestic_mbps on 2026-09-11: none → 160
beta (Beta): no draft any more, total was 999.00 CNY
  b1 pro (o2): unit price 999 → none, amount 999.00 → none
carl (Carl): a new draft, total 999.00 CNY
  c1 pro (o3): unit price none → 999, amount none → 999.00
Look at them with imbill preview --month 2026-09, approve them with imbill approve --month 2026-09 --hash ${current} --by NAME, and then imbill run --month 2026-09 --approved ${current}
imbill preview --month 2026-09 shows the month and issues nothing.
`,
    });
    expect(await issued(cwd)).toEqual([]);
  });

  it('tells the same changes again in a second run, and in JSON', async () => {
    const cwd = await openSeptember();
    await writeFiles(cwd, { 'logs/bandwidth/late.csv': row('11', '160') });
    for (const _ of [1, 2])
      expect(await json(cwd, 'run', ...month, '--approved', hash)).toMatchObject({
        exitCode: 4,
        approved_sha256: hash,
        refusals: [{ code: 'drafts-changed' }],
        changes: [
          {
            customer_id: 'acme',
            change: 'changed',
            total_before: '1199.00',
            total_now: '1519.00',
            charges: [
              {
                ...{ app_id: 'a1', sku: 'bandwidth-domestic', kind: 'postpaid' },
                ...{ usage_before: '100', usage_now: '260' },
                ...{ unit_price_before: '2', unit_price_now: '2' },
                ...{ amount_before: '200.00', amount_now: '520.00' },
              },
            ],
            parts: [],
          },
        ],
      });
    expect(await issued(cwd)).toEqual([]);
  });

  it('says so if the named drafts are not known', async () => {
    const cwd = await openSeptember();
    const refused = await json(cwd, 'run', ...month, '--approved', '0123456789ab');
    expect(refused).toMatchObject({ exitCode: 4, changes: null });
    expect(refused.error.message).toContain('What changed is not known: ');
  });

  it('changes nothing once the month is issued', async () => {
    const cwd = await openSeptember();
    await json(cwd, 'run', ...month, '--approved', hash);
    const again = await json(cwd, 'run', ...month, '--approved', hash);
    expect(again).toMatchObject({ exitCode: 0, new_invoices: 0, drafts_sha256: null });
  });

  it.each(['e0a96a3978b', '', 'zzzzzzzzzzzzzzzz', `${'0'.repeat(64)}0`])(
    'does not take %j for a hash',
    async (text) => {
      const cwd = await openSeptember();
      expect(await json(cwd, 'run', ...month, '--approved', text)).toMatchObject({ exitCode: 2 });
    },
  );
});

describe('the content hash', () => {
  it('does not depend on threads, files, the time of day and the zone of the machine', async () => {
    const plain = await writeWorkspace({ ...mixedAccounts, files: mixedFiles() });
    const split = await writeWorkspace({ ...mixedAccounts, files: splitFiles(7) });
    const args = ['preview', ...month, '--json', '--threads'];
    const ended = [
      await imbill([...args, '1'], { cwd: plain, now }),
      await imbill([...args, '4'], { cwd: plain, now: '2027-02-03T23:59:59Z' }),
      await imbill([...args, '3'], { cwd: split, now, timeZone: 'America/St_Johns' }),
    ];
    const hashes = ended.map(({ stdout }) => JSON.parse(stdout).drafts_sha256);
    expect(hashes[0]).toMatch(/^[0-9a-f]{64}$/);
    expect(new Set(hashes).size).toBe(1);
  });

  it('covers only customers without an invoice', async () => {
    const cwd = await openSeptember();
    await json(cwd, 'run', ...month);
    expect(await previewed(cwd)).toBeNull();
    await writeFiles(cwd, {
      'accounts/customers.csv':
        'customer_id,name,app_id\nacme,Acme,a1\nbeta,Beta,b1\ncarl,Carl,c1\n',
      'accounts/purchases.csv':
        'order_id,app_id,sku,purchased_at,months\no1,a1,pro,2026-09-01,1\no2,b1,pro,2026-09-01,1\no3,c1,pro,2026-09-02,1\n',
    });
    const late = await previewed(cwd);
    expect(await approve(cwd, late, 'Anna')).toMatchObject({ drafts: 1, of: 'month' });
    expect(await json(cwd, 'run', ...month, '--approved', late)).toMatchObject({ new_invoices: 1 });
    expect(await differencesIn(cwd)).toEqual([]);
  });
});

describe('imbill approve', () => {
  it('records the person and keeps the drafts, once', async () => {
    const cwd = await openSeptember();
    const first = await approve(
      cwd,
      hash.slice(0, 12).toUpperCase(),
      ' Anna Li ',
      '--reason',
      'ok',
    );
    expect(first).toMatchObject({
      ...{ exitCode: 0, month: '2026-09', drafts_sha256: hash, is_new: true, drafts: 2 },
      totals: [{ currency: 'CNY', prepaid: '1998.00', postpaid: '200.00', total: '2198.00' }],
      approvals: [{ approved_by: 'Anna Li', reason: 'ok' }],
    });
    expect(await approve(cwd, hash, 'anna  li')).toMatchObject({ exitCode: 0, is_new: false });
    expect(await approve(cwd, hash, 'Bo')).toMatchObject({ is_new: true });
    expect((await json(cwd, 'preview', ...month)).approvals).toMatchObject([
      { approved_by: 'Anna Li' },
      { approved_by: 'Bo' },
    ]);
    expect(await differencesIn(cwd)).toEqual([]);
  });

  it('refuses a hash that the loaded files do not give, with the changes', async () => {
    const cwd = await openSeptember();
    await writeFiles(cwd, { 'logs/bandwidth/late.csv': row('11', '160') });
    // A file that is not loaded yet was not looked at.
    expect(await approve(cwd, hash, 'Anna')).toMatchObject({ exitCode: 0 });
    await json(cwd, 'load');
    const stale = await approve(cwd, hash, 'Bo');
    expect(stale).toMatchObject({
      ...{ exitCode: 4, approved_sha256: hash },
      changes: [{ customer_id: 'acme', total_before: '1199.00', total_now: '1519.00' }],
    });
    expect((await audited(cwd)).map(([action]) => action)).toEqual(['approve']);
  });

  it('has nothing to approve in an issued month', async () => {
    const cwd = await openSeptember();
    await json(cwd, 'run', ...month);
    const late = await approve(cwd, hash, 'Anna');
    expect(late.exitCode).toBe(4);
    expect(late.error.message).toMatch(/^There is nothing to approve for 2026-09: /);
  });

  it('is withdrawn with a reason, until documents are issued by it', async () => {
    const cwd = await openSeptember('required');
    expect(await approve(cwd, hash, 'Bo', '--withdraw', '--reason', 'x')).toMatchObject({
      exitCode: 4,
    });
    await approve(cwd, hash, 'Anna');
    expect(await approve(cwd, hash, 'Bo', '--withdraw')).toMatchObject({ exitCode: 2 });
    expect(await approve(cwd, hash, 'Bo', '--withdraw', '--reason', 'x')).toMatchObject({
      ...{ exitCode: 0, action: 'withdraw-approval', approvals: [] },
    });
    expect(await json(cwd, 'run', ...month, '--approved', hash)).toMatchObject({
      ...{ exitCode: 4, refusals: [{ code: 'not-approved' }] },
    });
    await approve(cwd, hash, 'Anna');
    expect(await json(cwd, 'run', ...month)).toMatchObject({ exitCode: 0, new_invoices: 2 });
    const late = await approve(cwd, hash, 'Bo', '--withdraw', '--reason', 'x');
    expect(late).toMatchObject({ exitCode: 4 });
    expect(late.error.message).toContain('Documents were issued by the approval of "Anna"');
    expect(await differencesIn(cwd)).toEqual([]);
  });
});

describe('approval: required', () => {
  it('issues approved drafts only, also without --approved', async () => {
    const cwd = await openSeptember('required');
    const refused = await json(cwd, 'run', ...month, '--approved', hash);
    expect(refused).toMatchObject({
      ...{ exitCode: 4, refusals: [{ code: 'not-approved' }], approved_sha256: null },
      drafts_sha256: hash,
    });
    await approve(cwd, hash, 'Anna');
    await writeFiles(cwd, { 'logs/bandwidth/late.csv': row('11', '160') });
    expect(await json(cwd, 'run', ...month)).toMatchObject({
      ...{ exitCode: 4, refusals: [{ code: 'drafts-changed' }], approved_sha256: hash },
      changes: [{ customer_id: 'acme', total_now: '1519.00' }],
    });
    expect(await issued(cwd)).toEqual([]);
    await rm(join(cwd, 'logs/bandwidth/late.csv'));
    await json(cwd, 'load', '--withdraw', 'logs/bandwidth/late.csv', '--reason', 'wrong');
    const done = await json(cwd, 'run', ...month);
    expect(done).toMatchObject({
      ...{ exitCode: 0, new_invoices: 2 },
      approvals: [{ approved_by: 'Anna' }],
    });
    const [entry] = (await audited(cwd)).filter(([action]) => action === 'issue');
    expect(JSON.parse(String(entry![3]))).toEqual({
      approval_rule: 'required',
      approved_by: ['Anna'],
      drafts_sha256: hash,
      issued_by: userName(),
      numbers: ['INV-2026-000001', 'INV-2026-000002'],
    });
  });

  it('counts for a correction and its late invoice', async () => {
    const cwd = await openSeptember('required');
    await approve(cwd, hash, 'Anna');
    await json(cwd, 'run', ...month);
    await writeFiles(cwd, { 'logs/bandwidth/late.csv': row('11', '160') });
    await json(cwd, 'load');
    const shown = await json(cwd, 'correct', ...month, '--dry-run');
    expect(shown.drafts_sha256).toMatch(/^[0-9a-f]{64}$/);
    const refused = await json(cwd, 'correct', ...month);
    expect(refused).toMatchObject({ exitCode: 4, drafts_sha256: shown.drafts_sha256 });
    expect(refused.error.message).toMatch(/^Nobody approved the corrections of 2026-09; /);
    expect(await approve(cwd, shown.drafts_sha256, 'Anna')).toMatchObject({ of: 'correction' });
    const done = await json(cwd, 'correct', ...month, '--approved', shown.drafts_sha256);
    expect(done).toMatchObject({ exitCode: 0, documents: [{ number: 'DBN-2026-000001' }] });
    expect(await differencesIn(cwd)).toEqual([]);
  });

  it('voids an invoice only without a new one, which correct then issues', async () => {
    const cwd = await openSeptember('required');
    await approve(cwd, hash, 'Anna');
    await json(cwd, 'run', ...month);
    const args = ['invoice', 'void', 'INV-2026-000001', '--reason', 'wrong name'];
    const refused = await json(cwd, ...args);
    expect(refused.exitCode).toBe(4);
    expect(refused.error.message).toContain('Void it with --no-replacement.');
    expect(await json(cwd, ...args, '--no-replacement', '--by', 'Bo')).toMatchObject({
      exitCode: 0,
    });
    const { drafts_sha256 } = await json(cwd, 'correct', ...month, '--dry-run');
    await approve(cwd, drafts_sha256, 'Anna');
    expect(await json(cwd, 'correct', ...month)).toMatchObject({
      ...{ exitCode: 0, documents: [{ number: 'INV-2026-000003', refers_to: 'INV-2026-000001' }] },
    });
    expect(await differencesIn(cwd)).toEqual([]);
  });

  it('is named as it is accepted if it is another word', async () => {
    const cwd = await openSeptember('four eyes');
    const { exitCode, error } = await json(cwd, 'preview', ...month);
    expect([exitCode, error.message.split('\n')[0]]).toEqual([
      3,
      'imbill.yaml:7:11: approval is "four eyes"; accepted: required, four-eyes',
    ]);
  });
});

describe('approval: four-eyes', () => {
  it('refuses the person who approved, by name or as the user of the process', async () => {
    const cwd = await openSeptember('four-eyes');
    await approve(cwd, hash, userName());
    for (const by of [[], ['--by', ` ${userName().toUpperCase()}\u200b`]])
      expect(await json(cwd, 'run', ...month, '--approved', hash, ...by)).toMatchObject({
        ...{ exitCode: 4, refusals: [{ code: 'approved-by-issuer' }] },
      });
    expect(await issued(cwd)).toEqual([]);
    expect(await json(cwd, 'run', ...month, '--by', 'Bo')).toMatchObject({ exitCode: 0 });
    expect(await differencesIn(cwd)).toEqual([]);
  });
});

describe('verify', () => {
  let approved: string;

  /** Issued by Bo with the approval of Anna. */
  beforeAll(async () => {
    approved = await openSeptember('four-eyes');
    await approve(approved, hash, 'Anna');
    await json(approved, 'run', ...month, '--by', 'Bo');
    expect(await found(approved)).toEqual([]);
  });

  const found = async (cwd: string) =>
    (await differencesIn(cwd))
      .filter((text) => text.startsWith('[approvals]'))
      .map((text) => text.replaceAll(/[0-9a-f]{64}/g, '#'));

  it.each<[string, string, string[]]>([
    [
      'an approved draft that was altered',
      `update facts set content = replace(content, '1199.00', '1099.00') where kind = 'draft'`,
      [
        '[approvals] audit entry 1, approved drafts: as they were approved → The fact # (draft) was altered in the ledger',
      ],
    ],
    [
      'an approval of other drafts',
      `update audit set detail = replace(detail, left(detail ->> '$.drafts_sha256', 4), '0000') where action = 'approve'`,
      [
        '[approvals] audit entry 1, approved drafts: as they were approved → The fact # is missing from the ledger',
        '[approvals] audit entry 2, approval of Anna: an entry → nothing',
        '[approvals] audit entry 2, approval: four-eyes → nothing',
      ],
    ],
    [
      'an approval that is gone',
      `delete from audit where action = 'approve'`,
      [
        '[approvals] audit entry 2, approval of Anna: an entry → nothing',
        '[approvals] audit entry 2, approval: four-eyes → nothing',
      ],
    ],
    [
      'an issuer who is the approver',
      `update audit set detail = replace(detail, '"Bo"', '"ANNA"') where action = 'issue'`,
      ['[approvals] audit entry 2, approved by: another person than the issuer → ANNA'],
    ],
    [
      'a document that was not approved',
      `update invoices set document = replace(document, '1199.00', '1099.00') where number = 'INV-2026-000001'`,
      ['[approvals] audit entry 2, content hash of the issued documents: # → #'],
    ],
  ])('names %s', async (_, sql, expected) => {
    const cwd = await copyOf(approved);
    await tamper(cwd, sql);
    expect(await found(cwd)).toEqual(expected);
  });

  it('names kept drafts that were altered', async () => {
    const cwd = await openSeptember();
    await tamper(cwd, "update drafts set document = replace(document, '999', '998')");
    expect(await found(cwd)).toEqual(['[approvals] drafts of 2026-09, content hash: # → #']);
  });
});

describe('an exported and imported ledger', () => {
  it('has approvals and drafts as before', async () => {
    const cwd = await openSeptember('required');
    await approve(cwd, hash, 'Anna');
    const dir = join(await tempFolder(), 'export');
    const copy = await tempFolder();
    await writeFiles(copy, { 'imbill.yaml': `${defaultSettings}approval: required\n` });
    expect((await imbill(['export', 'ledger', dir, '--workspace', cwd])).exitCode).toBe(0);
    expect((await imbill(['import', 'ledger', dir, '--workspace', copy])).exitCode).toBe(0);
    expect(await differencesIn(copy)).toEqual([]);
    const counted = 'select approved_by, is_withdrawn, is_issued from approvals';
    expect(await warehouseRows(copy, counted)).toEqual([['Anna', false, false]]);
    expect(await warehouseRows(copy, 'select customer_id from drafts order by all')).toEqual([
      ['acme'],
      ['beta'],
    ]);
  });
});
