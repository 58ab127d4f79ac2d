import { existsSync } from 'node:fs';
import { cp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setImmediate } from 'node:timers/promises';
import { beforeEach, describe, expect, it } from 'vitest';
import { type Ended, imbill, imbillProcess, startImbill } from '../../src/testing/command-line.ts';
import { tempFolder } from '../../src/testing/temp-folder.ts';
import { parseAnyCheckpoint } from '../../src/tlog/any-checkpoint.ts';
import { parseCheckpoint } from '../../src/tlog/checkpoint.ts';
import { cosignatureTime } from '../../src/tlog/cosignature.ts';
import { newSigningKey, type SigningKey } from '../../src/tlog/note-key.ts';
import { isSignedBy } from '../../src/tlog/signed-note.ts';
import { formatWitnessRequest } from '../../src/tlog/witness-request.ts';
import {
  checkpointOf,
  firstKey,
  nextKey,
  someEntries,
  treeOf,
  writeKey,
  writeLog,
} from '../../src/witness/testing/written-log.ts';

const noon = '2026-12-01T12:00:00Z';
const later = '2026-12-02T12:00:00Z';

let folder: string;
let log: string;
let key: SigningKey;
let witnessKey: SigningKey;

beforeEach(async () => {
  folder = await tempFolder();
  log = join(folder, 'log');
  key = newSigningKey('example.com/ledger', 1);
  witnessKey = await writeKey(join(folder, 'witness.key'), 'auditor.example/w1', 4);
});

/** Returns the first `count` entries of a signed ledger. */
function ledger(count: number, word?: string): string[] {
  return [firstKey(key), ...someEntries(count - 1, word)];
}

function argumentsFor(shown: string): string[] {
  const [state, keyFile] = [join(folder, 'log.seen'), join(folder, 'witness.key')];
  return ['witness', '--log', shown, '--key', keyFile, '--state', state];
}

/** Shows a file or folder to the witness, in this process. */
function show(shown: string, { now = noon, more = [] as string[] } = {}): Promise<Ended> {
  return imbill([...argumentsFor(shown), ...more], { now });
}

/** Writes a file into the folder and returns its path. */
async function written(name: string, text: string): Promise<string> {
  await writeFile(join(folder, name), text);
  return join(folder, name);
}

async function shownLog(entries: readonly string[], signing = key): Promise<string> {
  await rm(log, { recursive: true, force: true });
  await writeLog(log, entries, signing);
  return log;
}

function requestOf(from: number, entries: readonly string[], signing = key): string {
  const path = treeOf(entries).consistencyPath(from);
  return formatWitnessRequest({ from, path, checkpoint: checkpointOf(entries, signing) });
}

const stateText = () => readFile(join(folder, 'log.seen'), 'utf8');

