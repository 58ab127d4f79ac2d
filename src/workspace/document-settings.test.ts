import { describe, expect, it } from 'vitest';
import { parseSettings } from './settings.ts';

function parse(documents: string) {
  return parseSettings(`sources: {}\ndocuments: ${documents}\n`).documents;
}

describe('parseSettings with documents', () => {
  it('reads a title, a language and whether there is a PDF', () => {
    expect(parse('{ title: { zh: 对账单, en: Statement }, language: zh, pdf: true }')).toEqual({
      title: { zh: '对账单', en: 'Statement' },
      language: 'zh',
      pdf: true,
    });
    expect(parse('{ language: both, currency: sign, pdf: false }')).toEqual({});
    expect(parse('{ currency: code }')).toEqual({ currency: 'code' });
  });

  it.each([
    ['{ language: fr }', 'imbill.yaml:2:24: documents.language is "fr"; accepted: both, zh, en'],
    [
      '{ title: { zh: 账单 } }',
      'imbill.yaml:2:21: documents.title.en is missing; accepted: one line of text of at most 40 characters',
    ],
    [
      '{ title: { zh: 账单, en: " " } }',
      'imbill.yaml:2:35: documents.title.en is " "; accepted: one line of text of at most 40 characters',
    ],
  ])('refuses %s', (documents, message) => {
    expect(() => parse(documents)).toThrow(message);
  });
});
