/** Thrown where the bytes end within a value; with more of them it can be read. */
export class EndOfBytes extends Error {
  override readonly name = 'EndOfBytes';
}

/** The whole numbers and structs of a Thrift struct by field id; values of other types are passed over. */
export interface ThriftStruct {
  numbers: Map<number, number>;
  structs: Map<number, ThriftStruct>;
}

const types = {
  stop: 0,
  isTrue: 1,
  isFalse: 2,
  byte: 3,
  i16: 4,
  i32: 5,
  i64: 6,
  double: 7,
  binary: 8,
  list: 9,
  set: 10,
  map: 11,
  struct: 12,
} as const;
const mostDepth = 32;

/**
 * Reads one struct in Thrift's compact protocol.
 *
 * @returns The struct, and where it ends in `bytes`.
 * @throws {EndOfBytes} If it goes on behind the bytes.
 * @throws {RangeError} If it is no such struct.
 * Source: Apache Thrift, "Thrift Compact protocol encoding".
 */
export function readThriftStruct(bytes: Buffer): { value: ThriftStruct; end: number } {
  const reader = new CompactReader(bytes);
  return { value: reader.struct(0), end: reader.at };
}

class CompactReader {
  at = 0;
  readonly #bytes: Buffer;

  constructor(bytes: Buffer) {
    this.#bytes = bytes;
  }

  struct(depth: number): ThriftStruct {
    if (depth > mostDepth) throw new RangeError('structs are nested too deeply');
    const found: ThriftStruct = { numbers: new Map(), structs: new Map() };
    for (let id = 0; ; ) {
      const head = this.#byte();
      const type = head & 15;
      if (type === types.stop) return found;
      id = head >> 4 === 0 ? this.#integer() : id + (head >> 4);
      if (type === types.struct) found.structs.set(id, this.struct(depth + 1));
      else if (type >= types.i16 && type <= types.i64) found.numbers.set(id, this.#integer());
      else if (type !== types.isTrue && type !== types.isFalse) this.#skip(type, depth + 1);
    }
  }

  #skip(type: number, depth: number): void {
    if (type === types.struct) this.struct(depth);
    else if (type <= types.byte) this.#pass(1);
    else if (type <= types.i64) this.#varint();
    else if (type === types.double) this.#pass(8);
    else if (type === types.binary) this.#pass(this.#varint());
    else if (type === types.list || type === types.set) this.#skipList(depth);
    else if (type === types.map) this.#skipMap(depth);
    else throw new RangeError(`there is no type ${type}`);
  }

  #skipList(depth: number): void {
    if (depth > mostDepth) throw new RangeError('lists are nested too deeply');
    const head = this.#byte();
    const size = head >> 4 === 15 ? this.#varint() : head >> 4;
    for (let index = 0; index < size; index++) this.#skip(head & 15, depth + 1);
  }

  #skipMap(depth: number): void {
    if (depth > mostDepth) throw new RangeError('maps are nested too deeply');
    const size = this.#varint();
    if (size === 0) return;
    const both = this.#byte();
    for (let index = 0; index < size; index++) {
      this.#skip(both >> 4, depth + 1);
      this.#skip(both & 15, depth + 1);
    }
  }

  /** Reads a signed number, in zigzag form. */
  #integer(): number {
    const coded = this.#varint();
    return coded % 2 === 0 ? coded / 2 : -(coded + 1) / 2;
  }

  #varint(): number {
    let value = 0;
    for (let place = 1; ; place *= 128) {
      if (place > 2 ** 63) throw new RangeError('a number is too long');
      const byte = this.#byte();
      value += (byte & 127) * place;
      if (byte < 128) return value;
    }
  }

  #byte(): number {
    const byte = this.#bytes[this.at];
    if (byte === undefined) throw new EndOfBytes();
    this.at++;
    return byte;
  }

  #pass(count: number): void {
    this.at += count;
    if (this.at > this.#bytes.length) throw new EndOfBytes();
  }
}
