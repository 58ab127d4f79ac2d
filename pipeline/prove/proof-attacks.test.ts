import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { areSameBytes, utf8Of } from '../../src/base/bytes.ts';
import { canonicalJson } from '../../src/base/json.ts';
import { sha256Of } from '../../src/base/sha256.ts';
import { allUnits } from '../../src/metrics/catalogue.ts';
import { beforeNames, bundleNames, formatChecksums } from '../../src/proof/bundle.ts';
import { packFacts, unpackFacts } from '../../src/proof/packed-facts.ts';
import { timeStampRequest } from '../../src/proof/time-stamp-request.ts';
import type { Trust } from '../../src/proof/trust.ts';
import type { Verdict } from '../../src/proof/verdict.ts';
import { verifyBundle } from '../../src/proof/verify-bundle.ts';
import { imbill } from '../../src/testing/command-line.ts';
import { issuedWorkspace } from '../../src/testing/issued-workspace.ts';
import { correct } from '../../src/testing/jobs.ts';
import { mixedAccounts, splitFiles } from '../../src/testing/mixed-month.ts';
import { signWorkspace } from '../../src/testing/signed-workspace.ts';
import { tempFolder } from '../../src/testing/temp-folder.ts';
import { hasOpenssl, timeStampAuthority } from '../../src/testing/time-stamp-authority.ts';
import { writeFiles } from '../../src/testing/write-workspace.ts';
import { parseCheckpoint, signCheckpoint } from '../../src/tlog/checkpoint.ts';
import { cosign } from '../../src/tlog/cosignature.ts';
import { HashTree } from '../../src/tlog/hash-tree.ts';
import { leafHash } from '../../src/tlog/merkle.ts';
import { newSigningKey, type SigningKey } from '../../src/tlog/note-key.ts';
import { formatPolicy, parsePolicy } from '../../src/tlog/policy.ts';
import { formatNote, signNote } from '../../src/tlog/signed-note.ts';
import { formatTlogProof } from '../../src/tlog/tlog-proof.ts';
import { formatWitnessRequest } from '../../src/tlog/witness-request.ts';
import { imbillVersion } from '../effects/provenance.ts';

type Files = Map<string, Uint8Array>;

const [first, second] = ['INV-2026-000001', 'INV-2026-000002'];
const names = bundleNames(first);
const oldKey = newSigningKey('ledger.example', 1);
const newKey = newSigningKey('ledger.example', 1);
const witness = newSigningKey('accountant.example', 4);
let key: SigningKey;
/** Real proofs by number: two invoices and a correction of the first. */
let proofs: Map<string, Files>;

beforeAll(async () => {
  const workspace = await issuedWorkspace({ ...mixedAccounts, files: splitFiles() });
  await writeFiles(workspace, {
    'logs/bandwidth/late.csv': 'time,app_id,mbps\n2026-09-05T10:00:00+08:00,a1,900\n',
  });
  await imbill(['load', '--workspace', workspace]);
  await correct(workspace, '2026-09');
  key = await signWorkspace(workspace);
  const { exitCode, stderr } = await imbill(['invoice', 'prove', '--workspace', workspace]);
  expect([exitCode, stderr]).toEqual([0, expect.any(String)]);
  const folder = join(workspace, 'proofs');
  const numbers = await readdir(folder);
  proofs = new Map(
    await Promise.all(
      numbers.map(async (number) => [number, await filesBelow(join(folder, number))] as const),
    ),
  );
});

async function filesBelow(folder: string): Promise<Files> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const paths = entries.filter((one) => one.isFile()).map((one) => join(one.parentPath, one.name));
  return new Map(
    await Promise.all(
      paths.map(async (path) => [path.slice(folder.length + 1), await readFile(path)] as const),
    ),
  );
}

function judge(files: Files, trust: Trust = {}): Promise<Verdict> {
  return verifyBundle(files, trust, { units: allUnits(), thisVersion: imbillVersion() });
}

/** Runs the check and returns the step that failed with its sentence. */
async function refusal(files: Files, trust: Trust = {}): Promise<[string, string]> {
  const { accepted, steps } = await judge(files, trust);
  const last = steps.at(-1)!;
  expect([accepted, last.state]).toEqual([false, 'failed']);
  return [last.step, last.text.en];
}

