import { describe, expect, it } from 'vitest';
import { builtInKinds } from './built-in-kinds.ts';
import { chineseSentence } from './chinese-sentence.ts';
import { describeRow } from './describe-row.ts';

describe('chineseSentence', () => {
  it('puts the values of the English sentence into the Chinese one', () => {
    const message = 'a.b had 2,480 users on 2026-09-20; 607 are usual for this weekday.';
    expect(chineseSentence({ code: 'dau-spike', message })).toBe(
      'a.b 在 2026-09-20 有 2,480 位用户；同一星期几通常为 607。',
    );
  });

  it('translates periods, sources and units', () => {
    const message =
      'No app has bandwidth from 2026-09-20 to 2026-09-22, 3 days; 288 slots a day are usual.';
    expect(chineseSentence({ code: 'source-silent', message })).toBe(
      '自 2026-09-20 至 2026-09-22（3 天）没有任何应用有带宽数据；通常每天 288 个时段。',
    );
  });

  it.each(builtInKinds())(
    '$code has a sentence with all values',
    ({ code, message, messageZh }) => {
      const names = (text = '') => [...text.matchAll(/\{(\w+)\}/g)].map(([, name]) => name!).sort();
      expect(names(messageZh)).toEqual(names(message));
      const row = Object.fromEntries(names(message).map((name) => [name, `<${name}>`]));
      const sentence = chineseSentence({ code, message: describeRow(message, row) });
      for (const value of Object.values(row)) expect(sentence).toContain(value);
    },
  );

  it('has none of kinds of others, and of other sentences', () => {
    expect(chineseSentence({ code: 'own-kind', message: 'x' })).toBeUndefined();
    expect(chineseSentence({ code: 'dau-spike', message: 'x' })).toBeUndefined();
  });
});
