import { compareText } from './compare-text.ts';

/** Compares two ids in which numbers count as numbers, `O-9` before `O-10`: for `sort`. */
export function compareNumbered(a: string, b: string): number {
  const [ofA, ofB] = [partsOf(a), partsOf(b)];
  for (const [index, part] of ofA.entries()) {
    const other = ofB[index];
    if (other === undefined) break;
    const order =
      isNumber(part) && isNumber(other) ? byValue(part, other) : compareText(part, other);
    if (order !== 0) return order;
  }
  return ofA.length - ofB.length || compareText(a, b);
}

function partsOf(id: string): string[] {
  return id.match(/\d+|\D+/g) ?? [];
}

function isNumber(part: string): boolean {
  return /^\d/.test(part);
}

function byValue(a: string, b: string): number {
  const [left, right] = [a.replace(/^0+/, ''), b.replace(/^0+/, '')];
  return left.length - right.length || compareText(left, right);
}
