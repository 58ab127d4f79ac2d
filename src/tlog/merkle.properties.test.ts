import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { areSameBytes, hexOf, parseHex, utf8Of } from '../base/bytes.ts';
import { sha256Bytes } from '../base/sha256.ts';
import { HashTree } from './hash-tree.ts';
import {
  append,
  type Consistency,
  emptyFrontier,
  type Hash,
  type Inclusion,
  isConsistent,
  leafHash,
  nodeHash,
  rootFromInclusion,
  rootOf,
} from './merkle.ts';

/** MTH of RFC 6962, section 2.1, as it is written there. */
function slowRoot(entries: readonly Uint8Array[]): Hash {
  if (entries.length === 0) return sha256Bytes(new Uint8Array());
  if (entries.length === 1) return leafHash(entries[0]!);
  const left = leftOf(entries);
  return nodeHash(slowRoot(entries.slice(0, left)), slowRoot(entries.slice(left)));
}

/** PATH of RFC 6962, section 2.1.1. */
function slowPath(index: number, entries: readonly Uint8Array[]): Hash[] {
  if (entries.length === 1) return [];
  const left = leftOf(entries);
  return index < left
    ? [...slowPath(index, entries.slice(0, left)), slowRoot(entries.slice(left))]
    : [...slowPath(index - left, entries.slice(left)), slowRoot(entries.slice(0, left))];
}

/** SUBPROOF of RFC 6962, section 2.1.2. */
function slowSubProof(from: number, entries: readonly Uint8Array[], isKnown: boolean): Hash[] {
  if (from === entries.length) return isKnown ? [] : [slowRoot(entries)];
  const left = leftOf(entries);
  return from <= left
    ? [...slowSubProof(from, entries.slice(0, left), isKnown), slowRoot(entries.slice(left))]
    : [...slowSubProof(from - left, entries.slice(left), false), slowRoot(entries.slice(0, left))];
}

/** The largest power of two below the number of entries. */
function leftOf(entries: readonly Uint8Array[]): number {
  let power = 1;
  while (power * 2 < entries.length) power *= 2;
  return power;
}

const entries = Array.from({ length: 70 }, (_, at) => utf8Of(`entry ${at}`));
const leaves = entries.map(leafHash);
const tree = HashTree.of(leaves);
const other = leafHash(utf8Of('other'));
const roots = Array.from({ length: 71 }, (_, size) => slowRoot(entries.slice(0, size)));

/** The inputs and roots that tests of Certificate Transparency have used since 2013. */
const published = ['', '00', '10', '2021', '3031', '40414243', '5051525354555657'];
const publishedRoots = [
  'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855',
  '6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d',
  'fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125',
  'aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77',
  'd37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7',
  '4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4',
  '76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef',
  'ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c',
];

describe('a tree', () => {
  it('has the published roots', () => {
    let frontier = emptyFrontier();
    const found = [hexOf(rootOf(frontier))];
    for (const input of published) {
      frontier = append(frontier, leafHash(parseHex(input)!));
      found.push(hexOf(rootOf(frontier)));
    }
    expect(found).toEqual(publishedRoots);
  });

  it('has the roots of the specification at each size, grown or whole', () => {
    let frontier = emptyFrontier();
    for (const [size, root] of roots.entries()) {
      expect(hexOf(tree.root(size))).toBe(hexOf(root));
      expect(hexOf(rootOf(frontier))).toBe(hexOf(root));
      if (size < entries.length) frontier = append(frontier, leafHash(entries[size]!));
    }
  });
});

describe('a proof of inclusion', () => {
  it('is that of the specification, and leads each leaf to the root of each size', () => {
    const wrong = allPlaces(70).filter(({ index, size }) => {
      const path = tree.inclusionPath(index, size);
      const found = rootFromInclusion({ index, size, leaf: leaves[index]!, path });
      return !isSame(path, slowPath(index, entries.slice(0, size))) || !isHash(found, roots[size]!);
    });
    expect(wrong).toEqual([]);
  });

  it('leads to no root after a change', () => {
    const accepted = allPlaces(40).flatMap(({ index, size }) => {
      const right = { index, size, leaf: leaves[index]!, path: tree.inclusionPath(index, size) };
      return changedInclusions(right).filter((one) => isHash(rootFromInclusion(one), roots[size]!));
    });
    expect(accepted).toEqual([]);
  });

  it('leads to no root in a tree of another size that needs another path', () => {
    const accepted = allPlaces(40).filter(({ index, size }) => {
      const path = tree.inclusionPath(index, size);
      const other = size + 1;
      const found = rootFromInclusion({ index, size: other, leaf: leaves[index]!, path });
      return isHash(found, roots[other]!);
    });
    expect(accepted).toEqual([]);
  });

  it('is none for an index outside the tree, or a number that is no count', () => {
    const leaf = leaves[0]!;
    for (const [index, size] of [
      [0, 0],
      [1, 1],
      [-1, 1],
      [0.5, 1],
      [0, Number.NaN],
      [0, 2 ** 53],
    ])
      expect(rootFromInclusion({ index: index!, size: size!, leaf, path: [] })).toBeUndefined();
    expect(() => tree.inclusionPath(70, 70)).toThrow('an index below 70 is expected, not 70');
    expect(() => tree.inclusionPath(0, 71)).toThrow(RangeError);
  });
});

