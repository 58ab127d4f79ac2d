import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { UserError } from '../base/errors.ts';
import { parseYaml } from './read-yaml.ts';

const source = z.strictObject({
  files: z.string(),
  slot_seconds: z.int().min(1).max(86400).optional(),
});
const schema = z.strictObject({
  timezone: z.string().default('Asia/Shanghai'),
  mode: z.enum(['strict', 'lenient']).optional(),
  sources: z.strictObject({
    logins: z.union([source, z.array(source).min(1)]).optional(),
    bandwidth: source.optional(),
  }),
  rejects: z.strictObject({ max_share: z.number().min(0).max(1) }).optional(),
  month: z
    .discriminatedUnion('of', [
      z.strictObject({ of: z.enum(['highest', 'sum']) }),
      z.strictObject({ of: z.literal('from_day'), day: z.int() }),
    ])
    .optional(),
  price: z.string().regex(/^\d+$/, { error: 'accepted: digits only' }).optional(),
});

function refusalOf(text: string): string[] {
  try {
    parseYaml(text, 'imbill.yaml', schema);
  } catch (error) {
    expect(error).toBeInstanceOf(UserError);
    expect((error as UserError).exitCode).toBe(3);
    return (error as UserError).message.split('\n');
  }
  throw new Error('was accepted');
}

const sources = 'sources: {}\n';

describe('parseYaml', () => {
  it('returns what the schema makes of the text', () => {
    const text = '\uFEFFsources:\r\n  logins: { files: "logs/**/*" }\r\nmonth: { of: sum }\r\n';
    expect(parseYaml(text, 'imbill.yaml', schema)).toEqual({
      timezone: 'Asia/Shanghai',
      sources: { logins: { files: 'logs/**/*' } },
      month: { of: 'sum' },
    });
  });

  it('reports all problems at once, in the order of the file', () => {
    const text = [
      'tiemzone: UTC',
      'mode: strct',
      'sources:',
      '  logins:',
      '    - { fils: "a" }',
      '  colour: red',
      'rejects: { max_share: "none" }',
      'month: { of: hihgest }',
      'price: 10.50',
    ].join('\n');
    expect(refusalOf(text)).toEqual([
      'imbill.yaml:1:1: "tiemzone" is not a setting; did you mean "timezone"?',
      'imbill.yaml:2:7: mode is "strct"; did you mean "strict"? Accepted: strict or lenient',
      'imbill.yaml:5:7: sources.logins[0].files is missing; accepted: text',
      'imbill.yaml:5:9: "fils" is not a setting; did you mean "files"?',
      'imbill.yaml:6:3: "colour" is not a setting; accepted: logins, bandwidth',
      'imbill.yaml:7:23: rejects.max_share is "none"; accepted: a number from 0 to 1',
      'imbill.yaml:8:14: month.of is "hihgest"; did you mean "highest"? Accepted: highest, sum or from_day',
      'imbill.yaml:9:8: price is the number 10.50; write "10.50", in quotes: a YAML number loses its digits (10000.00 becomes 10000, 007 becomes 7)',
    ]);
  });

  it.each([
    [`${sources}price: "1e3"`, 'imbill.yaml:2:8: price is "1e3"; accepted: digits only'],
    [`${sources}timezone:`, 'imbill.yaml:2:1: timezone is empty; accepted: text'],
    [`${sources}timezone: [UTC]`, 'imbill.yaml:2:11: timezone is a list; accepted: text'],
    [`${sources}timezone: true`, 'imbill.yaml:2:11: timezone is true; accepted: text'],
    [
      `${sources}rejects: { max_share: 2 }`,
      'imbill.yaml:2:23: rejects.max_share is 2; accepted: a number from 0 to 1',
    ],
    [
      'sources: { bandwidth: { files: a, slot_seconds: 0.5 } }',
      'imbill.yaml:1:49: sources.bandwidth.slot_seconds is 0.5; accepted: a whole number from 1 to 86400',
    ],
    [
      'sources: { logins: 7 }',
      'imbill.yaml:1:20: sources.logins is 7; accepted: a mapping with files, slot_seconds or a list of at least 1',
    ],
    [
      'sources: { logins: [] }',
      'imbill.yaml:1:20: sources.logins is a list; accepted: a mapping with files, slot_seconds or a list of at least 1',
    ],
    [
      'mode: strict',
      'imbill.yaml:1:1: sources is missing; accepted: a mapping with logins, bandwidth',
    ],
    [
      '',
      'imbill.yaml:1:1: the file is empty; accepted: a mapping with timezone, mode, sources, rejects, month, price',
    ],
    [
      '# nothing\n',
      'imbill.yaml:1:1: the file is empty; accepted: a mapping with timezone, mode, sources, rejects, month, price',
    ],
    [
      '- 1',
      'imbill.yaml:1:1: the file is a list; accepted: a mapping with timezone, mode, sources, rejects, month, price',
    ],
    [`${sources}${sources}`, 'imbill.yaml:2:1: "sources" is given twice; keep one of them'],
    [
      `${sources}__proto__: { a: 1 }`,
      'imbill.yaml:2:1: "__proto__" is not a setting; accepted: timezone, mode, sources, rejects, month, price',
    ],
    [
      `${sources}timezone: *zone`,
      'imbill.yaml:2:11: *zone refers to an anchor that is not set before it',
    ],
    [`${sources}timezone: !secret x`, 'imbill.yaml:2:11: not valid YAML: Unresolved tag: !secret'],
    [`${sources}timezone: "UTC`, 'imbill.yaml:2:15: not valid YAML: Missing closing "quote'],
  ])('refuses %j', (text, problem) => {
    expect(refusalOf(text)).toEqual([problem]);
  });

  it('reports duplicates together with what the schema refuses', () => {
    expect(refusalOf('mode: no\nmode: strict\nsources: 3\n')).toEqual([
      'imbill.yaml:2:1: "mode" is given twice; keep one of them',
      'imbill.yaml:3:10: sources is 3; accepted: a mapping with logins, bandwidth',
    ]);
  });

  it('refuses aliases that would expand without end', () => {
    const bomb = ['a: &a [x, x, x, x, x, x, x, x, x, x]'];
    for (const [name, of] of ['ba', 'cb', 'dc', 'ed'].map((pair) => [...pair]))
      bomb.push(`${name}: &${name} [${Array(10).fill(`*${of}`).join(', ')}]`);
    expect(refusalOf(bomb.join('\n'))).toEqual([
      'imbill.yaml:2:8: too many aliases; accepted: at most 100 after expansion',
    ]);
  });

  it('points at the value that an alias stands for', () => {
    const text = 'rejects: &r { max_share: 7 }\nsources: *r\n';
    expect(refusalOf(text)).toEqual([
      'imbill.yaml:1:15: "max_share" is not a setting; accepted: logins, bandwidth',
      'imbill.yaml:1:26: rejects.max_share is 7; accepted: a number from 0 to 1',
    ]);
  });
});