describe('a witness', () => {
  it('cosigns what it sees first, and says that nothing was compared', async () => {
    const { exitCode, stdout, stderr } = await show(await shownLog(ledger(3)));
    const { note, size } = parseCheckpoint(stdout);
    expect([exitCode, size, note.signatures.length]).toEqual([0, 3, 2]);
    expect(isSignedBy(note, key.verifier)).toBe(true);
    expect(cosignatureTime(note, witnessKey.verifier)).toBe(Date.parse(noon) / 1000);
    expect(stderr).toContain('This witness trusts the key that it finds in the log');
    expect(stderr).toContain('This is the first look: nothing earlier to compare with.');
    const state = await stateText();
    expect(state).toBe(`log ${key.verifier.text}\n\n${stdout}`);
    expect(parseAnyCheckpoint(state).size).toBe(3);
  });

  it.each([4, 255, 256, 257, 600])('cosigns a log that grew to %i entries', async (count) => {
    await show(await shownLog(ledger(3)));
    const out = join(folder, 'cosigned.checkpoint');
    const shown = await shownLog(ledger(count));
    const { exitCode, stdout, stderr } = await show(shown, { now: later, more: ['--out', out] });
    expect([exitCode, stderr]).toEqual([0, '']);
    expect(stdout).toContain(
      `It begins with all 3 entries of the last look; ${count - 3} were added.\nCosigned at ${later}.\n`,
    );
    const { note } = parseCheckpoint(await readFile(out, 'utf8'));
    expect(cosignatureTime(note, witnessKey.verifier)).toBe(Date.parse(later) / 1000);
  });

  it('gives out the same cosignature for the same checkpoint', async () => {
    const first = await show(await shownLog(ledger(3)));
    const second = await show(log, { now: later });
    expect(second.stdout).toBe(first.stdout);
    expect(second.stderr).toContain('Nothing was added since the last look.');
  });

  it('accepts a proof in a file of a few kilobytes', async () => {
    const more = ['--log-key', key.verifier.text];
    await show(await written('request', requestOf(0, ledger(3))), { more });
    const grown = await show(await written('request', requestOf(3, ledger(700))), { more });
    expect([grown.exitCode, parseCheckpoint(grown.stdout).size]).toEqual([0, 700]);
  });

  it('asks for the key of a log that it does not know', async () => {
    const { exitCode, stderr } = await show(
      await written('checkpoint', checkpointOf(ledger(3), key)),
    );
    expect([exitCode, stderr]).toEqual([
      2,
      `${join(folder, 'checkpoint')} is of a log that this witness does not know yet, and the file does not hold its key.\nGive the key with --log-key, as the owner of the ledger told it to you; or show the folder of the log.\n`,
    ]);
  });

  it('refuses the key of a log that is not the one that was told', async () => {
    const other = newSigningKey('example.com/ledger', 1).verifier.text;
    const { exitCode, stderr } = await show(await shownLog(ledger(3)), {
      more: ['--log-key', other],
    });
    expect([exitCode, existsSync(join(folder, 'log.seen'))]).toEqual([1, false]);
    expect(stderr).toContain(`is not a log of the key that you gave, ${other}`);
  });

  it('asks for a proof where a larger checkpoint has none', async () => {
    await show(await shownLog(ledger(3)));
    const before = await stateText();
    const { exitCode, stderr } = await show(await written('alone', checkpointOf(ledger(5), key)));
    expect([exitCode, stderr]).toEqual([
      3,
      `${join(folder, 'alone')} has 5 entries, and this witness saw 3. Nothing proves that it begins with those.\nAccepted: the folder of the log, or what imbill log request --since 3 writes there.\nAsk the owner of the ledger for one of them.\n`,
    ]);
    expect(await stateText()).toBe(before);
  });

  it('does not sign at an earlier time than before', async () => {
    await show(await shownLog(ledger(3)), { now: later });
    const { exitCode, stderr } = await show(await shownLog(ledger(4)), { now: noon });
    expect([exitCode, stderr]).toEqual([
      1,
      `The clock of this machine says ${noon}, but this witness signed at ${later} already.\nNothing was signed. Set the clock, and run again.\n`,
    ]);
  });

  it('names its state after the log, beside the key', async () => {
    const args = [
      'witness',
      '--log',
      await shownLog(ledger(3)),
      '--key',
      join(folder, 'witness.key'),
    ];
    const { stdout } = await imbill([...args, '--json'], { now: noon });
    const { checkpoint, ...others } = JSON.parse(stdout);
    expect(others).toEqual({
      log: 'example.com/ledger',
      seen: 'first',
      size: 3,
      root: Buffer.from(treeOf(ledger(3)).root()).toString('hex'),
      previous_size: null,
      cosigned_at: noon,
      log_key: key.verifier.text,
      witness_key: witnessKey.verifier.text,
      state: join(folder, 'example.com%2Fledger.seen'),
      out: null,
    });
    expect(parseCheckpoint(checkpoint).size).toBe(3);
  });
});

