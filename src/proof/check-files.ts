import { sha256Of } from '../base/sha256.ts';
import {
  type BundleNames,
  beforeNames,
  bundleNames,
  isDocumentNumber,
  parseChecksums,
} from './bundle.ts';
import { type Done, inBoth, ok, Refusal } from './verdict.ts';

/** Files of a folder: content by name, with `/` in the names of `before/`. */
export type Files = ReadonlyMap<string, Uint8Array>;

/** Most files of a proof, and most bytes of one. A larger proof is refused unread. */
export const limits = { files: 2_000, bytes: 32 << 20, totalBytes: 128 << 20 } as const;

/** A proof whose files are whole. */
export interface Bundle {
  number: string;
  names: BundleNames;
  files: Files;
  /** Numbers of the documents in `before/`, in the order of their names. */
  before: string[];
}

/** Files of the invoice that may lie beside its proof. */
const reportEndings = ['.html', '.pdf', '.csv'];

/**
 * Checks that a folder has the files of one proof, no others, and each with its checksum.
 *
 * @throws {Refusal} Naming the file.
 */
export function checkFiles(files: Files): Done<Bundle> {
  checkLimits(files);
  const number = numberOf(files);
  const names = bundleNames(number);
  const listed = parsed(names.checksums, () => parseChecksums(textOf(files, names.checksums)));
  const before = documentsBefore(files);
  const known = new Set<string>([
    ...Object.values(names),
    ...before.flatMap((one) => Object.values(beforeNames(one))),
  ]);
  const reports = reportEndings.map((ending) => `${number}${ending}`);
  for (const name of files.keys())
    if (!known.has(name) && !reports.includes(name))
      throw new Refusal(
        `${shown(name)} does not belong to a proof of ${number}. Take it out of the folder.`,
        `${shown(name)} 不属于 ${number} 的证明。请将其移出该文件夹。`,
      );
  const needed = [names.document, names.entry, names.proof, names.policy];
  for (const one of before) needed.push(...Object.values(beforeNames(one)));
  for (const name of [...needed, ...listed.keys()])
    if (!files.has(name)) throw new Refusal(`${name} is missing.`, `缺少文件 ${name}。`);
  for (const [name, bytes] of files) checkSum(name, bytes, { names, reports, listed });
  return ok(
    inBoth(
      `${listed.size} files have the checksums of ${names.checksums}. Nobody signed ${names.page}: believe what you see here.`,
      `${listed.size} 个文件与 ${names.checksums} 中的校验和一致。${names.page} 未经签名，请以此处所示为准。`,
    ),
    { number, names, files, before },
  );
}

function checkSum(
  name: string,
  bytes: Uint8Array,
  {
    names,
    reports,
    listed,
  }: { names: BundleNames; reports: string[]; listed: Map<string, string> },
): void {
  if (name === names.checksums || reports.includes(name)) return;
  const expected = listed.get(name);
  if (expected === undefined)
    throw new Refusal(
      `${name} is not in the list ${names.checksums}.`,
      `${name} 不在清单 ${names.checksums} 中。`,
    );
  const found = sha256Of(bytes);
  if (found !== expected)
    throw new Refusal(
      `${name} was changed: its SHA-256 is ${found}, not ${expected}.`,
      `${name} 已被改动：其 SHA-256 为 ${found}，应为 ${expected}。`,
    );
}

function checkLimits(files: Files): void {
  let total = 0;
  for (const [name, { length }] of files) {
    total += length;
    if (length > limits.bytes || total > limits.totalBytes)
      throw new Refusal(
        `${shown(name)} is too large for a proof.`,
        `${shown(name)} 过大，不是证明文件。`,
      );
  }
  if (files.size > limits.files)
    throw new Refusal(
      `There are ${files.size} files; a proof has at most ${limits.files}.`,
      `共有 ${files.size} 个文件；一份证明最多 ${limits.files} 个。`,
    );
}

/** Finds the number of the document by its list of checksums. */
function numberOf(files: Files): string {
  const lists = [...files.keys()].filter((name) => name.endsWith('.sha256'));
  const number = lists[0]?.slice(0, -'.sha256'.length) ?? '';
  if (lists.length === 1 && isDocumentNumber(number)) return number;
  throw new Refusal(
    `A proof has exactly one list of checksums, such as INV-2026-000001.sha256. Found: ${lists.map(shown).join(', ') || 'none'}.`,
    `一份证明有且仅有一个校验和清单，例如 INV-2026-000001.sha256。发现：${lists.map(shown).join('、') || '无'}。`,
  );
}

function documentsBefore(files: Files): string[] {
  return [...files.keys()]
    .flatMap((name) => /^before\/(.+)\.tlog-proof$/.exec(name)?.[1] ?? [])
    .filter(isDocumentNumber)
    .sort();
}

/** Returns the bytes of a file. @throws {Refusal} If it is missing. */
export function bytesOf(files: Files, name: string): Uint8Array {
  const bytes = files.get(name);
  if (bytes === undefined) throw new Refusal(`${name} is missing.`, `缺少文件 ${name}。`);
  return bytes;
}

/**
 * Returns the text of a file.
 *
 * @throws {Refusal} If it is missing or no UTF-8.
 */
export function textOf(files: Files, name: string): string {
  const bytes = bytesOf(files, name);
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch (cause) {
    throw new Refusal(`${name} is not UTF-8.`, `${name} 不是 UTF-8 文本。`, { cause });
  }
}

/**
 * Returns the value that a parser makes of a file.
 *
 * @throws {Refusal} Naming the file and the parser's reason.
 */
export function parsed<T>(name: string, parse: () => T): T {
  try {
    return parse();
  } catch (cause) {
    if (cause instanceof Refusal) throw cause;
    const { message } = cause as Error;
    throw new Refusal(`${name}: ${message}`, `${name} 格式有误（${message}）`, { cause });
  }
}

/** Returns a name for a sentence: short and without control characters. */
function shown(name: string): string {
  return JSON.stringify(name.slice(0, 100));
}