/** Changes files, undefined removes one, and makes the checksums anew. */
function changed(files: Files, changes: Record<string, string | Uint8Array | undefined>): Files {
  const made = new Map(files);
  for (const [name, content] of Object.entries(changes))
    if (content === undefined) made.delete(name);
    else made.set(name, typeof content === 'string' ? utf8Of(content) : content);
  const list = [...made.keys()].find((name) => name.endsWith('.sha256'))!;
  made.delete(list);
  return made.set(list, utf8Of(formatChecksums(made)));
}

function textOf(files: Files, name: string): string {
  return new TextDecoder().decode(files.get(name));
}

/** A log of our own with the entries of two documents at 2 and 3, in a tree of `size` entries. */
class OwnLog {
  readonly tree: HashTree;

  constructor(size: number, beginning = 'entry', numbers: readonly string[] = [first, second]) {
    const entries = Array.from({ length: size }, (_, index) => utf8Of(`${beginning} ${index}`));
    for (const [place, number] of numbers.entries())
      entries[2 + place] = proofs.get(number)!.get(bundleNames(number).entry)!;
    this.tree = HashTree.of(entries.map(leafHash));
  }

  checkpoint(size: number, signer: SigningKey, cosigned: readonly number[] = []): string {
    const note = signCheckpoint(size, this.tree.root(size), signer);
    const { text } = parseCheckpoint(note).note;
    return note + cosigned.map((time) => cosign(text, witness, time)).join('');
  }

  proof(size: number, checkpoint: string, index = 2): string {
    return formatTlogProof({ index, path: this.tree.inclusionPath(index, size), checkpoint });
  }

  consistency(from: number, to: number, signer: SigningKey): string {
    const checkpoint = this.checkpoint(to, signer);
    return formatWitnessRequest({ from, path: this.tree.consistencyPath(from, to), checkpoint });
  }
}

/** A proof in a log of the old key that holds an altered document; all hashes are made anew. */
function relogged(number: string, alter: (document: Record<string, unknown>) => unknown): Files {
  const files = new Map(proofs.get(number)!);
  const own = bundleNames(number);
  const document = JSON.parse(textOf(files, own.document));
  alter(document);
  const text = `${canonicalJson(document)}\n`;
  const entry = JSON.parse(textOf(files, own.entry));
  files.set(own.entry, utf8Of(canonicalJson({ ...entry, document: sha256Of(text) })));
  const entries = [...files.keys()].filter((name) => name.endsWith('.entry.json'));
  const tree = HashTree.of(entries.map((name) => leafHash(files.get(name)!)));
  const size = entries.length;
  const checkpoint = signCheckpoint(size, tree.root(size), oldKey);
  const made = entries.map((name, index) => {
    const path = tree.inclusionPath(index, size);
    const proof = formatTlogProof({ index, path, checkpoint });
    return [name.replace('.entry.json', '.tlog-proof'), proof] as const;
  });
  return changed(files, {
    ...Object.fromEntries(made),
    [own.document]: text,
    [own.policy]: policyOf(oldKey),
    [own.consistency]: undefined,
  });
}

function policyOf(log: SigningKey, least = 0): string {
  const witnesses = new Map(least > 0 ? [['accountant', witness.verifier]] : []);
  return formatPolicy({ log: log.verifier, witnesses, least });
}

/** A proof of the first invoice in a log of our own, of 5 entries. */
function ownProof(
  signer: SigningKey,
  { log = new OwnLog(9), size = 5, cosigned = [] as number[], least = 0 } = {},
): Files {
  return changed(proofs.get(first)!, {
    [names.policy]: policyOf(signer, least),
    [names.proof]: log.proof(size, log.checkpoint(size, signer, cosigned)),
    [names.consistency]: undefined,
  });
}

/** Proves the first invoice with another document, in a log that holds just this one. */
function inOwnLog(document: object): Files {
  const text = `${canonicalJson(document)}\n`;
  const entry = JSON.parse(textOf(proofs.get(first)!, names.entry));
  const fitting = utf8Of(canonicalJson({ ...entry, document: sha256Of(text) }));
  const tree = HashTree.of([leafHash(fitting)]);
  const checkpoint = signCheckpoint(1, tree.root(1), oldKey);
  return changed(proofs.get(first)!, {
    [names.document]: text,
    [names.entry]: fitting,
    [names.policy]: policyOf(oldKey),
    [names.proof]: formatTlogProof({ index: 0, path: [], checkpoint }),
  });
}

