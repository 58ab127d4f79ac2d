import { describe, expect, it } from 'vitest';
import { isSamePerson, personIn } from './person-name.ts';

describe('personIn', () => {
  it('returns the name without blanks around it', () => {
    expect(personIn(' \tZoë  O’Neill ', '--by')).toBe('Zoë  O’Neill');
    expect(personIn('李安娜', '--by')).toBe('李安娜');
  });

  it.each([
    undefined,
    '',
    '   ',
    '\u200b',
    '\u00a0\u2060',
    'a\nb',
    'a\u0007',
    '\u2028',
    'x'.repeat(201),
  ])('refuses %j', (name) => {
    expect(() => personIn(name, '--by')).toThrow('which is not a name.\nAccepted: one line');
  });
});

describe('isSamePerson', () => {
  it.each([
    ['Anna Li', ' anna  LI '],
    ['Anna Li', 'Ａｎｎａ\u00a0Li'],
    ['Anna Li', 'An\u200bna\u00ad Li'],
    ['Zoë', 'Zoe\u0308'],
    ['Strauß', 'STRAUSS'],
    ['ﬁona', 'Fiona'],
  ])('is true for %j and %j', (one, other) => {
    expect(isSamePerson(one, other)).toBe(true);
  });

  it.each([
    ['Anna Li', 'Anna Liu'],
    ['Anna Li', 'Li Anna'],
    ['Zoë', 'Zoe'],
    ['李安娜', '李安'],
  ])('is false for %j and %j', (one, other) => {
    expect(isSamePerson(one, other)).toBe(false);
  });
});
