import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { imbill } from '../../src/testing/command-line.ts';
import { issuedWorkspace } from '../../src/testing/issued-workspace.ts';
import { mixedAccounts, splitFiles } from '../../src/testing/mixed-month.ts';
import { signWorkspace } from '../../src/testing/signed-workspace.ts';
import { tempFolder } from '../../src/testing/temp-folder.ts';
import {
  hasOpenssl,
  openssl,
  type TimeStampAuthority,
  timeStampAuthority,
} from '../../src/testing/time-stamp-authority.ts';

const number = 'INV-2026-000001';
let folder: string;
let authority: TimeStampAuthority;

async function prove(...options: string[]) {
  const args = ['invoice', 'prove', '--workspace', folder, ...options, '--json'];
  const { exitCode, stdout } = await imbill(args);
  return { exitCode, answer: JSON.parse(stdout) };
}

/** Writes the text of the checkpoint of a proof, without signatures. */
async function checkpointText(): Promise<string> {
  const proof = await readFile(join(folder, 'proofs', number, `${number}.tlog-proof`), 'utf8');
  const file = join(await tempFolder(), 'checkpoint.txt');
  await writeFile(file, `${proof.split('\n\n')[1]}\n`);
  return file;
}

describe.skipIf(!(await hasOpenssl()))('invoice prove, of time stamps', () => {
  beforeAll(async () => {
    folder = await issuedWorkspace({ ...mixedAccounts, files: splitFiles() });
    await signWorkspace(folder);
    authority = await timeStampAuthority();
  });

  it('asks for one, keeps the reply, and puts it into the proof', async () => {
    const { answer } = await prove(number, '--timestamp-request');
    expect(answer.requests).toEqual([`proofs/${number}.tsq`]);
    const request = join(folder, 'proofs', `${number}.tsq`);
    const asked = await openssl('ts', '-query', '-in', request, '-text');
    expect(asked).toContain('Hash Algorithm: sha256');
    expect(asked).toMatch(/Nonce: unspecified\s+Certificate required: yes/);
    const bytes = await readFile(request);
    await prove(number, '--timestamp-request');
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
    const stamp = join(folder, 'proofs', number, `${number}.tsr`);
    const verified = await openssl(
      ...['ts', '-verify', '-data', await checkpointText(), '-in', stamp, '-CAfile', authority.ca],
    );
    expect(verified).toContain('Verification: OK');
    const page = await readFile(join(folder, 'proofs', number, `${number}.proof.html`), 'utf8');
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
    const request = join(folder, 'proofs', `${number}.tsq`);
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
      ...['invoice', 'prove', number, '--timestamp-reply', 'x.tsr', '--workspace', folder],
    ]);
    expect(exitCode).toBe(2);
  });
});