describe('what a witness catches', () => {
  /** Expects exit 1, an unchanged state, and both checkpoints kept. */
  async function caught(shown: string, verdict: string, words: string): Promise<void> {
    const before = await stateText();
    const { exitCode, stdout, stderr } = await show(shown, { now: later, more: ['--json'] });
    const told = JSON.parse(stdout);
    expect([exitCode, told.verdict]).toEqual([1, verdict]);
    expect(stderr).toContain(words);
    expect(stderr).toContain(`Nothing was signed. Both checkpoints are kept in ${told.evidence}.`);
    expect(await stateText()).toBe(before);
    expect(await readFile(join(told.evidence, 'seen.checkpoint'), 'utf8')).toBe(
      before.slice(before.indexOf('\n\n') + 2),
    );
    const kept = parseCheckpoint(await readFile(join(told.evidence, 'shown.checkpoint'), 'utf8'));
    expect(kept.size).toBe(told.size);
  }

  beforeEach(async () => {
    await show(await shownLog(ledger(300)));
  });

  it('a ledger rewritten with fresh hashes under the same key', async () => {
    await caught(
      await shownLog(ledger(310, 'forged')),
      'rewritten',
      `is a rewritten ledger: this witness saw 300 entries on ${noon}, and the first 300 of these 310 entries are others.`,
    );
  });

  it('a rewritten ledger, by a proof that does not fit', async () => {
    await caught(
      await written('request', requestOf(300, ledger(310, 'forged'))),
      'disproved',
      'does not prove that its 310 entries begin with what was seen',
    );
  });

  it('two ledgers under one key: a split view', async () => {
    const other = checkpointOf(ledger(300, 'forged'), key);
    await caught(
      await written('other.checkpoint', other),
      'other',
      'The ledger was rewritten, or its owner shows different ledgers to different people (a split view).',
    );
  });

  it('a split view, by the state of another witness', async () => {
    const state = join(folder, 'second.seen');
    await writeKey(join(folder, 'second.key'), 'second.example/w2', 4);
    const shown = await shownLog(ledger(300, 'forged'));
    await imbill(
      ['witness', '--log', shown, '--key', join(folder, 'second.key'), '--state', state],
      { now: noon },
    );
    await caught(
      state,
      'other',
      'is another ledger than the one that this witness saw 300 entries',
    );
  });

  it('a rollback to an older copy', async () => {
    await caught(
      await shownLog(ledger(200)),
      'smaller',
      'It is an old copy, or entries were removed; the file alone does not tell which.',
    );
  });

  it('a rollback of the checkpoint alone, which is proven to be of the same ledger', async () => {
    await writeFile(join(log, 'checkpoint'), checkpointOf(ledger(200), key));
    await caught(log, 'earlier', 'Whoever sees only this one misses 100 entries.');
  });

  it('an older checkpoint that it cosigned itself', async () => {
    const old = (await show(log)).stdout;
    await show(await shownLog(ledger(320)));
    await caught(await written('old', old), 'earlier', 'is an older checkpoint of the same ledger');
  });
});

describe('a changed key', () => {
  it('is followed if the key before signed for it, and the old key is refused then', async () => {
    const next = newSigningKey('example.com/ledger', 1);
    await show(await shownLog(ledger(3)));
    const rotated = [...ledger(3), nextKey(key, next, 3), ...someEntries(2, 'more')];
    const { exitCode, stderr } = await show(await shownLog(rotated, next), { now: later });
    expect([exitCode, stderr]).toContain(0);
    expect(stderr).toContain(
      `The key of the log was changed, signed by the key before, to ${next.verifier.text}.`,
    );
    const stolen = [...rotated, ...someEntries(1, 'stolen')];
    const refused = await show(await shownLog(stolen, key), { now: later });
    expect(refused.exitCode).toBe(1);
    expect(refused.stderr).toContain(
      `is not signed by the key of the log, ${next.verifier.text}: it has signatures of example.com/ledger.`,
    );
  });

  it('is refused if another key signed for it', async () => {
    const thief = newSigningKey('example.com/ledger', 1);
    await show(await shownLog(ledger(3)));
    const rotated = [...ledger(3), nextKey(thief, thief, 3)];
    const { exitCode, stderr } = await show(await shownLog(rotated, thief), { now: later });
    expect(exitCode).toBe(1);
    expect(stderr).toContain(
      `names a key that is not to be trusted: entry 3 names no valid key: ${key.verifier.text} did not sign it.`,
    );
  });

  it('is taken on the word of the user where there are no tiles', async () => {
    const next = newSigningKey('example.com/ledger', 1);
    await show(await shownLog(ledger(3)));
    const rotated = [...ledger(3), nextKey(key, next, 3)];
    const request = await written('request', requestOf(3, rotated, next));
    expect((await show(request, { now: later })).exitCode).toBe(1);
    const told = await show(request, { now: later, more: ['--log-key', next.verifier.text] });
    expect(told.exitCode).toBe(0);
    expect(told.stderr).toContain('The key of the log changes, on your word, from');
  });
});

