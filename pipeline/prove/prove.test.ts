import { mkdir, readdir, readFile, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { allUnits } from '../../src/metrics/catalogue.ts';
import { parseTrust } from '../../src/proof/trust.ts';
import { verifyBundle } from '../../src/proof/verify-bundle.ts';
import { imbill } from '../../src/testing/command-line.ts';
import { copyOf, issuedWorkspace } from '../../src/testing/issued-workspace.ts';
import { correct, load, run, voidInvoice, warehouseRows } from '../../src/testing/jobs.ts';
import { mixedAccounts, splitFiles } from '../../src/testing/mixed-month.ts';
import { signAgain, signWorkspace } from '../../src/testing/signed-workspace.ts';
import { tempFolder } from '../../src/testing/temp-folder.ts';
import {
  hasOpenssl,
  openssl,
  type TimeStampAuthority,
  timeStampAuthority,
} from '../../src/testing/time-stamp-authority.ts';
import { csv, headers, writeFiles, writeWorkspace } from '../../src/testing/write-workspace.ts';
import type { SigningKey } from '../../src/tlog/note-key.ts';
import { imbillVersion } from '../effects/provenance.ts';

const first = 'INV-2026-000001';
let signed: string;
let folder: string;
let key: SigningKey;
let authority: TimeStampAuthority;

beforeAll(async () => {
  signed = await issuedWorkspace({ ...mixedAccounts, files: splitFiles() });
  key = await signWorkspace(signed);
});

async function prove(...options: string[]) {
  const args = ['invoice', 'prove', '--workspace', folder, ...options, '--json'];
  const { exitCode, stdout } = await imbill(args, { timeZone: 'Pacific/Apia' });
  return { exitCode, answer: JSON.parse(stdout) };
}

/** Content of all files below a folder, by name. */
async function filesBelow(path: string): Promise<Map<string, Buffer>> {
  const entries = await readdir(path, { recursive: true, withFileTypes: true });
  const paths = entries
    .filter((entry) => entry.isFile())
    .map(({ parentPath, name }) => join(parentPath, name))
    .sort();
  const named = paths.map(async (file) => {
    return [file.slice(path.length + 1), await readFile(file)] as const;
  });
  return new Map(await Promise.all(named));
}

async function verdictOf(number: string, path = join(folder, 'proofs')) {
  const trust = parseTrust({ key: key.verifier.text });
  const rules = { units: allUnits(), thisVersion: imbillVersion() };
  return verifyBundle(await filesBelow(join(path, number)), trust, rules);
}

/** An invoice that was corrected and then voided: the credit note follows two documents. */
async function correctedWorkspace(): Promise<string> {
  const workspace = await writeWorkspace({
    customers: ['acme,Acme,a1'],
    purchases: ['o1,a1,pro,2026-09-01,1'],
    files: { 'logs/bandwidth/a.csv': bandwidth('2026-09-03T10:00:00+08:00,a1,10') },
  });
  await run(workspace, '2026-09');
  const late = bandwidth('2026-09-04T10:00:00+08:00,a1,20');
  await writeFiles(workspace, { 'logs/bandwidth/late.csv': late });
  await load(workspace);
  await correct(workspace, '2026-09');
  await voidInvoice(workspace, first, { reason: 'sent twice' });
  return workspace;
}

const bandwidth = (row: string) => csv(headers.bandwidth, [row]);

describe('invoice prove', () => {
  beforeEach(async () => {
    folder = await copyOf(signed);
  });

  it('writes a folder for each document, which the verifier accepts', async () => {
    const { exitCode, answer } = await prove('--month', '2026-09');
    expect(exitCode).toBe(0);
    expect(answer.documents).toHaveLength(3);
    for (const { number, files, bytes, has_facts, is_dated } of answer.documents) {
      const written = await filesBelow(join(folder, 'proofs', number));
      expect([...written.keys()]).toEqual(files);
      const sizes = [...written.values()].map(({ length }) => length);
      expect(sizes.reduce((sum, size) => sum + size)).toBe(bytes);
      expect([has_facts, is_dated]).toEqual([true, false]);
      const verdict = await verdictOf(number);
      expect([verdict.accepted, verdict.steps.filter(({ state }) => state === 'failed')]).toEqual([
        true,
        [],
      ]);
    }
    for (const { bytes } of answer.documents) expect(bytes).toBeLessThan(200_000);
    expect(answer.documents[0].files).toEqual(
      ['entry.json', 'facts.json.gz', 'json', 'policy', 'proof.html', 'sha256', 'tlog-proof'].map(
        (ending) => `${first}.${ending}`,
      ),
    );
  });

  it('prints paths that can be used from where the command was called', async () => {
    const { stdout } = await imbill(['invoice', 'prove', first, '--workspace', folder]);
    expect(stdout).toContain(`${first}: ${join(folder, 'proofs', first)}, `);
  });

  it('writes the same bytes again, wherever and in whatever part', async () => {
    await prove();
    const other = await tempFolder();
    await prove(first, '--out', other, '--threads', '1');
    const proofs = await filesBelow(join(folder, 'proofs', first));
    expect(await filesBelow(join(other, first))).toEqual(proofs);
    const { ino } = await stat(join(other, first));
    await prove(first, '--out', other);
    expect((await stat(join(other, first))).ino).toBe(ino);
  });

  it('keeps the proof, and shows that the log only grew', async () => {
    await prove(first);
    const before = await filesBelow(join(folder, 'proofs', first));
    await writeFiles(folder, {
      'logs/logins/late.csv': 'time,app_id,user_id\n2026-09-03T10:00:00+08:00,a1,late\n',
    });
    await signAgain(folder);
    const { answer } = await prove(first);
    const after = await filesBelow(join(folder, 'proofs', first));
    const proof = `${first}.tlog-proof`;
    expect(after.get(proof)).toEqual(before.get(proof));
    expect(answer.documents[0].files).toContain(`${first}.tlog-consistency`);
    expect(await verdictOf(first)).toMatchObject({ accepted: true });
  });

  it('keeps files of others in the folder, and mends one of its own', async () => {
    const own = join(folder, 'proofs', first);
    await mkdir(own, { recursive: true });
    await writeFile(join(own, `${first}.pdf`), 'a page');
    await writeFile(join(own, `${first}.keys.json`), 'old');
    await prove(first);
    const names = await readdir(own);
    expect(names).toContain(`${first}.pdf`);
    expect(names).not.toContain(`${first}.keys.json`);
    await writeFile(join(own, `${first}.json`), '{}');
    await prove(first);
    expect((await readFile(join(own, `${first}.json`), 'utf8')).length).toBeGreaterThan(1000);
    expect(await readdir(join(folder, 'proofs'))).toEqual([first]);
  });

  it('adds the documents before a correction', async () => {
    folder = await correctedWorkspace();
    key = await signWorkspace(folder);
    const { answer } = await prove();
    for (const { number } of answer.documents) {
      const { accepted, steps } = await verdictOf(number);
      expect([number, accepted, steps.at(-1)?.text.en]).toEqual([number, true, expect.any(String)]);
    }
    const [, note, second] = answer.documents;
    expect([note.number, second.number]).toEqual(['DBN-2026-000001', 'CRN-2026-000001']);
    expect(second.files.slice(7)).toEqual(
      ['DBN-2026-000001', 'INV-2026-000001'].flatMap((number) =>
        ['entry.json', 'json', 'tlog-proof'].map((ending) => `before/${number}.${ending}`),
      ),
    );
  });

  it('refuses a ledger whose fact was altered', async () => {
    await warehouseRows(
      folder,
      "update facts set content = replace(content, 'acme', 'Acme') where kind = 'customer' returning 1",
    );
    const { exitCode, answer } = await prove(first);
    expect(exitCode).toBe(1);
    expect(answer.error.message).toMatch(
      /^INV-2026-00000\d: The fact [0-9a-f]{64} \(customer\) was altered/,
    );
    expect(await readdir(folder)).not.toContain('proofs');
  });

  it('refuses a log that is not the signed one', async () => {
    await warehouseRows(
      folder,
      "update log_entries set entry = replace(entry, '1', '2') where position = 0 returning 1",
    );
    const { exitCode, answer } = await prove(first);
    expect(exitCode).toBe(1);
    expect(answer.error.message).toMatch(
      /^The log has the root .+\nEntries were altered or removed/,
    );
  });

  it('says how to sign a log that is not signed', async () => {
    folder = await issuedWorkspace({ ...mixedAccounts, files: splitFiles() });
    const { exitCode, answer } = await prove(first);
    expect(exitCode).toBe(3);
    expect(answer.error.message).toContain('imbill key new FILE');
  });

  it.each([
    [['INV-2026-000009'], 2, 'There is no document "INV-2026-000009"'],
    [['--month', '2026-08'], 4, 'Nothing was issued for 2026-08.'],
  ])('of %j says that it is not there', async (options, exitCode, message) => {
    const result = await prove(...options);
    expect([result.exitCode, result.answer.error.message]).toEqual([
      exitCode,
      expect.stringContaining(message),
    ]);
  });

  it('says which folder cannot be written', async () => {
    const file = join(folder, 'a-file');
    await writeFile(file, '');
    const { exitCode, answer } = await prove(first, '--out', file);
    expect([exitCode, answer.error.message]).toEqual([
      1,
      expect.stringMatching(/^The proofs cannot be written to .*a-file \(E/),
    ]);
  });
});

/** Writes the text of the checkpoint of a proof, without signatures. */
async function checkpointText(): Promise<string> {
  const proof = await readFile(join(folder, 'proofs', first, `${first}.tlog-proof`), 'utf8');
  const file = join(await tempFolder(), 'checkpoint.txt');
  await writeFile(file, `${proof.split('\n\n')[1]}\n`);
  return file;
}

describe.skipIf(!(await hasOpenssl()))('invoice prove, of time stamps', () => {
  beforeAll(async () => {
    folder = await copyOf(signed);
    authority = await timeStampAuthority();
  });

  it('asks for one, keeps the reply, and puts it into the proof', async () => {
    const { answer } = await prove(first, '--timestamp-request');
    expect(answer.requests).toEqual([`proofs/${first}.tsq`]);
    const request = join(folder, 'proofs', `${first}.tsq`);
    const asked = await openssl('ts', '-query', '-in', request, '-text');
    expect(asked).toContain('Hash Algorithm: sha256');
    expect(asked).toMatch(/Nonce: unspecified\s+Certificate required: yes/);
    const bytes = await readFile(request);
    await prove(first, '--timestamp-request');
    expect(await readFile(request)).toEqual(bytes);

    const reply = await authority.answer(request);
    const kept = await prove('--timestamp-reply', reply);
    expect([kept.exitCode, kept.answer]).toEqual([
      0,
      {
        size: answer.documents[0].size,
        time: expect.stringMatching(/^20\d\d-\d\d-\d\dT\d\d:\d\d:\d\dZ$/),
        was_known: false,
      },
    ]);
    expect((await prove('--timestamp-reply', reply)).answer.was_known).toBe(true);

    const again = await prove();
    expect(again.answer.documents.map((one: { is_dated: boolean }) => one.is_dated)).toEqual([
      true,
      true,
      true,
    ]);
    const stamp = join(folder, 'proofs', first, `${first}.tsr`);
    const verified = await openssl(
      ...['ts', '-verify', '-data', await checkpointText(), '-in', stamp, '-CAfile', authority.ca],
    );
    expect(verified).toContain('Verification: OK');
    const page = await readFile(join(folder, 'proofs', first, `${first}.proof.html`), 'utf8');
    expect(page).toContain(kept.answer.time.replace('T', ' ').replace('Z', ' UTC'));
    expect(page).toContain('Test TSA');
  });

  it('refuses the reply to another request', async () => {
    const other = join(await tempFolder(), 'other.tsq');
    await openssl('ts', '-query', '-data', authority.ca, '-sha256', '-cert', '-out', other);
    const { exitCode, answer } = await prove('--timestamp-reply', await authority.answer(other));
    expect(exitCode).toBe(3);
    expect(answer.error.message).toMatch(/which is none of the \d+ signed checkpoints/);
  });

  it('refuses a reply that was altered, and a file that is none', async () => {
    const request = join(folder, 'proofs', `${first}.tsq`);
    const reply = await authority.answer(request);
    const bytes = await readFile(reply);
    bytes[bytes.length - 1]! ^= 1;
    await writeFile(reply, bytes);
    const altered = await prove('--timestamp-reply', reply);
    expect([altered.exitCode, altered.answer.error.message]).toEqual([
      3,
      expect.stringMatching(/\.tsr is refused: .*\nAccepted: a granted reply/s),
    ]);
    const none = await prove('--timestamp-reply', request);
    expect(none.exitCode).toBe(3);
  });

  it('takes no choice of documents with a reply', async () => {
    const { exitCode } = await imbill([
      ...['invoice', 'prove', first, '--timestamp-reply', 'x.tsr', '--workspace', folder],
    ]);
    expect(exitCode).toBe(2);
  });
});
