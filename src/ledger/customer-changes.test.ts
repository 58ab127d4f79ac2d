import { describe, expect, it } from 'vitest';
import type { Customer } from '../workspace/customer.ts';
import { type BilledBefore, findCustomerChanges } from './customer-changes.ts';

const nothingBilled: BilledBefore = { parties: new Map(), everBilled: new Set() };

function customer(customerId: string, appId: string, rest: Partial<Customer> = {}): Customer {
  const days = {
    ...(rest.from !== undefined && { from: rest.from }),
    ...(rest.until !== undefined && { until: rest.until }),
  };
  const apps = [{ appId, appName: '', ...days }];
  return { customerId, name: customerId, priceList: 'page', apps, ...rest };
}

function billed(customerId: string, appIds: string[], values: Record<string, string> = {}) {
  const known = { name: customerId, price_list: 'page', language: 'both', ...values };
  return [customerId, { customerId, appIds, values: new Map(Object.entries(known)) }] as const;
}

function messages(customers: Customer[], before = nothingBilled, now: string[] = []) {
  const accounts = { customers, purchases: [] };
  return findCustomerChanges('2026-09', accounts, before, new Set(now)).map(
    ({ message }) => message,
  );
}

describe('findCustomerChanges', () => {
  it('finds nothing where nothing changed', () => {
    const before = { parties: new Map([billed('acme', ['a1'])]), everBilled: new Set(['acme']) };
    expect(messages([customer('acme', 'a1')], before, ['acme'])).toEqual([]);
    expect(messages([customer('acme', 'a1')], nothingBilled, ['acme'])).toEqual([]);
  });

  it('finds who joins and who leaves by the days of the rows', () => {
    const rows = [
      customer('acme', 'a1', { until: '2026-08-31' }),
      customer('beta', 'b1', { from: '2026-09-15' }),
    ];
    expect(messages(rows, nothingBilled, ['beta'])).toEqual([
      'Customer acme has no app any more.',
      'Customer beta (beta) is billed for the first time.',
      'App a1 left acme; nobody has it now.',
      'App b1 joined beta on 2026-09-15.',
    ]);
  });

  it('finds what is other than on the invoice of the month before', () => {
    const before = {
      parties: new Map([
        billed('acme', ['a1'], { name: 'Old', tax_id: 'T1', 'tag:region': 'south' }),
        billed('gone', ['g1']),
      ]),
      everBilled: new Set(['acme', 'gone']),
    };
    const rows = [
      customer('acme', 'a1', { priceList: 'later', details: { tax_id: 'T2' } }),
      customer('acme', 'a2', { priceList: 'later', details: { tax_id: 'T2' } }),
      customer('beta', 'b1'),
    ];
    const [first, second, beta] = rows;
    const acme = { ...first!, apps: [...first!.apps, ...second!.apps] };
    expect(messages([acme, beta!], before, ['acme', 'beta'])).toEqual([
      'Customer acme: name was "Old", and is "acme" now.',
      'Customer acme: price_list was "page", and is "later" now.',
      'Customer acme: tax_id was "T1", and is "T2" now.',
      'Customer acme: tag:region was "south", and is empty now.',
      'Customer beta (beta) is billed for the first time.',
      'Customer gone has no app any more.',
      'App a2 joined acme.',
      'App g1 left gone; nobody has it now. customers.csv does not date it, so imbill correct would credit gone for every issued month. To change it on 2026-09-01, keep the row of gone with until 2026-08-31.',
    ]);
  });

  it('names the list of the month’s end where a row changes it', () => {
    const rows = [
      customer('acme', 'a1', { until: '2026-09-14' }),
      customer('acme', 'a1', { priceList: 'later', from: '2026-09-15' }),
    ];
    expect(messages(rows)).toEqual(['Customer acme: price_list was "page", and is "later" now.']);
  });

  it('tells each move of an app, and nothing of customers who are not billed for the first time', () => {
    const rows = [
      customer('acme', 't1', { until: '2026-09-09' }),
      customer('beta', 't1', { from: '2026-09-10', until: '2026-09-19' }),
      customer('gam', 't1', { from: '2026-09-20' }),
      customer('later', 'u1', { from: '2026-09-02', until: '2026-09-03' }),
    ];
    const before = {
      parties: new Map([billed('acme', ['t1'])]),
      everBilled: new Set(['acme', 'later']),
    };
    const moves = [
      'App t1 moved from acme to beta on 2026-09-10.',
      'App t1 moved from beta to gam on 2026-09-20.',
      'App u1 joined later on 2026-09-02.',
      'App u1 left later; nobody has it now.',
    ];
    expect(messages(rows, before, ['acme', 'later'])).toEqual(moves);
    expect(messages(rows, before, ['gam'])).toEqual([
      'Customer gam (gam) is billed for the first time.',
      ...moves,
    ]);
  });
});
