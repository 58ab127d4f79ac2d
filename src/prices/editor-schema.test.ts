import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Ajv } from 'ajv';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { packageRoot } from '../base/package-root.ts';
import { editorSchemaName, editorSchemaText } from './editor-schema.ts';

const folder = join(packageRoot(), 'prices');
const textOf = (file: string) => readFileSync(join(folder, file), 'utf8');
const books = readdirSync(folder).filter((file) => file.endsWith('.yaml'));
const validate = new Ajv({ strict: false }).compile(JSON.parse(editorSchemaText()));
const isValid = (yaml: string) => validate(parse(yaml));

const page = textOf('tencent-im-2018-12-27.yaml');
const changes = textOf('tencent-im-2018-12-14.yaml');
const contract = `contract: L-17
customer: lantern
from: 2026-01-01
source: Contract L-17
charges: [{ sku: dau, price: "9000", minimum: null }]
`;

describe('the JSON Schema of prices', () => {
  it(`is what prices/${editorSchemaName} holds; imbill prices schema prints it`, () => {
    expect(textOf(editorSchemaName)).toBe(editorSchemaText());
  });

  it.each(books)('accepts the built-in book %s, which names it', (file) => {
    const text = textOf(file);
    expect(text.split('\n')[0]).toBe(`# yaml-language-server: $schema=${editorSchemaName}`);
    expect([isValid(text), validate.errors]).toEqual([true, null]);
  });

  it('accepts a contract', () => {
    expect([isValid(contract), validate.errors]).toEqual([true, null]);
  });

  it.each([
    ['a number for money', page, 'price: "999"', 'price: 999'],
    ['a misspelt key', page, 'priced_by:', 'pricedby:'],
    ['a key of another place', page, 'allows:', 'included:'],
    ['a missing key', page, 'currency: CNY\n', ''],
    ['a missing source', page, /\n {4}source: .*/, ''],
    ['a day that is none', page, 'from: 2018-12-27', 'from: 27.12.2018'],
    ['an unknown metric', page, 'metric: dau', 'metric: duu'],
    ['a month rule that is none', page, '{ of: highest }', '{ of: average }'],
    ['a day for a rule without one', page, '{ of: highest }', '{ of: highest, day: 4 }'],
    ['a limit in words', page, 'accounts: unlimited', 'accounts: many'],
    ['a negative price', page, 'price: "999"', 'price: "-999"'],
    ['a thousands separator', page, 'price: "10000"', 'price: "10,000"'],
    ['a block of nothing', page, 'block: "100000"', 'block: "0"'],
    ['a SKU in capitals', page, 'sku: pro', 'sku: PRO'],
    ['a wrong base', changes, 'based_on: book_before', 'based_on: last_book'],
    ['a removed entry without a list', changes, '[starter, multi-device-login]', 'starter'],
    ['an entry without SKU', changes, '- sku: roaming\n    price', '- price'],
    ['a contract of nobody', contract, 'customer: lantern\n', ''],
    ['a contract of two', contract, 'customer: lantern', 'customer: lantern\napp: "1"'],
    ['an app that is a number', contract, 'customer: lantern', 'app: 1400000001'],
    ['a contract without entries', contract, /charges.*\n/, ''],
  ])('refuses %s', (_what, text, from, to) => {
    const wrong = text.replace(from, to);
    expect(wrong).not.toBe(text);
    expect(isValid(wrong)).toBe(false);
  });

  it('helps with every key', () => {
    const missing: string[] = [];
    const visit = (schema: unknown, path: string): void => {
      if (typeof schema !== 'object' || schema === null) return;
      const { properties = {} } = schema as { properties?: Record<string, object> };
      for (const [key, value] of Object.entries(properties))
        if (!('description' in value)) missing.push(`${path}.${key}`);
      for (const [key, value] of Object.entries(schema)) visit(value, `${path}.${key}`);
    };
    visit(JSON.parse(editorSchemaText()), '');
    expect(missing).toEqual([]);
  });
});
