import canonicalize from 'canonicalize';

/**
 * Renders a value as canonical JSON (RFC 8785): sorted keys, no white space. Equal values give equal texts.
 *
 * @throws {Error} If a text holds half of a surrogate pair, or the value is undefined: JSON has neither.
 */
export function canonicalJson(value: unknown): string {
  const text = canonicalize(value);
  if (text === undefined) throw new Error('undefined cannot be written as JSON');
  return text;
}

/** Returns a value as JSON keeps it: without undefined, without classes. Undefined stays undefined. */
export function asJson<T>(value: T): T {
  return value === undefined ? value : (JSON.parse(JSON.stringify(value)) as T);
}
