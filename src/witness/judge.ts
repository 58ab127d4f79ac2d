import { type Hash, isConsistent } from '../tlog/merkle.ts';

/** A tree of a log, as a checkpoint states it. */
export interface TreeHead {
  /** Entries. */
  size: number;
  root: Hash;
}

/** A checkpoint that is shown to a witness, and what was shown with it. */
export interface ShownTree extends TreeHead {
  /** Consistency proof from an earlier size; absent if none was shown. */
  proof?: { from: number; path: readonly Hash[] };
  /**
   * Returns the root of the log's first entries, from its tiles; undefined if the tiles hold fewer. Absent if no
   * tiles were shown.
   */
  rootOfFirst?(size: number): Hash | undefined;
  /** True if it has a cosignature of this very witness: the witness saw it before. */
  isCosigned: boolean;
}

/** Relation of a shown tree to the last one that the witness saw. */
export type Verdict =
  /** No tree was seen before. */
  | 'first'
  | 'same'
  /** It begins with all entries that were seen. */
  | 'grown'
  /** It has as many entries, and they are others. */
  | 'other'
  /** Its tiles begin with other entries than those that were seen. */
  | 'rewritten'
  /** The proof that was shown does not lead from the seen tree to it. */
  | 'disproved'
  /** It is larger, and nothing was shown that proves what it begins with. */
  | 'unproved'
  /** It is smaller: an earlier tree of the same log. */
  | 'earlier'
  /** It is smaller: its entries are others, as tiles of the seen size show. */
  | 'smaller-other'
  /** It is smaller, and nothing shows whether the seen tree begins with it. */
  | 'smaller';

/** Compares a shown tree with the last one that the witness saw; undefined if it saw none. */
export function judge(seen: TreeHead | undefined, shown: ShownTree): Verdict {
  if (seen === undefined) return 'first';
  if (shown.size < seen.size) return judgeSmaller(seen, shown);
  if (shown.size === seen.size) return isSameHash(seen.root, shown.root) ? 'same' : 'other';
  if (shown.rootOfFirst !== undefined)
    return isSameHash(shown.rootOfFirst(seen.size), seen.root) ? 'grown' : 'rewritten';
  if (seen.size === 0) return 'grown';
  if (shown.proof?.from !== seen.size) return 'unproved';
  const { path } = shown.proof;
  const { size: from, root: fromRoot } = seen;
  const isGrown = isConsistent({ from, fromRoot, to: shown.size, toRoot: shown.root, path });
  return isGrown ? 'grown' : 'disproved';
}

/** Judges a smaller tree. Tiles may hold more entries than the checkpoint that was shown with them. */
function judgeSmaller(seen: TreeHead, shown: ShownTree): Verdict {
  if (shown.isCosigned) return 'earlier';
  const root = shown.rootOfFirst?.(seen.size);
  if (root === undefined) return 'smaller';
  return isSameHash(root, seen.root) ? 'earlier' : 'smaller-other';
}

function isSameHash(one: Hash | undefined, other: Hash): boolean {
  return one !== undefined && Buffer.compare(one, other) === 0;
}
