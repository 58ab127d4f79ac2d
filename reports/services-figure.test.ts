import { parseHTML } from 'linkedom';
import { describe, expect, it } from 'vitest';
import type { AppServices } from '../src/invoice/document.ts';
import { documentStyle } from './figure-style.ts';
import { servicesFigure } from './services-figure.ts';
import { wordsIn } from './text/bilingual.ts';

const pro = { sku: 'pro', title: { en: 'Pro <plan>', zh: '专业版' } };
const none = { from: '2026-09-01', until: '2026-09-30', state: 'none' } as const;

function page(services: Partial<AppServices>) {
  const figure = servicesFigure(
    { app_id: '1', plan: [none], plans: [], packs: [], ...services },
    documentStyle(wordsIn()),
  );
  const { document } = parseHTML(`<html><body>${figure === false ? '' : figure}</body></html>`);
  const texts = (selector: string): string[] =>
    [...document.querySelectorAll(selector)].map((each) =>
      each.textContent.replace(/\s+/g, ' ').trim(),
    );
  return { document, texts };
}

describe('servicesFigure', () => {
  it('has a bar whose parts are as long as their days, and the same in words', () => {
    const { document, texts } = page({
      valid_until: '2026-10-09',
      renew_until: '2026-10-16',
      plan: [
        { from: '2026-09-01', until: '2026-09-09', state: 'grace', sku: 'pro', order_id: 'P-1' },
        {
          from: '2026-09-10',
          until: '2026-09-10',
          state: 'suspended',
          sku: 'pro',
          order_id: 'P-1',
        },
        { from: '2026-09-11', until: '2026-09-30', state: 'active', sku: 'pro', order_id: '<b>' },
      ],
      plans: [pro],
      packs: [
        {
          sku: 'x',
          title: { en: 'Pack', zh: '功能包' },
          days: [{ from: '2026-09-01', until: '2026-09-30', state: 'idle', order_id: 'P-2' }],
        },
      ],
    });
    const parts = [...document.querySelectorAll('.service-bar i')].map((part) => [
      part.getAttribute('class'),
      part.getAttribute('style'),
    ]);
    expect(parts).toEqual([
      ['grace', 'flex-grow: 9'],
      ['suspended', 'flex-grow: 1'],
      ['active', 'flex-grow: 20'],
      ['idle', 'flex-grow: 30'],
    ]);
    expect(texts('li')).toEqual([
      '09-01 – 09-09 宽限期 to be renewed · 专业版 Pro <plan> P-1',
      '09-10 已停用 suspended · 专业版 Pro <plan>',
      '09-11 – 09-30 有效 active · 专业版 Pro <plan> <b>',
      '09-01 – 09-30 无套餐，不生效 idle, without a plan P-2',
    ]);
    expect(texts('.service-title')).toEqual(['基础套餐 Plan', '功能包 Pack', '']);
    expect(texts('figcaption p')).toEqual([
      '套餐有效期至 Plan paid until 2026-10-09 · 最晚续费日 renew by 2026-10-16',
    ]);
    expect(texts('.service-scale b').filter((day) => day !== '')).toEqual([
      '9/1',
      '9/5',
      '9/10',
      '9/15',
      '9/20',
      '9/25',
      '9/30',
    ]);
    expect(texts('.service-scale b')).toHaveLength(30);
  });

  it('is nothing for an app that had neither plan nor pack all month', () => {
    expect(page({}).texts('figure')).toEqual([]);
    expect(page({ plan: [{ ...none, state: 'suspended' }] }).texts('figure')).toHaveLength(1);
  });

  it('shows a plan without a title by its SKU', () => {
    const { texts } = page({ plan: [{ ...none, state: 'active', sku: 'pro', order_id: 'P' }] });
    expect(texts('li')).toEqual(['09-01 – 09-30 有效 active · pro P']);
  });
});
