import { describe, expect, it } from 'vitest';
import { hexOf, parseHex, utf8Of } from '../base/bytes.ts';
import { sha256Bytes } from '../base/sha256.ts';
import { HashTree } from './hash-tree.ts';
import {
  append,
  emptyFrontier,
  type Hash,
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
  let power = 1;
  while (power * 2 < entries.length) power *= 2;
  return nodeHash(slowRoot(entries.slice(0, power)), slowRoot(entries.slice(power)));
}

const entries = Array.from({ length: 70 }, (_, at) => utf8Of(`entry ${at}`));
const tree = HashTree.of(entries.map(leafHash));
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
  it('leads each leaf to the root of each size, and to no other', () => {
    for (let size = 1; size <= 70; size += 1)
      for (let index = 0; index < size; index += 1) {
        const path = tree.inclusionPath(index, size);
        const leaf = leafHash(entries[index]!);
        const root = hexOf(roots[size]!);
        expect(hexOf(rootFromInclusion({ index, size, leaf, path })!)).toBe(root);
        const wrong = [
          { index, size, leaf: leafHash(utf8Of('other')), path },
          { index: index ^ 1, size, leaf, path },
          {
            index,
            size,
            leaf,
            path: [...path, root].map((hash) => (typeof hash === 'string' ? leaf : hash)),
          },
          ...(path.length > 0 ? [{ index, size, leaf, path: path.slice(1) }] : []),
          ...(path.length > 1 ? [{ index, size, leaf, path: path.toReversed() }] : []),
        ];
        for (const one of wrong)
          expect(hexOf(rootFromInclusion(one) ?? leaf) === root && size > 1).toBe(false);
      }
  });
});

describe('a proof of consistency', () => {
  it('shows each prefix of each tree, and nothing else', () => {
    for (let to = 1; to <= 70; to += 1)
      for (let from = 0; from <= to; from += 1) {
        const path = tree.consistencyPath(from, to);
        const proof = { from, fromRoot: roots[from]!, to, toRoot: roots[to]!, path };
        expect(isConsistent(proof)).toBe(true);
        const other = leafHash(utf8Of('other'));
        expect(isConsistent({ ...proof, fromRoot: other })).toBe(false);
        expect(isConsistent({ ...proof, path: [...path, other] })).toBe(false);
        if (from > 0) expect(isConsistent({ ...proof, toRoot: other })).toBe(false);
        if (path.length > 0)
          expect(isConsistent({ ...proof, path: path.slice(0, -1) })).toBe(false);
        if (from > 0 && from < to)
          expect(isConsistent({ ...proof, from: from - 1, fromRoot: roots[from]! })).toBe(false);
      }
  });
});
