import { describe, expect, it } from 'vitest';
import { canonicalJson } from '../base/json.ts';
import { sha256Of } from '../base/sha256.ts';
import {
  beforeNames,
  bundleNames,
  formatChecksums,
  formatFacts,
  isDocumentNumber,
  parseChecksums,
  parseFacts,
} from './bundle.ts';

const texts = [{ b: '1', a: ['2'] }, ['客户'], 'x'].map(canonicalJson);
const facts = new Map(texts.map((text) => [sha256Of(text), text]));
const content = sha256Of(texts[0]!);

describe('bundleNames', () => {
  it('begin with the number, and those before a correction have their folder', () => {
    const names = Object.values(bundleNames('INV-2026-000001'));
    expect(names.every((name) => name.startsWith('INV-2026-000001.'))).toBe(true);
    expect(new Set(names).size).toBe(10);
    expect(beforeNames('INV-2026-000001').entry).toBe('before/INV-2026-000001.entry.json');
  });
});

describe('isDocumentNumber', () => {
  it.each(['INV-2026-000001', 'CRN-2026-000012', 'DBN-2026-1234567'])('takes %s', (number) => {
    expect(isDocumentNumber(number)).toBe(true);
  });
  it.each(['', '../INV-2026-000001', 'INV-2026-000001/', 'inv-2026-000001', 'INV-2026-1'])(
    'refuses %j',
    (number) => {
      expect(isDocumentNumber(number)).toBe(false);
    },
  );
});

describe('formatFacts', () => {
  it('writes canonical JSON, whatever the order of the facts', () => {
    const values = texts.map((text) => [sha256Of(text), JSON.parse(text)]);
    const whole = { format: 'imbill-facts/1', content, facts: Object.fromEntries(values) };
    expect(formatFacts({ content, facts })).toBe(`${canonicalJson(whole)}\n`);
    expect(formatFacts({ content, facts: new Map([...facts].reverse()) })).toBe(
      formatFacts({ content, facts }),
    );
  });
});

describe('parseFacts', () => {
  const text = formatFacts({ content, facts });

  it('gives back what was formatted', () => {
    const parsed = parseFacts(text);
    expect(parsed.content).toBe(content);
    expect(Object.fromEntries(parsed.facts)).toEqual(Object.fromEntries(facts));
    expect(formatFacts(parsed)).toBe(text);
  });

  it.each([
    ['no JSON', 'x', 'it is not JSON'],
    ['no line feed', text.trimEnd(), 'canonical JSON'],
    ['white space', text.replace(',', ', '), 'canonical JSON'],
    ['a key twice', text.replace('{"content"', `{"content":"${content}","content"`), 'canonical'],
    ['half of a surrogate pair', text.replace('客户', '\\ud800'), 'canonical JSON'],
    ['another format', text.replace('facts/1', 'facts/2'), '"format":"imbill-facts/1"'],
    ['another key', text.replace('"format"', '"fold":"","format"'), 'and no others'],
    [
      'a wrong hash',
      text.replace(`{"${[...facts.keys()].sort()[0]}`, '{"0'),
      '"0" is not a SHA-256',
    ],
  ])('refuses %s', (_, changed, message) => {
    expect(changed).not.toBe(text);
    expect(() => parseFacts(changed)).toThrow(message);
  });
});

describe('parseChecksums', () => {
  const files = new Map([
    ['b.json', 'b'],
    ['a.json', 'a'],
    ['before/a.json', 'c'],
  ]);
  const text = formatChecksums(files);
  const [one, two, three] = text.trimEnd().split('\n') as [string, string, string];

  it('gives back the hashes, by name', () => {
    expect([...parseChecksums(text)]).toEqual([
      ['a.json', sha256Of('a')],
      ['b.json', sha256Of('b')],
      ['before/a.json', sha256Of('c')],
    ]);
  });

  it.each([
    ['nothing', '', 'it must have lines'],
    ['no last line feed', text.trimEnd(), 'it must have lines'],
    ['another order', `${two}\n${one}\n${three}\n`, 'line 2: names must be in order'],
    ['a name twice', `${one}\n${one}\n`, 'line 2: names must be in order'],
    ['carriage returns', text.replaceAll('\n', '\r\n'), 'line 1: a line must be'],
    ['upper-case hex', text.toUpperCase(), 'line 1: a line must be'],
    ['binary mode', text.replace('  a', ' *a'), 'line 1: a line must be'],
    ['a path', `${sha256Of('a')}  ../a.json\n`, 'line 1: a line must be'],
  ])('refuses %s', (_, changed, message) => {
    expect(() => parseChecksums(changed)).toThrow(message);
  });
});