/** Keys file of a rotation from the old key to the new one at an entry. */
function rotationAt(from: number): string {
  const text = `ledger.example\nkey ${newKey.verifier.text}\nfrom ${from}\n`;
  return `${canonicalJson([formatNote(text, [signNote(text, oldKey)])])}\n`;
}

/**
 * A proof with every kind of file: of a correction, after a rotation, cosigned, time-stamped if there is
 * openssl, and with a later checkpoint.
 */
async function richProof(): Promise<Files> {
  const number = [...proofs.keys()].find((one) => /^(CRN|DBN)/.test(one))!;
  const own = bundleNames(number);
  const log = new OwnLog(9, 'entry', [first, number]);
  const checkpoint = log.checkpoint(5, newKey, [1_790_000_000]);
  return changed(proofs.get(number)!, {
    [own.policy]: policyOf(oldKey, 1),
    [own.keys]: rotationAt(4),
    [own.proof]: log.proof(5, checkpoint, 3),
    [beforeNames(first).proof]: log.proof(5, checkpoint),
    [own.consistency]: log.consistency(5, 9, newKey),
    [own.timestamp]: (await hasOpenssl()) ? await stamped(checkpoint) : undefined,
  });
}

/** Has the text of a checkpoint stamped. */
async function stamped(checkpoint: string): Promise<Uint8Array> {
  const request = join(await tempFolder(), 'checkpoint.tsq');
  await writeFile(request, timeStampRequest(utf8Of(parseCheckpoint(checkpoint).note.text)));
  return readFile(await (await timeStampAuthority()).answer(request));
}

describe('proofs', () => {
  it('are accepted as they are, with and without the key', async () => {
    expect([...proofs.keys()].some((number) => /^(CRN|DBN)/.test(number))).toBe(true);
    for (const files of proofs.values()) {
      expect(await judge(files)).toMatchObject({ accepted: true });
      expect(await judge(files, { key: key.verifier })).toMatchObject({ accepted: true });
    }
  });

  it('show each amount with its arithmetic', async () => {
    const { document } = await judge(proofs.get(first)!);
    const { lines } = JSON.parse(textOf(proofs.get(first)!, names.document));
    expect(document!.lines.map(({ amount }) => amount)).toEqual(
      lines.map(({ amount }: { amount: string }) => amount),
    );
    for (const { arithmetic } of document!.lines)
      expect(arithmetic).toMatch(/ [=→] −?[\d,]+\.\d\d$/);
  });

  it('explain each amount from usage on, by what the facts give', async () => {
    const document = JSON.parse(textOf(proofs.get(first)!, names.document));
    document.lines[0].explanation.en = 'as agreed';
    const { accepted, steps, differences } = await judge(inOwnLog(document));
    expect([accepted, steps.at(-1)?.step]).toEqual([false, 'amounts']);
    expect(differences).toEqual([
      expect.objectContaining({ path: 'lines[1].explanation.en', issued: 'as agreed' }),
    ]);
    const later = { units: allUnits(), thisVersion: '99.0.0' };
    const verdict = await verifyBundle(inOwnLog(document), {}, later);
    expect(verdict.accepted).toBe(true);
    const explained = verdict.document!.lines.map(({ explanation }) => explanation.en);
    expect(explained).not.toContain('as agreed');
    expect(explained.join('\n')).toMatch(/ included → .* blocks? of .* = |not above the/);
  });
});

