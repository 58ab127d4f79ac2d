import { areSameBytes, hexOf } from '../base/bytes.ts';
import type { Checkpoint } from '../tlog/checkpoint.ts';
import { isConsistent, leafHash, rootFromInclusion } from '../tlog/merkle.ts';
import { parseTlogProof, type TlogProof } from '../tlog/tlog-proof.ts';
import { parseWitnessRequest } from '../tlog/witness-request.ts';
import { type Bundle, parsed, textOf } from './check-files.ts';
import { checkSignature, type KeyOfLog } from './check-keys.ts';
import { type Done, inBoth, notChecked, ok, Refusal } from './verdict.ts';

/** A proof of inclusion with its checkpoint. */
export type ParsedProof = TlogProof & { parsed: Checkpoint };

/**
 * Reads a proof file.
 *
 * @throws {Refusal} If it has another form, or data that nobody signed.
 */
export function readProof({ files }: Pick<Bundle, 'files'>, name: string): ParsedProof {
  const proof = parsed(name, () => parseTlogProof(textOf(files, name)));
  if (proof.extra === undefined) return proof;
  throw new Refusal(
    `${name} has extra data, which no signature covers.`,
    `${name} 含有未经签名的附加数据。`,
  );
}

/**
 * Checks that an entry is in the tree of a proof's checkpoint.
 *
 * @throws {Refusal} If the path does not lead to the root.
 */
export function checkInclusion(
  { files }: Pick<Bundle, 'files'>,
  entryName: string,
  { index, path, parsed: { size, root } }: ParsedProof,
): void {
  const leaf = leafHash(files.get(entryName) ?? new Uint8Array());
  const found = index < size ? rootFromInclusion({ index, size, leaf, path }) : undefined;
  if (found !== undefined && areSameBytes(found, root)) return;
  throw new Refusal(
    `${entryName} is not entry ${index} of the log: its path does not lead to the root ${hexOf(root)}.`,
    `${entryName} 不是日志的第 ${index} 条记录：其路径未通向根哈希 ${hexOf(root)}。`,
  );
}

/** Checks the inclusion of the document's own entry. @throws {Refusal} If it is not in the log. */
export function checkOwnInclusion(bundle: Bundle, proof: ParsedProof): Done<undefined> {
  checkInclusion(bundle, bundle.names.entry, proof);
  const { size, root } = proof.parsed;
  return ok(
    inBoth(
      `The entry is number ${proof.index} (from 0) of ${size} in the log with the root ${hexOf(root)}.`,
      `该记录是根哈希为 ${hexOf(root)} 的日志中 ${size} 条记录的第 ${proof.index} 条（从 0 起）。`,
    ),
    undefined,
  );
}

/**
 * Checks that a later checkpoint of the log goes on from the proof's.
 *
 * @returns The key of the later checkpoint, if there is one.
 * @throws {Refusal} If it does not.
 */
export function checkConsistency(
  { names, files }: Bundle,
  { parsed: own }: ParsedProof,
  keys: readonly KeyOfLog[],
): Done<KeyOfLog | undefined> {
  const name = names.consistency;
  if (!files.has(name))
    return notChecked(
      inBoth('The proof has no later checkpoint.', '该证明不含更晚的检查点。'),
      undefined,
    );
  const {
    from,
    path,
    parsed: later,
  } = parsed(name, () => parseWitnessRequest(textOf(files, name)));
  const signer = checkSignature(name, later, keys);
  const states = { from, fromRoot: own.root, to: later.size, toRoot: later.root, path };
  if (later.origin !== own.origin || from !== own.size || !isConsistent(states))
    throw new Refusal(
      `${name}: the log of ${later.size} entries does not begin with the ${own.size} entries of the proof. It was rewritten.`,
      `${name}：含 ${later.size} 条记录的日志并非以证明中的 ${own.size} 条记录开头，日志已被改写。`,
    );
  return ok(
    inBoth(
      `The log later had ${later.size} entries, and begins with the same ${own.size}.`,
      `日志后来有 ${later.size} 条记录，其开头仍是这 ${own.size} 条。`,
    ),
    signer,
  );
}
