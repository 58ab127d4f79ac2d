import { sha256Bytes } from '../base/sha256.ts';
import { emptyFrontier, type Hash, nodeHash, rootOf } from './merkle.ts';

const hashBytes = 32;

/**
 * A whole tree in memory, to make many proofs of it: 64 bytes a leaf. Level 0 are the leaves; a hash of level n is
 * the root of 2ⁿ leaves.
 */
export class HashTree {
  /** Hashes of each level, one after the other. */
  readonly #levels: readonly Uint8Array[];

  private constructor(levels: readonly Uint8Array[]) {
    this.#levels = levels;
  }

  /** Builds the tree of some leaf hashes. */
  static of(leaves: readonly Hash[]): HashTree {
    const bottom = new Uint8Array(leaves.length * hashBytes);
    for (const [at, leaf] of leaves.entries()) bottom.set(leaf, at * hashBytes);
    const levels: Uint8Array[] = [bottom];
    while (levels.at(-1)!.length > hashBytes) levels.push(levelAbove(levels.at(-1)!));
    return new HashTree(levels);
  }

  /** Number of leaves. */
  get size(): number {
    return this.#levels[0]!.length / hashBytes;
  }

  /** Calculates the root that the tree had with its first `size` leaves. */
  root(size = this.size): Hash {
    this.#expect(size <= this.size, `a size up to ${this.size}`, size);
    return size === 0 ? rootOf(emptyFrontier()) : this.#rootOf(0, size);
  }

  /**
   * Lists the hashes that lead from a leaf to the root of the first `size` leaves. Source: RFC 9162, 2.1.3.1.
   *
   * @throws {RangeError} If the leaf is not among them.
   */
  inclusionPath(index: number, size = this.size): Hash[] {
    this.#expect(size <= this.size && index < size, `an index below ${size}`, index);
    return this.#path(index, 0, size);
  }

  /**
   * Lists the hashes that show that the first `to` leaves begin with the first `from`. Source: RFC 9162, 2.1.4.1.
   *
   * @returns None if `from` is 0 or `to`.
   * @throws {RangeError} If the tree is smaller, or `from` larger than `to`.
   */
  consistencyPath(from: number, to = this.size): Hash[] {
    this.#expect(to <= this.size && from <= to, `a size up to ${to}`, from);
    return from === 0 || from === to ? [] : this.#subProof(from, 0, to, true);
  }

  /** Returns the root of the 2^`level` leaves from `index` · 2^`level` on, all of which are in the tree. */
  subtree(level: number, index: number): Hash {
    const start = index * hashBytes;
    const root = this.#levels[level]?.slice(start, start + hashBytes);
    if (root?.length !== hashBytes)
      throw new RangeError(`The tree has no subtree ${index} of level ${level}`);
    return root;
  }

  #path(index: number, start: number, end: number): Hash[] {
    if (end - start === 1) return [];
    const middle = start + largestPowerBelow(end - start);
    return index < middle
      ? [...this.#path(index, start, middle), this.#rootOf(middle, end)]
      : [...this.#path(index, middle, end), this.#rootOf(start, middle)];
  }

  /** SUBPROOF of RFC 9162: `isKnown` while the verifier has the earlier root itself. */
  #subProof(from: number, start: number, end: number, isKnown: boolean): Hash[] {
    if (from === end - start) return isKnown ? [] : [this.#rootOf(start, end)];
    const left = largestPowerBelow(end - start);
    const middle = start + left;
    return from <= left
      ? [...this.#subProof(from, start, middle, isKnown), this.#rootOf(middle, end)]
      : [...this.#subProof(from - left, middle, end, false), this.#rootOf(start, middle)];
  }

  #rootOf(start: number, end: number): Hash {
    const level = Math.log2(end - start);
    if (Number.isInteger(level)) return this.subtree(level, start / 2 ** level);
    const middle = start + largestPowerBelow(end - start);
    return nodeHash(this.#rootOf(start, middle), this.#rootOf(middle, end));
  }

  #expect(holds: boolean, expected: string, found: number): void {
    if (!holds || !Number.isSafeInteger(found) || found < 0)
      throw new RangeError(`The tree has no such proof: ${expected} is expected, not ${found}`);
  }
}

/** Calculates the level above one; a last hash without a sibling is left out. */
function levelAbove(below: Uint8Array): Uint8Array {
  const pairBytes = 2 * hashBytes;
  const pairs = Math.floor(below.length / pairBytes);
  const level = new Uint8Array(pairs * hashBytes);
  const node = new Uint8Array(1 + pairBytes).fill(1);
  for (let at = 0; at < pairs; at += 1) {
    node.set(below.subarray(at * pairBytes, (at + 1) * pairBytes), 1);
    level.set(sha256Bytes(node), at * hashBytes);
  }
  return level;
}

/** Returns the largest power of two that is smaller than a size of at least 2. */
function largestPowerBelow(size: number): number {
  let power = 1;
  while (power * 2 < size) power *= 2;
  return power;
}
