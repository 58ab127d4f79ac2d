/** A value of DER (ITU-T X.690): tag, content, and the bytes of both. */
export interface Der {
  /** First byte, such as 0x30 for a sequence. */
  tag: number;
  content: Uint8Array;
  /** The whole value with tag and length. */
  bytes: Uint8Array;
}

/** Tags that certificates and time stamps use. */
export const tags = {
  boolean: 0x01,
  integer: 0x02,
  bitString: 0x03,
  octetString: 0x04,
  oid: 0x06,
  utcTime: 0x17,
  generalizedTime: 0x18,
  sequence: 0x30,
  set: 0x31,
  /** Context tags [0] to [3] with a constructed value. */
  context: [0xa0, 0xa1, 0xa2, 0xa3],
} as const;

/** Bytes that are not DER, or not the structure that was expected. */
export class DerError extends Error {}

/**
 * Reads bytes that hold exactly one value.
 *
 * @throws {DerError} If they are not DER, or bytes follow.
 */
export function readDer(bytes: Uint8Array): Der {
  const { value, end } = valueAt(bytes, 0);
  if (end !== bytes.length) throw new DerError(`${bytes.length - end} bytes follow the value`);
  return value;
}

/**
 * Reads the values within a sequence, a set or a context tag.
 *
 * @param tag Tag that the value must have.
 * @throws {DerError} If it has another tag, or its content is not DER.
 */
export function partsOf(value: Der | undefined, tag: number): Der[] {
  const { content } = expectTag(value, tag);
  const parts: Der[] = [];
  for (let at = 0; at < content.length; ) {
    const { value: part, end } = valueAt(content, at);
    parts.push(part);
    at = end;
  }
  return parts;
}

/**
 * Returns the value if it has the tag.
 *
 * @throws {DerError} If it is missing or has another tag.
 */
export function expectTag(value: Der | undefined, tag: number): Der {
  if (value?.tag === tag) return value;
  const found = value === undefined ? 'nothing' : `tag ${hexByte(value.tag)}`;
  throw new DerError(`expected tag ${hexByte(tag)}, found ${found}`);
}

/** Reads an object identifier as text, such as `2.5.29.37`. @throws {DerError} If it is none. */
export function oidOf(value: Der | undefined): string {
  const { content } = expectTag(value, tags.oid);
  const numbers: number[] = [];
  let number = 0;
  for (const byte of content) {
    number = number * 128 + (byte & 0x7f);
    if (byte < 0x80) {
      numbers.push(number);
      number = 0;
    }
  }
  const first = Math.min(Math.floor((numbers[0] ?? 0) / 40), 2);
  return [first, (numbers[0] ?? 0) - 40 * first, ...numbers.slice(1)].join('.');
}

/** Reads a whole number from 0 that fits into 6 bytes. @throws {DerError} If it is none. */
export function smallIntegerOf(value: Der | undefined): number {
  const { content } = expectTag(value, tags.integer);
  if (content.length === 0 || content.length > 6 || content[0]! > 0x7f)
    throw new DerError('expected a small number');
  return content.reduce((sum, byte) => sum * 256 + byte, 0);
}

/**
 * Reads an instant.
 *
 * @returns Milliseconds since the epoch.
 * @throws {DerError} If it is no time in UTC.
 */
export function timeOf(value: Der | undefined): number {
  const text = new TextDecoder().decode(value?.content ?? new Uint8Array());
  const pattern =
    value?.tag === tags.utcTime
      ? /^(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)()Z$/
      : /^(\d{4})(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)(\.\d+)?Z$/;
  const parts = pattern.exec(text);
  if (parts === null) throw new DerError(`"${text}" is not a time in UTC`);
  const [, year = '', month, day, hour, minute, second, fraction = ''] = parts;
  const century = year.length === 4 ? '' : Number(year) < 50 ? '20' : '19';
  const written = `${century}${year}-${month}-${day}T${hour}:${minute}:${second}`;
  const instant = Date.parse(`${written}${fraction.slice(0, 4)}Z`);
  if (Number.isNaN(instant) || !new Date(instant).toISOString().startsWith(written))
    throw new DerError(`"${text}" is not a real time`);
  return instant;
}

/** Reads the value at a place. Tags have one byte and lengths are definite, as in DER. */
function valueAt(bytes: Uint8Array, at: number): { value: Der; end: number } {
  const tag = bytes[at];
  const first = bytes[at + 1];
  if (tag === undefined || first === undefined) throw new DerError('the value is cut off');
  if ((tag & 0x1f) === 0x1f) throw new DerError(`tag ${hexByte(tag)} has more than one byte`);
  const lengthBytes = first < 0x80 ? 0 : first & 0x7f;
  if (first === 0x80 || lengthBytes > 4) throw new DerError('the length is not one of DER');
  const start = at + 2 + lengthBytes;
  const length = lengthBytes === 0 ? first : lengthIn(bytes.subarray(at + 2, start), lengthBytes);
  const end = start + length;
  if (end > bytes.length) throw new DerError('the value is cut off');
  return {
    value: { tag, content: bytes.subarray(start, end), bytes: bytes.subarray(at, end) },
    end,
  };
}

function lengthIn(bytes: Uint8Array, count: number): number {
  const length = bytes.reduce((sum, byte) => sum * 256 + byte, 0);
  const isShort = bytes.length !== count || bytes[0] === 0 || length < 0x80;
  if (isShort) throw new DerError('the length is not the shortest one');
  return length;
}

function hexByte(byte: number): string {
  return `0x${byte.toString(16).padStart(2, '0')}`;
}
