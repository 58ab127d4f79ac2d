import { parseCount } from './count.ts';
import { FormatError } from './format-error.ts';
import { parseVerifierKey, type VerifierKey } from './note-key.ts';

/** Which logs and witnesses somebody trusts. Source: C2SP tlog-policy. */
export interface Policy {
  logs: VerifierKey[];
  /** By the name that the policy gives them. */
  witnesses: Map<string, VerifierKey>;
  groups: Map<string, Group>;
  /** Name of a witness or a group; `none` if no cosignature is asked for. */
  quorum: string;
}

/** A group has witnessed a checkpoint if `least` of its members have. */
interface Group {
  least: number;
  members: string[];
}

/**
 * Reads a policy file.
 *
 * @throws {FormatError} Naming the line that is wrong.
 */
export function parsePolicy(text: string): Policy {
  const policy: Policy = { logs: [], witnesses: new Map(), groups: new Map(), quorum: '' };
  for (const [index, line] of text.split('\n').entries()) {
    if (/[\p{Cc}\p{Cs}]/u.test(line.replaceAll('\t', ' ')))
      throw new FormatError(`Line ${index + 1} of the policy has a control character`);
    const words = line.split(/[ \t]+/).filter((word) => word !== '');
    if (words.length === 0 || words[0]!.startsWith('#')) continue;
    try {
      readLine(words, policy);
    } catch (error) {
      if (!(error instanceof FormatError)) throw error;
      throw new FormatError(`Line ${index + 1} of the policy: ${error.message}`);
    }
  }
  if (policy.quorum === '') throw new FormatError('The policy has no line "quorum …"');
  return policy;
}

/** Tells if the witnesses of these names are enough for the quorum. */
export function isQuorum({ groups, quorum }: Policy, cosigners: ReadonlySet<string>): boolean {
  const has = (name: string): boolean => {
    const group = groups.get(name);
    if (group === undefined) return cosigners.has(name);
    return group.members.filter(has).length >= group.least;
  };
  return quorum === 'none' || has(quorum);
}

/** A policy with one log, some witnesses, and how many of them must cosign: none, or at least `least`. */
export interface SimplePolicy {
  log: VerifierKey;
  /** By name, in the order of the file. */
  witnesses: ReadonlyMap<string, VerifierKey>;
  /** 0 = none. */
  least: number;
}

/** Writes a policy. */
export function formatPolicy({ log, witnesses, least }: SimplePolicy): string {
  const lines = [`log ${log.text}`];
  for (const [name, key] of witnesses) lines.push(`witness ${name} ${key.text}`);
  if (least > 0) lines.push(`group witnesses ${least} ${[...witnesses.keys()].join(' ')}`);
  lines.push(`quorum ${least > 0 ? 'witnesses' : 'none'}`);
  return `${lines.join('\n')}\n`;
}

function readLine([kind, ...words]: string[], policy: Policy): void {
  if (kind === 'log') readLog(words, policy);
  else if (kind === 'witness') readWitness(words, policy);
  else if (kind === 'group') readGroup(words, policy);
  else if (kind === 'quorum') readQuorum(words, policy);
  else throw new FormatError(`"${kind}" is not accepted; log, witness, group and quorum are`);
}

function readLog(words: string[], { logs }: Policy): void {
  const [vkey] = expectWords(words, 1, 2, 'log <vkey> [<url>]');
  const key = expectKey(vkey!, 1, 'a log');
  expectNew(key, logs, 'log');
  logs.push(key);
}

function readWitness(words: string[], policy: Policy): void {
  const [name, vkey] = expectWords(words, 2, 3, 'witness <name> <vkey> [<url>]');
  const key = expectKey(vkey!, 4, 'a witness');
  expectFree(name!, policy);
  expectNew(key, policy.witnesses.values(), 'witness');
  policy.witnesses.set(name!, key);
}

function readGroup(words: string[], policy: Policy): void {
  const form = 'group <name> all|any|<k> <name>…';
  const [name, rule, ...members] = expectWords(words, 3, Number.POSITIVE_INFINITY, form);
  expectFree(name!, policy);
  const taken = [...policy.groups.values()].flatMap((group) => group.members);
  for (const [at, member] of members.entries()) {
    expectKnown(member, policy);
    if (taken.includes(member) || members.indexOf(member) !== at)
      throw new FormatError(`"${member}" is a member of a group already`);
  }
  const least =
    rule === 'all' ? members.length : rule === 'any' ? 1 : parseCount(rule!, 'number of members');
  if (least < 1 || least > members.length)
    throw new FormatError(`1 to ${members.length} members can be asked for, not ${least}`);
  policy.groups.set(name!, { least, members });
}

function readQuorum(words: string[], policy: Policy): void {
  const [name] = expectWords(words, 1, 1, 'quorum <name>');
  if (policy.quorum !== '') throw new FormatError('A policy has one quorum');
  if (name !== 'none') expectKnown(name!, policy);
  policy.quorum = name!;
}

function expectWords(words: string[], least: number, most: number, form: string): string[] {
  if (words.length < least || words.length > most) throw new FormatError(`It is "${form}"`);
  return words;
}

function expectKey(vkey: string, type: number, whose: string): VerifierKey {
  const key = parseVerifierKey(vkey);
  if (key.type !== type)
    throw new FormatError(`The key of ${whose} has type ${type}, not ${key.type}`);
  return key;
}

function expectNew(key: VerifierKey, known: Iterable<VerifierKey>, what: string): void {
  const same = [...known].some(({ publicKey }) => String(publicKey) === String(key.publicKey));
  if (same) throw new FormatError(`The same key is a ${what} already`);
}

function expectFree(name: string, { witnesses, groups }: Policy): void {
  if (name === 'none' || witnesses.has(name) || groups.has(name))
    throw new FormatError(`The name "${name}" is taken`);
}

function expectKnown(name: string, { witnesses, groups }: Policy): void {
  if (!witnesses.has(name) && !groups.has(name))
    throw new FormatError(`"${name}" is no witness or group of a line above`);
}
