import { describe, expect, it } from 'vitest';
import { tokensOf } from './tokens.ts';

const kinds = (sql: string) => tokensOf(sql).map(({ kind, text }) => [kind, text]);

describe('tokensOf', () => {
  it('tells comments, strings, quoted names, parameters, numbers and words apart', () => {
    expect(kinds(`a1 -- it's "b"\n'it''s -- c' "d ""e" \`f\` $g 1.50 /* / */ $$h '$$`)).toEqual([
      ['word', 'a1'],
      ['comment', `-- it's "b"`],
      ['string', "'it''s -- c'"],
      ['quoted', '"d ""e"'],
      ['quoted', '`f`'],
      ['parameter', '$g'],
      ['number', '1.50'],
      ['comment', '/* / */'],
      ['string', "$$h '$$"],
    ]);
  });

  it('keeps operators of several characters together', () => {
    expect(kinds('a::b||c//d<>e->f').filter(([kind]) => kind === 'symbol')).toEqual([
      ['symbol', '::'],
      ['symbol', '||'],
      ['symbol', '//'],
      ['symbol', '<>'],
      ['symbol', '->'],
    ]);
  });

  it('counts lines through comments and strings', () => {
    expect(tokensOf("a /*\n*/ '\n\n' b").map(({ line }) => line)).toEqual([1, 1, 2, 4]);
  });

  it('knows which tokens touch', () => {
    expect(tokensOf("e'x' date 'y'").map(({ touches }) => touches)).toEqual([
      false,
      true,
      false,
      false,
    ]);
  });

  it.each([
    ["a\n'b", "line 2: what begins with 'b does not end"],
    ['"b', 'line 1: what begins with "b does not end'],
    ['/* b', 'line 1: what begins with /* b does not end'],
  ])('refuses %j', (sql, message) => {
    expect(() => tokensOf(sql)).toThrow(new Error(message));
  });
});