describe('what is caught', () => {
  it('proof of another document', async () => {
    const other = bundleNames(second);
    const files = changed(proofs.get(first)!, {
      [names.proof]: proofs.get(second)!.get(other.proof)!,
    });
    expect((await refusal(files))[0]).toBe('inclusion');
    const withEntry = changed(files, { [names.entry]: proofs.get(second)!.get(other.entry)! });
    expect(await refusal(withEntry)).toEqual([
      'document',
      `${names.entry} is the entry of ${second}, not of ${first}.`,
    ]);
  });

  it('altered facts with the fitting document, their hashes made anew', async () => {
    const facts = JSON.parse(unpackFacts(proofs.get(first)!.get(names.facts)!));
    const content = facts.facts[facts.content];
    const usage = facts.facts[content.usage];
    usage.usage[0].numerator = '1';
    delete facts.facts[content.usage];
    content.usage = sha256Of(canonicalJson(usage));
    facts.facts[content.usage] = usage;
    delete facts.facts[facts.content];
    facts.content = sha256Of(canonicalJson(content));
    facts.facts[facts.content] = content;
    const files = changed(proofs.get(first)!, {
      [names.facts]: packFacts(`${canonicalJson(facts)}\n`),
    });
    const [step, text] = await refusal(files);
    expect([step, text]).toEqual(['facts', expect.stringContaining('but the document names')]);
  });

  it('altered document with the fitting facts', async () => {
    const document = JSON.parse(textOf(proofs.get(first)!, names.document));
    document.total = '1.00';
    const text = `${canonicalJson(document)}\n`;
    const files = changed(proofs.get(first)!, { [names.document]: text });
    expect(await refusal(files)).toEqual([
      'document',
      expect.stringMatching(/ is not the document of the ledger: its SHA-256 is /),
    ]);
    const entry = JSON.parse(textOf(proofs.get(first)!, names.entry));
    const fitting = canonicalJson({ ...entry, document: sha256Of(text) });
    expect((await refusal(changed(files, { [names.entry]: fitting })))[0]).toBe('inclusion');
  });

  it('a document that its facts do not give, even if its log holds it', async () => {
    const document = JSON.parse(textOf(proofs.get(first)!, names.document));
    const line = document.lines.find(({ amount }: { amount: string }) => amount !== '0.00');
    line.amount = '1.00';
    const { steps, differences } = await judge(inOwnLog(document));
    expect(steps.at(-1)).toMatchObject({ step: 'amounts', state: 'failed' });
    expect(differences).toContainEqual(
      expect.objectContaining({ path: expect.stringMatching(/amount$/), issued: '1.00' }),
    );
  });

  it('a document whose lines are no list, even if its log holds it', async () => {
    const { steps } = await judge(relogged(first, (document) => (document['lines'] = 'none')));
    expect(steps.at(-1)).toMatchObject({ step: 'facts', state: 'failed' });
  });

  it('a correction with other parties, currency or added keys, even if its log holds it', async () => {
    const number = [...proofs.keys()].find((one) => /^(CRN|DBN)/.test(one))!;
    expect(await judge(relogged(number, () => {}))).toMatchObject({ accepted: true });
    for (const altered of ['currency', 'customer_name', 'issuer', 'discount']) {
      const { steps, differences } = await judge(
        relogged(number, (document) => (document[altered] = 'XXX')),
      );
      expect(steps.at(-1)).toMatchObject({ step: 'amounts', state: 'failed' });
      expect(differences.map(({ path }) => path)).toEqual([altered]);
    }
  });

  it('wrong key', async () => {
    expect(await refusal(ownProof(oldKey), { key: newKey.verifier })).toEqual([
      'key',
      `The proof is signed by ${oldKey.verifier.text}, not by the key that you gave: ${newKey.verifier.text}.`,
    ]);
    const files = changed(ownProof(oldKey), { [names.policy]: policyOf(newKey) });
    expect((await refusal(files))[0]).toBe('signature');
  });

  it('old key after a rotation', async () => {
    const signedByOld = changed(ownProof(oldKey), { [names.keys]: rotationAt(4) });
    expect(await refusal(signedByOld, { key: oldKey.verifier })).toEqual([
      'signature',
      `${names.proof}: the checkpoint of 5 entries is signed by ${oldKey.verifier.text}, but at this size ${newKey.verifier.text} was in force.`,
    ]);
    const signedByNew = changed(ownProof(newKey), { [names.keys]: rotationAt(4) });
    for (const trusted of [oldKey, newKey])
      expect(await judge(signedByNew, { key: trusted.verifier })).toMatchObject({ accepted: true });
    const before = changed(ownProof(oldKey), { [names.keys]: rotationAt(6) });
    expect((await refusal(before, { key: newKey.verifier }))[0]).toBe('key');
    const later = new OwnLog(9).consistency(5, 9, newKey);
    expect(
      await judge(changed(before, { [names.consistency]: later }), { key: newKey.verifier }),
    ).toMatchObject({ accepted: true });
  });

  it('a policy that names a second log', async () => {
    const policy = `log ${oldKey.verifier.text}\n${policyOf(newKey)}`;
    expect(await refusal(changed(ownProof(newKey), { [names.policy]: policy }))).toEqual([
      'signature',
      `${names.policy} must name one log; it names 2.`,
    ]);
  });

  it('checkpoint of another origin', async () => {
    const other = newSigningKey('other.example', 1);
    expect((await refusal(ownProof(other), { key: oldKey.verifier }))[0]).toBe('key');
    const text = parseCheckpoint(new OwnLog(5).checkpoint(5, other)).note.text;
    const checkpoint = formatNote(text, [signNote(text, oldKey)]);
    const files = changed(ownProof(oldKey), { [names.proof]: new OwnLog(5).proof(5, checkpoint) });
    expect((await refusal(files))[0]).toBe('signature');
  });

  it('dropped quorum', async () => {
    const policy = parsePolicy(policyOf(oldKey, 1));
    const cosigned = ownProof(oldKey, { cosigned: [1_790_000_000], least: 1 });
    expect(await judge(cosigned, { policy })).toMatchObject({ accepted: true });
    const step = (await judge(cosigned, { policy })).steps.find((one) => one.step === 'time');
    expect(step?.text.en).toBe(
      'In the log since 2026-09-21T14:13:20Z at the latest, by the first cosignature.',
    );
    expect(await refusal(ownProof(oldKey), { policy })).toEqual([
      'cosignatures',
      'The policy asks for the quorum "witnesses". Cosigned by: nobody.',
    ]);
    expect((await refusal(ownProof(oldKey, { least: 1 })))[0]).toBe('cosignatures');
  });

  it('a log that was rewritten since an earlier checkpoint', async () => {
    const since = (text: string, more: Record<string, string> = {}) => ({
      since: new Map([['before.txt', text], ...Object.entries(more)]),
    });
    const log = new OwnLog(9);
    const files = changed(ownProof(oldKey), { [names.consistency]: log.consistency(5, 9, oldKey) });
    for (const size of [5, 9])
      expect(await judge(files, since(log.checkpoint(size, oldKey)))).toMatchObject({
        accepted: true,
      });
    const earlier = since(log.checkpoint(4, oldKey));
    expect(await refusal(files, earlier)).toEqual([
      'since',
      expect.stringContaining('imbill log request --since 4'),
    ]);
    const link = { 'link.txt': log.consistency(4, 9, oldKey) };
    expect(await judge(files, since(log.checkpoint(4, oldKey), link))).toMatchObject({
      accepted: true,
    });
    const rewritten = new OwnLog(9, 'rewritten');
    expect((await refusal(files, since(rewritten.checkpoint(5, oldKey))))[1]).toMatch(
      /contradict each other: both are signed states of 5 entries/,
    );
    expect((await refusal(files, since(rewritten.checkpoint(4, oldKey), link)))[1]).toMatch(
      /It was rewritten\.$/,
    );
    const broken = { [names.consistency]: rewritten.consistency(5, 9, oldKey) };
    expect((await refusal(changed(files, broken)))[0]).toBe('consistency');
  });

  it('files that do not belong to the proof, or are missing', async () => {
    const files = proofs.get(first)!;
    for (const name of ['../evil.json', 'before/../x', 'note.txt', `${second}.json`, 'a\u0000b'])
      expect((await refusal(changed(files, { [name]: 'x' })))[0]).toBe('files');
    for (const name of files.keys()) {
      const fewer = new Map(files);
      fewer.delete(name);
      expect((await refusal(fewer))[0]).toBe('files');
    }
    expect(await refusal(changed(files, { [names.document]: Uint8Array.of(0xff, 10) }))).toEqual([
      'document',
      `${names.document} is not UTF-8.`,
    ]);
    const report = new Map(files).set(`${first}.html`, utf8Of('another page'));
    expect((await refusal(report))[1]).toMatch(/\.html is not the file of the ledger/);
  });

  it('10,000 mutations of proof files: none is accepted', async () => {
    const random = mulberry32(17);
    const rich = await richProof();
    const ofRich = { policy: parsePolicy(policyOf(oldKey, 1)) };
    expect(await judge(rich, ofRich)).toMatchObject({ accepted: true });
    const sources = [rich, ...proofs.values()];
    const accepted: string[] = [];
    const steps = new Map<string, number>();
    for (let round = 0; round < 10_000; round++) {
      const source = sources[round % 3 === 0 ? 0 : round % sources.length]!;
      const { files, what } = mutated(source, sources, random);
      const verdict = await judge(files, source === rich ? ofRich : { key: key.verifier });
      const last = verdict.steps.at(-1);
      if (verdict.accepted || last?.state !== 'failed' || last.text.en === '') accepted.push(what);
      steps.set(last!.step, (steps.get(last!.step) ?? 0) + 1);
    }
    expect(accepted).toEqual([]);
    expect([...steps.keys()].sort()).toEqual(
      expect.arrayContaining([
        ...['consistency', 'cosignatures', 'document', 'facts', 'files'],
        ...['inclusion', 'key', 'signature'],
      ]),
    );
    expect(steps.has('time')).toBe(rich.has([...rich.keys()].find(isTimeStamp) ?? ''));
  });
});

