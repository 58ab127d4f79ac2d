const lowBits = 0x7f7f7f7f;
const everyByte = 0x01010101;
/** So many words can be added up before a byte of the sum overflows. */
const wordsABlock = 255;

/**
 * Counts two bytes in one pass, four bytes at a time. A byte of a word equals the wanted one if their
 * difference is zero.
 */
export function countTwoBytes(bytes: Uint8Array, first: number, second: number): [number, number] {
  const { head, words } = aligned(bytes);
  const firsts = Math.imul(first, everyByte);
  const seconds = Math.imul(second, everyByte);
  let [firstCount, secondCount] = [0, 0];
  for (let at = 0; at < words.length; ) {
    const stop = Math.min(words.length, at + wordsABlock);
    let [firstSums, secondSums] = [0, 0];
    for (; at < stop; at++) {
      const word = words[at]!;
      firstSums = (firstSums + zeroBytes(word ^ firsts)) | 0;
      secondSums = (secondSums + zeroBytes(word ^ seconds)) | 0;
    }
    firstCount += sumOfBytes(firstSums);
    secondCount += sumOfBytes(secondSums);
  }
  const tail = head + words.length * 4;
  for (const part of [bytes.subarray(0, head), bytes.subarray(tail)]) {
    for (const byte of part) {
      if (byte === first) firstCount++;
      if (byte === second) secondCount++;
    }
  }
  return [firstCount, secondCount];
}

/** Splits bytes into those before the first whole word, and the words. */
function aligned(bytes: Uint8Array): { head: number; words: Uint32Array } {
  const head = (4 - (bytes.byteOffset & 3)) & 3;
  const count = (bytes.length - head) >> 2;
  if (count < 1) return { head: 0, words: new Uint32Array(0) };
  return { head, words: new Uint32Array(bytes.buffer, bytes.byteOffset + head, count) };
}

/** Returns a word with 1 in each byte in which `word` has 0. */
function zeroBytes(word: number): number {
  return ~(((word & lowBits) + lowBits) | word | lowBits) >>> 7;
}

function sumOfBytes(word: number): number {
  return (word & 255) + ((word >>> 8) & 255) + ((word >>> 16) & 255) + (word >>> 24);
}
