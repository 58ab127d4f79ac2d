import { parseHTML } from 'linkedom';
import { describe, expect, it } from 'vitest';
import type { Allowance } from '../src/invoice/document.ts';
import { allowancesTable } from './allowances-table.ts';
import { wordsIn } from './text/bilingual.ts';

const days = { from: '2026-09-01', until: '2026-09-30' };

function rows(...allowances: Partial<Allowance>[]): string[][] {
  const table = allowancesTable(
    allowances.map((row) => ({
      app_id: '1',
      of: 'avchatrooms',
      observable: 'daily',
      allowed: [{ ...days, most: '50', by: 'pro' }],
      ...row,
    })),
    [
      {
        app_id: '1',
        plan: [],
        plans: [{ sku: 'pro', title: { zh: '专业版', en: 'Pro plan' } }],
        packs: [],
      },
    ],
    wordsIn(),
  );
  const { document } = parseHTML(`<html><body>${table === false ? '' : table}</body></html>`);
  return [...document.querySelectorAll('tbody tr')].map((row) =>
    [...row.children].map((cell) => cell.textContent.replace(/\s+/g, ' ').trim()),
  );
}

describe('allowancesTable', () => {
  it('says what is allowed and by what, and what was observed; nothing of what usage does not tell', () => {
    expect(
      rows(
        { observed: { quantity: '1234', date: '2026-09-12' } },
        { of: 'accounts', observable: 'at_least', observed: { quantity: '99' } },
        { of: 'groups' },
        { of: 'group_members', observable: 'no' },
        { of: 'own_thing', observable: 'no' },
      ),
    ).toEqual([
      ['音视频聊天室 AV chat rooms', '50 专业版 Pro plan', '1,234 09-12'],
      ['帐号 Accounts', '50 专业版 Pro plan', '至少 at least 99'],
    ]);
  });

  it('names the days where what is allowed changes, and what is not limited or not stated', () => {
    const allowed = [
      { from: '2026-09-01', until: '2026-09-09', most: 'not_stated', by: '' },
      { from: '2026-09-10', until: '2026-09-30', most: 'unlimited', by: 'pro' },
    ];
    expect(rows({ allowed, observed: { quantity: '1' } })[0]?.[1]).toBe(
      '09-01 – 09-09 未注明 not stated09-10 – 09-30 不限 unlimited 专业版 Pro plan',
    );
  });

  it('says since when more was observed', () => {
    const observed = { quantity: '60', date: '2026-09-12' };
    const exceeded = {
      ...observed,
      from: '2026-09-04',
      most: '10',
      by: 'trial',
      remedy: { skus: ['pro', 'pack'], price: '1999.00' },
    };
    const { from: _, ...ofMonth } = exceeded;
    expect(
      rows(
        { observed, exceeded },
        { observed, exceeded: { ...ofMonth, remedy: { skus: [] } } },
      ).map((cells) => cells[2]),
    ).toEqual(['60 09-12超出，自 exceeded from 09-04', '60 09-12超出 exceeded']);
  });

  it('is nothing without allowances', () => {
    expect(rows()).toEqual([]);
  });
});