function isTimeStamp(name: string): boolean {
  return name.endsWith('.tsr');
}

/** Mutates one file. In more than half of the rounds the checksums are made anew, where another step must see it. */
function mutated(source: Files, all: readonly Files[], random: () => number) {
  const isRefitted = random() < 0.55;
  const isFree = (name: string) => /\.(policy|proof\.html|sha256)$/.test(name);
  const choice = [...source.keys()].filter((name) => !isRefitted || !isFree(name)).sort();
  const name = choice[Math.floor(random() * choice.length)]!;
  const bytes = source.get(name)!;
  const kinds = ['flip', 'delete', 'insert', 'lines', 'swap', 'digit'] as const;
  const kind = kinds[Math.floor(random() * kinds.length)]!;
  const content = mutatedBytes(kind, bytes, { name, all, random });
  const made = areSameBytes(content, bytes) ? utf8Of('other\n') : content;
  const what = `${kind} of ${name}${isRefitted ? ', checksums anew' : ''}`;
  const files = isRefitted ? changed(source, { [name]: made }) : new Map(source).set(name, made);
  return { files, what };
}

function mutatedBytes(
  kind: string,
  bytes: Uint8Array,
  { name, all, random }: { name: string; all: readonly Files[]; random: () => number },
): Uint8Array {
  const at = Math.floor(random() * bytes.length);
  const [before, after] = [bytes.subarray(0, at), bytes.subarray(at)];
  if (kind === 'delete')
    return Buffer.concat([before, after.subarray(1 + Math.floor(random() * 9))]);
  if (kind === 'insert') return Buffer.concat([before, Uint8Array.of(random() * 256), after]);
  if (kind === 'lines') {
    const lines = Buffer.from(bytes).toString('utf8').split('\n');
    const [one, other] = [0, 0].map(() => Math.floor(random() * lines.length)) as [number, number];
    [lines[one], lines[other]] = [lines[other]!, lines[one]!];
    return utf8Of(lines.join('\n'));
  }
  if (kind === 'swap') {
    const ending = /\.[^/]*$/.exec(name)?.[0] ?? '';
    const others = all.flatMap((files) => [...files].filter(([other]) => other.endsWith(ending)));
    return others[Math.floor(random() * others.length)]![1];
  }
  if (kind === 'digit') {
    const place = bytes.findIndex((byte, index) => index >= at && byte >= 0x30 && byte <= 0x39);
    const copy = Uint8Array.from(bytes);
    if (place >= 0)
      copy[place] = 0x30 + ((copy[place]! - 0x30 + 1 + Math.floor(random() * 9)) % 10);
    return copy;
  }
  const copy = Uint8Array.from(bytes);
  copy[at] = copy[at]! ^ (1 << Math.floor(random() * 8));
  return copy;
}

/** Returns numbers from 0 to 1, the same for the same seed. */
function mulberry32(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}
