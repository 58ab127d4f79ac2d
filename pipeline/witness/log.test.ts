import { readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { imbill } from '../../src/testing/command-line.ts';
import { copyOf, issuedWorkspace } from '../../src/testing/issued-workspace.ts';
import { signAgain, signWorkspace } from '../../src/testing/signed-workspace.ts';
import { tempFolder } from '../../src/testing/temp-folder.ts';
import { csv, headers, writeFiles, writeWorkspace } from '../../src/testing/write-workspace.ts';
import { parseCheckpoint } from '../../src/tlog/checkpoint.ts';
import type { SigningKey } from '../../src/tlog/note-key.ts';
import { writeKey } from '../../src/witness/testing/written-log.ts';

const first = 'INV-2026-000001';
let signed: string;
/** Two copies of the signed workspace that loaded different files since. */
let grown: string;
let forked: string;
let ledgerKey: SigningKey;
/** Folder of the witness: its key, its state, and what it gives out. */
let desk: string;
let witnessKey: SigningKey;
let folder: string;

beforeAll(async () => {
  signed = await issuedWorkspace(textsOf('100'));
  ledgerKey = await signWorkspace(signed);
  [grown, forked] = [await grownBy('10'), await grownBy('20')];
});

beforeEach(async () => {
  folder = await copyOf(signed);
  desk = await tempFolder();
  witnessKey = await writeKey(join(desk, 'witness.key'), 'auditor.example/w1', 4);
});

function textsOf(mbps: string) {
  const usage = csv(headers.bandwidth, [`2026-09-10T12:00:00+08:00,a1,${mbps}`]);
  return {
    purchases: ['o1,a1,pro,2026-09-01,1'],
    files: { 'logs/bandwidth/a.csv': usage },
  };
}

/** Runs a command in the workspace. */
function inside(...args: string[]) {
  return imbill([...args, '--workspace', folder]);
}

/** Runs a command that must succeed. */
async function succeed(...args: string[]): Promise<string> {
  const { exitCode, stdout, stderr } = await inside(...args);
  expect([exitCode, exitCode === 0 ? '' : stderr]).toEqual([0, '']);
  return stdout;
}

/** Shows a file or folder to the witness. */
function look(shown = join(folder, '.imbill/log'), more: string[] = []) {
  const state = ['--state', join(desk, 'seen')];
  return imbill(['witness', '--log', shown, '--key', join(desk, 'witness.key'), ...state, ...more]);
}

/** Writes a file on the desk and returns its path. */
async function written(name: string, text: string): Promise<string> {
  await writeFile(join(desk, name), text);
  return join(desk, name);
}

async function trustWitness(): Promise<void> {
  const settings = join(folder, 'imbill.yaml');
  const text = await readFile(settings, 'utf8');
  const log = `witnesses: { auditor: ${JSON.stringify(witnessKey.verifier.text)} }, quorum: any`;
  await writeFile(settings, text.replace('log: { ', `log: { ${log}, `));
}

const paid = (amount: string) =>
  csv('payment_id,customer_id,received_at,amount', [`p1,acme,2026-10-10,${amount}`]);

/** Records a payment in a copy of the signed workspace, which adds an entry to its log. */
async function grownBy(amount: string): Promise<string> {
  const copy = await copyOf(signed);
  await writeFiles(copy, { 'accounts/payments.csv': paid(amount) });
  await signAgain(copy);
  return copy;
}

describe('log add', () => {
  it('adds the cosignature of a witness once, so that proofs have it', async () => {
    await trustWitness();
    const cosigned = await written('cosigned', (await look()).stdout);
    const { size } = parseCheckpoint(await readFile(cosigned, 'utf8'));
    const [cosignature] = [{ witness: 'auditor', cosigned_at: expect.stringMatching(/Z$/) }];
    const added = JSON.parse(await succeed('log', 'add', cosigned, '--json'));
    expect(added).toEqual({ size, added: [cosignature], known: [] });
    const again = JSON.parse(await succeed('log', 'add', cosigned, '--json'));
    expect(again).toEqual({ size, added: [], known: added.added });
    const published = await readFile(join(folder, '.imbill/log/checkpoint'), 'utf8');
    expect(published).toBe(await readFile(cosigned, 'utf8'));
    expect(JSON.parse(await succeed('log', 'show', '--json'))).toMatchObject({
      size,
      unsigned: 0,
      checkpoint: { size, note: published, cosignatures: added.added, missing: [] },
    });
    await succeed('invoice', 'verify');
    await succeed('invoice', 'prove', first);
    const proof = join(folder, 'proofs', first, `${first}.tlog-proof`);
    expect((await readFile(proof, 'utf8')).endsWith(published)).toBe(true);
  });

  it('keeps the first cosignature of a witness', async () => {
    await trustWitness();
    await succeed('log', 'add', await written('cosigned', (await look()).stdout));
    const kept = await readFile(join(folder, '.imbill/log/checkpoint'), 'utf8');
    await rm(join(desk, 'seen'));
    const later = await imbill(
      ['witness', '--log', join(folder, '.imbill/log'), '--key', join(desk, 'witness.key')],
      { now: '2030-01-01T00:00:00Z' },
    );
    await succeed('log', 'add', await written('later', later.stdout));
    expect(await readFile(join(folder, '.imbill/log/checkpoint'), 'utf8')).toBe(kept);
  });

  it('takes signature lines alone, for an earlier checkpoint, too', async () => {
    const { stdout } = await look();
    folder = await copyOf(grown);
    await trustWitness();
    const line = stdout.split('\n').find((one) => one.startsWith('— auditor'));
    const answer = await succeed('log', 'add', await written('lines', `${line}\n`), '--json');
    expect(JSON.parse(answer)).toMatchObject({
      size: parseCheckpoint(stdout).size,
      added: [{ witness: 'auditor' }],
    });
    const log = JSON.parse(await succeed('log', 'show', '--json'));
    expect(log.checkpoint).toMatchObject({ cosignatures: [], missing: ['auditor'] });
  });

  it('refuses a witness that imbill.yaml does not name', async () => {
    const cosigned = await written('cosigned', (await look()).stdout);
    const { exitCode, stderr } = await inside('log', 'add', cosigned);
    const id = witnessKey.verifier.text.split('+')[1];
    expect([exitCode, stderr]).toEqual([
      3,
      `${cosigned} has no cosignature of a witness of imbill.yaml. It is signed by auditor.example/w1+${id}.\nAccepted: the witnesses of log.witnesses: none.\nTo trust another one, ask it for its key (imbill key show prints it), and add "NAME: KEY" to log.witnesses.\n`,
    ]);
  });

  it('refuses an altered cosignature, another checkpoint, and what is none', async () => {
    await trustWitness();
    const { stdout } = await look();
    const lines = stdout.split('\n');
    const at = lines.findIndex((line) => line.startsWith('— auditor'));
    const altered = lines.with(
      at,
      lines[at]!.replace(/.(?=.{20}$)/, (one) => (one === 'A' ? 'B' : 'A')),
    );
    const cases = [
      [altered.join('\n'), 1, 'is not that of the checkpoint. Nothing was added.'],
      [stdout.replace(/\n\d+\n/, '\n7\n'), 1, 'is no checkpoint of this ledger:'],
      ['— nothing\n', 3, 'has no cosignature'],
      ['\0\0', 3, 'has no cosignature'],
    ] as const;
    for (const [text, code, words] of cases) {
      const { exitCode, stderr } = await inside('log', 'add', await written('file', text));
      expect([text, exitCode]).toEqual([text, code]);
      expect(stderr).toContain(words);
    }
    const log = JSON.parse(await succeed('log', 'show', '--json'));
    expect(log.checkpoint.cosignatures).toEqual([]);
  });
});

describe('log request', () => {
  it('lets a witness without the folder follow the log', async () => {
    const vkey = ['--log-key', ledgerKey.verifier.text];
    const begin = await written('request', await succeed('log', 'request', '--since', '0'));
    const cosigned = await written('cosigned', (await look(begin, vkey)).stdout);
    folder = grown;
    const out = join(desk, 'request');
    const said = await succeed('log', 'request', '--since', cosigned, '--out', out);
    expect(said).toContain(`The witness runs: imbill witness --log ${out} --key KEYFILE`);
    const { exitCode, stderr } = await look(out);
    expect([exitCode, stderr]).toEqual([0, expect.stringContaining('It begins with all ')]);
  });

  it('says that this is not the ledger that the witness saw, or an older copy of it', async () => {
    const cosigned = await written('cosigned', (await look(join(grown, '.imbill/log'))).stdout);
    const copy = await inside('log', 'request', '--since', cosigned);
    expect([copy.exitCode, copy.stderr]).toEqual([
      1,
      expect.stringContaining('This workspace is an older copy, or entries were removed.'),
    ]);
    folder = forked;
    const other = await inside('log', 'request', '--since', cosigned);
    expect([other.exitCode, other.stderr]).toEqual([
      1,
      expect.stringContaining('the other side has seen another ledger'),
    ]);
  });

  it('of a log that is not signed says what to do', async () => {
    folder = await issuedWorkspace(textsOf('100'));
    const { exitCode, stderr } = await inside('log', 'request', '--since', '0');
    expect([exitCode, stderr]).toEqual([
      3,
      expect.stringContaining('so there is nothing that a witness could cosign'),
    ]);
    expect(await succeed('log', 'show')).toContain('It is not signed.');
  });
});

describe('a witness of a real ledger', () => {
  /** Expects that the witness refuses what it is shown now. */
  async function caught(verdict: string): Promise<void> {
    const { exitCode, stdout } = await look(undefined, ['--json']);
    expect([exitCode, JSON.parse(stdout).verdict]).toEqual([1, verdict]);
  }

  /** Makes another ledger from other usage, and signs it with the same key. */
  async function rewrittenLedger(): Promise<string> {
    const { files, ...texts } = textsOf('90');
    const other = await writeWorkspace({
      ...texts,
      files: { ...files, 'accounts/payments.csv': paid('1') },
    });
    const settings = await readFile(join(signed, 'imbill.yaml'), 'utf8');
    await writeFile(join(other, 'imbill.yaml'), settings);
    const { exitCode } = await imbill(['run', '--month', '2026-09', '--workspace', other]);
    expect(exitCode).toBe(0);
    return other;
  }

  it('catches a whole ledger that was made again under the same key', async () => {
    await look();
    folder = await rewrittenLedger();
    await succeed('invoice', 'verify');
    await caught('rewritten');
  });

  it('catches a copy that was restored, and signed on', async () => {
    await look(join(grown, '.imbill/log'));
    await caught('smaller');
    folder = forked;
    await caught('other');
  });

  it('follows the key when it is changed, and refuses the old one', async () => {
    await look();
    const next = await writeKey(join(desk, 'next.key'), 'ledger.example', 1);
    await succeed('key', 'rotate', '--to', join(desk, 'next.key'));
    const settings = join(folder, 'imbill.yaml');
    const text = await readFile(settings, 'utf8');
    await writeFile(
      settings,
      text.replace(/key: "[^"]*"/, `key: ${JSON.stringify(join(desk, 'next.key'))}`),
    );
    await signAgain(folder);
    const { exitCode, stderr } = await look();
    expect([exitCode, stderr]).toEqual([0, expect.stringContaining(next.verifier.text)]);
    await writeFile(settings, text);
    expect((await inside('load')).exitCode).toBe(3);
  });
});