describe('hostile files', () => {
  const valid = () => checkpointOf(ledger(3), key);

  it.each([
    ['a huge one', () => 'x'.repeat(300_000), 'is larger than 256 KB'],
    ['a binary one', () => '\0\u0001'.repeat(100), 'is no checkpoint'],
    ['an empty one', () => '', 'is no checkpoint'],
    ['many signatures', () => valid() + valid().split('\n\n')[1]!.repeat(99), '1 to 64 signatures'],
    ['a size with a zero', () => valid().replace('\n3\n', '\n03\n'), 'without leading zeros'],
    ['an empty log with a root', () => valid().replace('\n3\n', '\n0\n'), 'It has no entries'],
  ])('of a checkpoint are refused: %s', async (_name, text, words) => {
    const shown = await written('hostile', text());
    const { exitCode, stderr } = await show(shown, { more: ['--log-key', key.verifier.text] });
    expect([exitCode, existsSync(join(folder, 'log.seen'))]).toEqual([3, false]);
    expect(stderr).toContain(words);
  });

  it('of a log are refused: an altered entry, an altered tile, a missing tile', async () => {
    const change = async (path: string, at: number) => {
      await shownLog(ledger(300));
      const bytes = await readFile(join(log, path));
      bytes[at]! ^= 1;
      await writeFile(join(log, path), bytes);
      return (await show(log)).stderr;
    };
    expect(await change('tile/entries/000', 600)).toMatch(/its entry \d+ is not that of the tree/);
    expect(await change('tile/0/001.p/44', 3)).toContain('its tiles have another root');
    await rm(join(log, 'tile/0/000'));
    const { exitCode, stderr } = await show(log);
    expect([exitCode, existsSync(join(folder, 'log.seen'))]).toEqual([1, false]);
    expect(stderr).toContain('its file tile/0/000 is not there');
  });

  it('of a log take the full tile where the partial one was removed', async () => {
    const grown = ledger(300);
    const old = checkpointOf(grown.slice(0, 200), key);
    await shownLog(grown);
    await writeFile(join(log, 'checkpoint'), old);
    expect((await show(log)).exitCode).toBe(0);
  });

  it('of a state are refused', async () => {
    await show(await shownLog(ledger(3)));
    const text = await stateText();
    const changes = [text.replace('\n3\n', '\n2\n'), text.slice(0, -20), 'junk', text.slice(0, 9)];
    for (const changed of changes) {
      await written('log.seen', changed);
      const { exitCode, stderr } = await show(log);
      expect(exitCode).toBe(3);
      expect(stderr).toContain(`The state ${join(folder, 'log.seen')} cannot be used: `);
      expect(await stateText()).toBe(changed);
    }
  });

  it('of a log with another name than its key are refused', async () => {
    const { verifier, seed } = newSigningKey('example.com/other', 1);
    const renamed = { ...key, verifier: { ...verifier, name: key.verifier.name }, seed };
    const { exitCode, stderr } = await show(
      await written('renamed', checkpointOf(ledger(3), renamed)),
      { more: ['--log-key', verifier.text] },
    );
    expect([exitCode, existsSync(join(folder, 'log.seen'))]).toEqual([1, false]);
    expect(stderr).toContain('it is of the log example.com/ledger.');
  });

  it('of another log do not get into the state', async () => {
    await show(await shownLog(ledger(3)));
    const other = newSigningKey('example.com/other', 1);
    const { exitCode, stderr } = await show(await shownLog(ledger(3), other));
    expect(exitCode).toBe(3);
    expect(stderr).toContain('Accepted: one state for each log.');
  });
});

describe('a witness that is killed', () => {
  it('after its state was written gives out the same cosignature when it is run again', async () => {
    const out = join(folder, 'cosigned');
    const args = [...argumentsFor(await shownLog(ledger(3))), '--out', out];
    const { child, ended } = startImbill(args);
    while (child.exitCode === null && !existsSync(join(folder, 'log.seen'))) await setImmediate();
    child.kill('SIGKILL');
    await ended;
    const state = await stateText();
    const again = await imbillProcess(args);
    expect([again.exitCode, await stateText()]).toEqual([0, state]);
    expect(state).toBe(`log ${key.verifier.text}\n\n${await readFile(out, 'utf8')}`);
  });
});

describe('two witnesses at once', () => {
  it('never set the state back', async () => {
    const [old, grown] = [join(folder, 'old'), join(folder, 'grown')];
    await writeLog(old, ledger(300), key);
    await writeLog(grown, ledger(900), key);
    await cp(join(folder, 'witness.key'), join(folder, 'copy.key'));
    const ends = await Promise.all(
      [old, grown, old, grown].map((shown) => imbillProcess(argumentsFor(shown))),
    );
    const given = ends.filter(({ exitCode }) => exitCode === 0);
    expect(given.length).toBeGreaterThan(0);
    for (const { exitCode } of ends) expect([0, 1, 5]).toContain(exitCode);
    const sizes = given.map(({ stdout }) => parseCheckpoint(stdout).size);
    const state = await stateText();
    expect(parseCheckpoint(state.slice(state.indexOf('\n\n') + 2)).size).toBe(Math.max(...sizes));
    const left = (await readdir(folder)).filter((name) => name.endsWith('.tmp'));
    expect(left).toEqual([]);
  });
});
