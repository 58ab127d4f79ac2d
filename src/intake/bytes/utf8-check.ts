import { isUtf8 } from 'node:buffer';

/** Checks that chunks are UTF-8 when put together; a character may be cut between two of them. */
export class Utf8Check {
  #isValid = true;
  /** The started last character of the chunks so far. */
  #started: Buffer = Buffer.alloc(0);

  add(chunk: Buffer): void {
    if (!this.#isValid) return;
    const rest = this.#started.length === 0 ? chunk : this.#completeCharacter(chunk);
    const whole = rest.length - startedLength(rest);
    if (!isUtf8(rest.subarray(0, whole))) this.#isValid = false;
    if (whole < rest.length) this.#started = Buffer.from(rest.subarray(whole));
  }

  /** Tells whether all chunks together are UTF-8, the last character complete. */
  isValid(): boolean {
    return this.#isValid && this.#started.length === 0;
  }

  #completeCharacter(chunk: Buffer): Buffer {
    const missing = characterLength(this.#started[0]!) - this.#started.length;
    const character = Buffer.concat([this.#started, chunk.subarray(0, missing)]);
    const isComplete = chunk.length >= missing;
    this.#started = isComplete ? Buffer.alloc(0) : character;
    if (isComplete && !isUtf8(character)) this.#isValid = false;
    return chunk.subarray(missing);
  }
}

/** Bytes at the end that are the start of a longer character. */
function startedLength(bytes: Buffer): number {
  for (let length = 1; length <= Math.min(3, bytes.length); length++) {
    const byte = bytes[bytes.length - length]!;
    if (byte >= 0xc0) return characterLength(byte) > length ? length : 0;
    if (byte < 0x80) return 0;
  }
  return 0;
}

function characterLength(leadByte: number): number {
  return leadByte >= 0xf0 ? 4 : leadByte >= 0xe0 ? 3 : 2;
}
