import { areSameBytes } from '../base/bytes.ts';
import { type Hash, isConsistent } from '../tlog/merkle.ts';

/** Tree of a log, as a checkpoint states it. */
export interface TreeHead {
  /** Number of entries. */
  size: number;
  root: Hash;
}

/** Everything that was shown beside a checkpoint. */
export interface ShownProof {
  /** Consistency proof from an earlier size; absent if none was shown. */
  proof?: { from: number; path: readonly Hash[] } | undefined;
  /** Root of as many first entries as were seen, by the tiles; absent if tiles do not tell. */
  rootOfSeen?: Hash | undefined;
  /** True if the checkpoint has a cosignature of this very witness. */
  isCosigned: boolean;
}

/**
 * Relation of a shown tree to the last one that the witness saw. `first`: none was seen. `same`: the same one.
 * `grown`: it begins with all entries that were seen. `other`: as many entries, another root. `rewritten`: larger, and
 * tiles show that it begins with others. `disproved`: larger, and the proof does not fit. `unproved`: larger, without
 * a proof from what was seen. `smaller`: smaller, and nothing tells more. `earlier`: smaller, and what was seen begins
 * with it.
 */
export type Verdict =
  | 'first'
  | 'same'
  | 'grown'
  | 'other'
  | 'rewritten'
  | 'disproved'
  | 'unproved'
  | 'smaller'
  | 'earlier';

/** Compares a shown tree with the last one that the witness saw; undefined if it saw none. */
export function judge(seen: TreeHead | undefined, shown: TreeHead, beside: ShownProof): Verdict {
  if (seen === undefined) return 'first';
  if (shown.size < seen.size) return isEarlier(seen, beside) ? 'earlier' : 'smaller';
  if (shown.size === seen.size) return areSameBytes(seen.root, shown.root) ? 'same' : 'other';
  const { rootOfSeen, proof } = beside;
  if (rootOfSeen !== undefined) return areSameBytes(rootOfSeen, seen.root) ? 'grown' : 'rewritten';
  if (proof?.from !== seen.size) return seen.size === 0 ? 'grown' : 'unproved';
  const { size: from, root: fromRoot } = seen;
  const { size: to, root: toRoot } = shown;
  return isConsistent({ from, fromRoot, to, toRoot, path: proof.path }) ? 'grown' : 'disproved';
}

/** Tells if what was seen begins with a smaller tree. Tiles may hold more entries than the checkpoint beside them. */
function isEarlier(seen: TreeHead, { rootOfSeen, isCosigned }: ShownProof): boolean {
  return isCosigned || (rootOfSeen !== undefined && areSameBytes(rootOfSeen, seen.root));
}
