import { type Document, isAlias, isMap, isScalar, isSeq, type Node, type Pair, visit } from 'yaml';

export type Path = readonly PropertyKey[];

/** Returns the node of a value, aliases followed; `undefined` if the text has none at `path`. */
export function nodeAt(document: Document.Parsed, path: Path): Node | undefined {
  let node = followAlias(document, document.contents);
  for (const step of path) {
    if (isMap(node)) node = followAlias(document, pairAt(node.items as Pair[], step)?.value);
    else if (isSeq(node)) node = followAlias(document, node.items[Number(step)]);
    else return undefined;
  }
  return node;
}

/** Returns the offset of a value; of its key if the value is empty; else of the nearest parent. */
export function offsetAt(document: Document.Parsed, path: Path): number {
  for (let length = path.length; length >= 0; length--) {
    const node = nodeAt(document, path.slice(0, length));
    const empty = isScalar(node) && node.value === null && node.source === '';
    if (node?.range && !empty) return node.range[0];
    const keyOffset = length > 0 && keyOffsetAt(document, path.slice(0, length));
    if (keyOffset !== false && keyOffset !== undefined) return keyOffset;
  }
  return 0;
}

/** Returns the offset of the key that ends `path`; `undefined` if the text has no such key. */
export function keyOffsetAt(document: Document.Parsed, path: Path): number | undefined {
  const parent = nodeAt(document, path.slice(0, -1));
  const key = isMap(parent) ? pairAt(parent.items as Pair[], path.at(-1)!)?.key : undefined;
  return (key as Node | undefined)?.range?.[0];
}

/** Returns the text of the mapping key that starts at `offset`. */
export function keyAt(document: Document.Parsed, offset: number): string | undefined {
  let found: string | undefined;
  visit(document, {
    Scalar(position, node) {
      if (position === 'key' && node.range?.[0] === offset) found = String(node.value);
    },
  });
  return found;
}

/** Returns the first alias without an anchor. Without a name all have one: there are too many. */
export function unresolvableAlias(document: Document.Parsed): { name?: string; offset: number } {
  let first: number | undefined;
  let broken: { name: string; offset: number } | undefined;
  visit(document, {
    Alias(_, node) {
      first ??= node.range?.[0];
      if (!broken && node.resolve(document) === undefined)
        broken = { name: node.source, offset: node.range?.[0] ?? 0 };
    },
  });
  return broken ?? { offset: first ?? 0 };
}

function followAlias(document: Document.Parsed, node: unknown): Node | undefined {
  return (isAlias(node) ? node.resolve(document) : (node as Node | null)) ?? undefined;
}

function pairAt(pairs: Pair[], key: PropertyKey): Pair | undefined {
  return pairs.find((pair) => isScalar(pair.key) && String(pair.key.value) === String(key));
}
