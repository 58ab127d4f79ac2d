import { areSameBytes, joinBytes } from '../base/bytes.ts';
import { sha256Bytes } from '../base/sha256.ts';

/** A hash of 32 bytes. */
export type Hash = Uint8Array;

/** Roots of the perfect subtrees of a tree, the largest first: enough to append leaves. */
export interface Frontier {
  /** Number of leaves. */
  size: number;
  roots: Hash[];
}

/** Calculates the hash of a leaf. Source: RFC 9162, 2.1.1. */
export function leafHash(entry: Uint8Array): Hash {
  return sha256Bytes(joinBytes(Uint8Array.of(0), entry));
}

/** Calculates the hash of an inner node. Source: RFC 9162, 2.1.1. */
export function nodeHash(left: Hash, right: Hash): Hash {
  return sha256Bytes(joinBytes(Uint8Array.of(1), left, right));
}

/** Returns the tree without leaves. */
export function emptyFrontier(): Frontier {
  return { size: 0, roots: [] };
}

/** Returns the tree with one leaf more. */
export function append({ size, roots }: Frontier, leaf: Hash): Frontier {
  const kept = [...roots];
  let node = leaf;
  for (let rest = size; rest % 2 === 1; rest = (rest - 1) / 2) node = nodeHash(kept.pop()!, node);
  return { size: size + 1, roots: [...kept, node] };
}

/** Calculates the root of a tree; the hash of no bytes for the empty tree. */
export function rootOf({ roots }: Frontier): Hash {
  return roots.length === 0
    ? sha256Bytes(new Uint8Array())
    : roots.reduceRight((right, left) => nodeHash(left, right));
}

/** A leaf of a tree, and the hashes that lead from it to the root. */
export interface Inclusion {
  /** Place of the leaf, from 0. */
  index: number;
  /** Number of leaves of the tree. */
  size: number;
  leaf: Hash;
  /** From the leaf's sibling up. */
  path: readonly Hash[];
}

/**
 * Calculates the root that a proof of inclusion leads to. Source: RFC 9162, 2.1.3.2.
 *
 * @returns Undefined if the index is not in the tree, or the path is too long or too short.
 */
export function rootFromInclusion({ index, size, leaf, path }: Inclusion): Hash | undefined {
  if (!isCount(index) || !isCount(size) || index >= size) return undefined;
  let [at, last, node] = [index, size - 1, leaf];
  for (const sibling of path) {
    if (last === 0) return undefined;
    if (isOdd(at) || at === last) {
      node = nodeHash(sibling, node);
      while (!isOdd(at) && at !== 0) [at, last] = [half(at), half(last)];
    } else node = nodeHash(node, sibling);
    [at, last] = [half(at), half(last)];
  }
  return last === 0 ? node : undefined;
}

/** Two states of a log, and the hashes that show that the later one only adds leaves. */
export interface Consistency {
  from: number;
  fromRoot: Hash;
  to: number;
  toRoot: Hash;
  path: readonly Hash[];
}

/**
 * Tells if the earlier tree is a prefix of the later one. Source: RFC 9162, 2.1.4.2. The empty tree is a prefix
 * of each tree, with an empty path.
 */
export function isConsistent({ from, fromRoot, to, toRoot, path }: Consistency): boolean {
  if (!isCount(from) || !isCount(to) || from > to) return false;
  if (from === to) return path.length === 0 && areSameBytes(fromRoot, toRoot);
  if (from === 0) return path.length === 0 && areSameBytes(fromRoot, rootOf(emptyFrontier()));
  const hashes = isPowerOfTwo(from) ? [fromRoot, ...path] : [...path];
  let [at, last] = [from - 1, to - 1];
  while (isOdd(at)) [at, last] = [half(at), half(last)];
  const first = hashes.shift();
  if (first === undefined) return false;
  let [earlier, later] = [first, first];
  for (const hash of hashes) {
    if (last === 0) return false;
    if (isOdd(at) || at === last) {
      [earlier, later] = [nodeHash(hash, earlier), nodeHash(hash, later)];
      while (!isOdd(at) && at !== 0) [at, last] = [half(at), half(last)];
    } else later = nodeHash(later, hash);
    [at, last] = [half(at), half(last)];
  }
  return last === 0 && areSameBytes(earlier, fromRoot) && areSameBytes(later, toRoot);
}

function isCount(value: number): boolean {
  return Number.isSafeInteger(value) && value >= 0;
}

function isOdd(value: number): boolean {
  return value % 2 === 1;
}

/** Halves a number of up to 53 bits, which a shift cannot. */
function half(value: number): number {
  return Math.floor(value / 2);
}

function isPowerOfTwo(value: number): boolean {
  let rest = value;
  while (rest > 1 && !isOdd(rest)) rest = half(rest);
  return rest === 1;
}
