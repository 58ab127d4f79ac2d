import { describe, expect, it } from 'vitest';
import { asJson, canonicalJson } from './json.ts';

describe('canonicalJson', () => {
  it('sorts keys and leaves no white space', () => {
    expect(canonicalJson({ b: [1, 'ü'], a: null, c: undefined })).toBe('{"a":null,"b":[1,"ü"]}');
  });

  it('refuses what JSON cannot hold', () => {
    expect(() => canonicalJson(undefined)).toThrow('undefined cannot be written as JSON');
  });
});

describe('asJson', () => {
  it('drops undefined keys, and leaves undefined as it is', () => {
    expect(Object.keys(asJson({ a: undefined, b: 1 }))).toEqual(['b']);
    expect(asJson(undefined)).toBeUndefined();
  });
});
