import { canonicalJson } from '../base/json.ts';
import { sha256Of } from '../base/sha256.ts';
import { BundleError } from './bundle-error.ts';

/**
 * Files of the proof of a document, by their names within its folder. All are there each time, but those that say
 * otherwise.
 */
export interface BundleNames {
  /** The document, as it was sent. */
  document: string;
  /** The facts that it was calculated from, packed with gzip; absent for a document without facts, from imbill 0.1. */
  facts: string;
  /** Its log entry, without line feed. */
  entry: string;
  /** Inclusion of the entry in the checkpoint, as c2sp.org/tlog-proof@v1. */
  proof: string;
  /** Key of the log, witnesses and quorum, as C2SP tlog-policy. */
  policy: string;
  /** Signed notes of key rotations, oldest first; absent if the first key is still in force. */
  keys: string;
  /** Proof that a later checkpoint goes on from this one; absent if there is no later one. */
  consistency: string;
  /** RFC 3161 reply over the text of the checkpoint; absent without one. */
  timestamp: string;
  /** The page for people. */
  page: string;
  /** SHA-256 of every other file, as `sha256sum` prints it. */
  checksums: string;
}

/** Returns the names of the files that prove a document. */
export function bundleNames(number: string): BundleNames {
  return {
    document: `${number}.json`,
    facts: `${number}.facts.json.gz`,
    entry: `${number}.entry.json`,
    proof: `${number}.tlog-proof`,
    policy: `${number}.policy`,
    keys: `${number}.keys.json`,
    consistency: `${number}.tlog-consistency`,
    timestamp: `${number}.tsr`,
    page: `${number}.proof.html`,
    checksums: `${number}.sha256`,
  };
}

/** Names of the files of a document before a correction, within the folder of the correction. */
export type BeforeNames = Pick<BundleNames, 'document' | 'entry' | 'proof'>;

/** Returns the names of the files of a document before a correction. */
export function beforeNames(number: string): BeforeNames {
  const { document, entry, proof } = bundleNames(number);
  return {
    document: `before/${document}`,
    entry: `before/${entry}`,
    proof: `before/${proof}`,
  };
}

/** Number of a document, as names of files may have it. */
const documentNumber = /^(?:INV|CRN|DBN)-\d{4}-\d{6,12}$/;

/** Tells if a text is the number of an issued document. A path is none. */
export function isDocumentNumber(text: string): boolean {
  return documentNumber.test(text);
}

/** Facts of a document, as a bundle holds them. */
export interface BundleFacts {
  /** Hash of the manifest, which is one of the facts. */
  content: string;
  /** Canonical JSON by hash, lower-case hex. */
  facts: ReadonlyMap<string, string>;
}

const factsFormat = 'imbill-facts/1';

/**
 * Formats facts as the file of a bundle: canonical JSON and a line feed.
 *
 * @param facts Their texts must be canonical JSON; they are written as they are.
 */
export function formatFacts({ content, facts }: BundleFacts): string {
  const texts = [...facts].sort(byName).map(([sha256, text]) => `"${sha256}":${text}`);
  return `{"content":"${content}","facts":{${texts.join(',')}},"format":"${factsFormat}"}\n`;
}

/**
 * Parses the facts file of a bundle. Whether each fact has its hash is the verifier's next question.
 *
 * @throws {BundleError} If the text is not byte for byte what {@link formatFacts} writes.
 */
export function parseFacts(text: string): BundleFacts {
  const value = parseJson(text);
  if (!isRecord(value) || value['format'] !== factsFormat)
    throw new BundleError(`it must have "format":"${factsFormat}"`);
  const { content, facts } = value;
  if (Object.keys(value).length !== 3 || typeof content !== 'string' || !isRecord(facts))
    throw new BundleError('it must have the keys content, facts and format, and no others');
  const hashes = [content, ...Object.keys(facts)];
  const wrong = hashes.find((hash) => !isHash(hash));
  if (wrong !== undefined)
    throw new BundleError(`${JSON.stringify(wrong)} is not a SHA-256 in lower-case hex`);
  const texts = Object.entries(facts).map(([hash, fact]) => [hash, canonicalText(fact)] as const);
  const parsed = { content, facts: new Map(texts) };
  if (formatFacts(parsed) !== text) throw notCanonical();
  return parsed;
}

/**
 * Parses a line of canonical JSON (RFC 8785).
 *
 * @throws {BundleError} If it is another form, so also if a key stands there twice.
 */
export function parseCanonicalLine(text: string): unknown {
  const value = parseJson(text);
  if (`${canonicalText(value)}\n` !== text) throw notCanonical();
  return value;
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new BundleError('it is not JSON', { cause });
  }
}

/** @throws {BundleError} If a value has no canonical form, such as half of a surrogate pair. */
function canonicalText(value: unknown): string {
  try {
    return canonicalJson(value);
  } catch {
    throw notCanonical();
  }
}

function notCanonical(): BundleError {
  return new BundleError('it is not canonical JSON (RFC 8785) with one line feed at its end');
}

/**
 * Formats the checksums of files as `sha256sum` does, by name.
 *
 * @param files Content by name; names have no line feed and no backslash.
 */
export function formatChecksums(files: ReadonlyMap<string, string | Uint8Array>): string {
  return [...files]
    .sort(byName)
    .map(([name, content]) => `${sha256Of(content)}  ${name}\n`)
    .join('');
}

/**
 * Parses a list of checksums.
 *
 * @returns SHA-256 by name, lower-case hex, in the order of the names.
 * @throws {BundleError} If a line has another form, or the names are not in order and distinct.
 */
export function parseChecksums(text: string): Map<string, string> {
  const lines = text.split('\n');
  if (lines.pop() !== '' || lines.length === 0)
    throw new BundleError('it must have lines, each with a line feed at its end');
  const hashes = lines.map((line, index) => parseChecksumLine(line, index + 1));
  const unordered = hashes.findIndex(([name], index) => index > 0 && hashes[index - 1]![0] >= name);
  if (unordered > 0)
    throw new BundleError(`line ${unordered + 1}: names must be in order, each only once`);
  return new Map(hashes);
}

function parseChecksumLine(line: string, number: number): readonly [name: string, sha256: string] {
  const [, sha256, name] =
    /^([0-9a-f]{64}) {2}((?:before\/)?[A-Za-z0-9][A-Za-z0-9.-]*)$/.exec(line) ?? [];
  if (sha256 === undefined || name === undefined)
    throw new BundleError(`line ${number}: a line must be a SHA-256 in hex, two spaces and a name`);
  return [name, sha256];
}

function byName([one]: readonly [string, unknown], [other]: readonly [string, unknown]): number {
  return one < other ? -1 : Number(one > other);
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Tells if a text is a SHA-256 in lower-case hex. */
export function isHash(text: string): boolean {
  return /^[0-9a-f]{64}$/.test(text);
}