describe('a proof of consistency', () => {
  it('is that of the specification, and shows each prefix of each tree', () => {
    const wrong = allPrefixes(70).filter(
      ({ from, to, ...proof }) =>
        !isConsistent({ from, to, ...proof }) ||
        !isSame(proof.path, from === 0 ? [] : slowSubProof(from, entries.slice(0, to), true)),
    );
    expect(wrong).toEqual([]);
  });

  it('shows nothing after a change', () => {
    const accepted = allPrefixes(40).flatMap((proof) =>
      changedConsistencies(proof).filter(isConsistent),
    );
    expect(accepted).toEqual([]);
  });

  it('is none of a later tree to an earlier one', () => {
    expect(() => tree.consistencyPath(8, 7)).toThrow(RangeError);
    const [fromRoot, toRoot] = [roots[8]!, roots[7]!];
    expect(isConsistent({ from: 8, fromRoot, to: 7, toRoot, path: [] })).toBe(false);
  });
});

describe('a large tree', () => {
  const many = Array.from({ length: 5000 }, (_, at) => leafHash(utf8Of(`${at}`)));
  const large = HashTree.of(many);
  const count = fc.integer({ min: 1, max: many.length });

  it('proves any leaf and any prefix of any size', () => {
    fc.assert(
      fc.property(count, count, (a, b) => {
        const [from, to] = [Math.min(a, b), Math.max(a, b)];
        const toRoot = large.root(to);
        const path = large.inclusionPath(from - 1, to);
        const found = rootFromInclusion({ index: from - 1, size: to, leaf: many[from - 1]!, path });
        expect(hexOf(found!)).toBe(hexOf(toRoot));
        const consistency = large.consistencyPath(from, to);
        const fromRoot = large.root(from);
        expect(isConsistent({ from, fromRoot, to, toRoot, path: consistency })).toBe(true);
      }),
    );
  });

  it('grows leaf by leaf to the root of the whole', () => {
    const grown = many.reduce(append, emptyFrontier());
    expect(hexOf(rootOf(grown))).toBe(hexOf(large.root()));
  });
});

/** Each leaf of each tree up to a size. */
function allPlaces(most: number): { index: number; size: number }[] {
  return upTo(most).flatMap((size) => upTo(size).map((end) => ({ index: end - 1, size })));
}

/** Each prefix of each tree up to a size, with its proof. */
function allPrefixes(most: number): Consistency[] {
  return upTo(most).flatMap((to) =>
    [0, ...upTo(to)].map((from) => ({
      from,
      fromRoot: roots[from]!,
      to,
      toRoot: roots[to]!,
      path: tree.consistencyPath(from, to),
    })),
  );
}

function changedInclusions(right: Inclusion): Inclusion[] {
  const paths = changedPaths(right.path).map((path) => ({ ...right, path }));
  const neighbour = { ...right, index: right.index ^ 1 };
  return [{ ...right, leaf: other }, ...paths, ...(right.size > 1 ? [neighbour] : [])];
}

function changedConsistencies(right: Consistency): Consistency[] {
  const { from, to, fromRoot } = right;
  const paths = changedPaths(right.path).map((path) => ({ ...right, path }));
  // The empty tree begins each tree, so that a proof from it says nothing about the later root.
  const later = from === 0 ? [] : [{ ...right, toRoot: other }];
  const sizes = from === 0 || from === to ? [] : [{ ...right, from: from - 1, fromRoot }];
  return [{ ...right, fromRoot: other }, ...later, ...paths, ...sizes];
}

/** A path with one bit changed of each hash, one hash less, one more, and another order. */
function changedPaths(path: readonly Hash[]): Hash[][] {
  const bits = path.map((hash, at) => path.with(at, hash.with(7, hash[7]! ^ 1)));
  const shorter = path.length > 0 ? [path.slice(1), path.slice(0, -1)] : [];
  const turned = path.length > 1 ? [path.toReversed()] : [];
  return [...bits, ...shorter, ...turned, [...path, other], [other, ...path]];
}

function isHash(found: Hash | undefined, expected: Hash): boolean {
  return found !== undefined && areSameBytes(found, expected);
}

function isSame(found: readonly Hash[], expected: readonly Hash[]): boolean {
  return found.length === expected.length && found.every((hash, at) => isHash(hash, expected[at]!));
}

function upTo(most: number): number[] {
  return Array.from({ length: most }, (_, at) => at + 1);
}
