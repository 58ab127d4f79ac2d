import { describe, expect, it } from 'vitest';
import { parseYaml } from '../yaml/read-yaml.ts';
import { journalAccountsOf, journalSchema } from './journal-settings.ts';

const read = (text: string) =>
  journalAccountsOf(parseYaml(`accounts:\n  ${text}\n`, 'imbill.yaml', journalSchema));

describe('journal in imbill.yaml', () => {
  it('has accounts, each with a default', () => {
    expect(journalAccountsOf(undefined)).toEqual({
      receivables: 'assets:receivable:{customer_id}',
      revenue: 'income:{sku}',
      deferred: 'liabilities:deferred:{sku}',
      tax: 'liabilities:tax:{percent}',
      bank: 'assets:bank',
      vouchers: 'expenses:vouchers',
    });
    expect(read('bank: "1002 银行存款:{currency}"').bank).toBe('1002 银行存款:{currency}');
  });

  it.each([
    'assets:bank  two',
    'assets::bank',
    'assets: bank',
    'assets:bank;1',
    'assets:(bank)',
    'assets:[bank]',
    'assets:{app_id}',
    'assets:{currency',
    '* bank',
    '*x',
    '!x',
    '=r',
    '~d',
    ' a',
    'a ',
    'a: b',
    'a\\u200bb',
    'a\\tb',
    '',
  ])('refuses the account %j', (text) => {
    expect(() => read(`bank: "${text}"`)).toThrow(
      'accepted: an account such as assets:bank, with {customer_id}, {currency}; it begins with none of * ! = ~, and its parts between : are not empty, have no blank at an edge, no two blanks in a row, no other white space, no unseen character and none of ; ( ) [ ] { } "',
    );
  });

  it('shows a no-break space of a refused account', () => {
    expect(() => read('bank: "assets:my\u00a0bank"')).toThrow(
      'accounts.bank is "assets:my\\u00a0bank"; accepted:',
    );
  });
});
