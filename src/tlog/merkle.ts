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
  return sha256Bytes(joined(Uint8Array.of(0), entry));
}

/** Calculates the hash of an inner node. Source: RFC 9162, 2.1.1. */
export function nodeHash(left: Hash, right: Hash): Hash {
  return sha256Bytes(joined(Uint8Array.of(1), left, right));
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

function joined(...parts: Uint8Array[]): Uint8Array {
  const bytes = new Uint8Array(parts.reduce((length, part) => length + part.length, 0));
  let at = 0;
  for (const part of parts) {
    bytes.set(part, at);
    at += part.length;
  }
  return bytes;
}
