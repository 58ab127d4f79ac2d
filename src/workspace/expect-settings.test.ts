import { describe, expect, it } from 'vitest';
import { entryHash } from '../intake/records/entry-hash.ts';
import { parseSettings } from './settings.ts';

const spark = 'engine: { spark: { remote: "sc://s:15002", shared: /s } }\n';

function expectOf(kind: string, entry: string): unknown {
  return parseSettings(`sources: { ${kind}: ${entry} }`).sources[0]!.expect;
}

function refusalOf(kind: string, entry: string): string {
  try {
    parseSettings(`${spark}sources: { ${kind}: ${entry} }`);
    return 'accepted';
  } catch (error) {
    return (error as Error).message;
  }
}

describe('expect', () => {
  it('has defaults, and reads all keys', () => {
    expect(expectOf('logins', '{ files: a, expect: { every: day } }')).toEqual([
      { every: 'day', per: 'source' },
    ]);
    const all = `[{ every: hour, per: file, from: 2026-09-01, grace: 90m, files: 2, zone: UTC },
      { every: day, per: app, grace: 1d, except: a1 }]`;
    expect(expectOf('bandwidth', `{ files: a, expect: ${all} }`)).toEqual([
      { every: 'hour', per: 'file', from: '2026-09-01', graceMinutes: 90, files: 2, zone: 'UTC' },
      { every: 'day', per: 'app', graceMinutes: 1440, except: ['a1'] },
    ]);
  });

  it('belongs to its entry, and changes neither its hash nor what is read', () => {
    const source = (text: string) => parseSettings(`sources: { logins: ${text} }`).sources;
    const [first, second] = source('[{ files: a, expect: { every: day } }, { files: b }]');
    expect([first!.expect?.length, second!.expect]).toEqual([1, undefined]);
    expect(entryHash(first!)).toBe(entryHash(second!));
  });

  it.each([
    [
      'logins',
      '{ files: a, expect: { per: app } }',
      'sources.logins.expect.every is missing; accepted: hour, day',
    ],
    ['logins', '{ files: a, expect: { every: week } }', 'accepted: hour, day'],
    ['logins', '{ files: a, expect: { every: day, per: user } }', 'accepted: app, file, source'],
    [
      'logins',
      '{ files: a, expect: { every: day, from: 2026-02-30 } }',
      'accepted: a day from 2000',
    ],
    [
      'logins',
      '{ files: a, expect: { every: day, from: 1999-12-31 } }',
      'accepted: a day from 2000',
    ],
    [
      'logins',
      '{ files: a, expect: { every: day, grace: 2 } }',
      'accepted: minutes, hours or days',
    ],
    [
      'logins',
      '{ files: a, expect: { every: day, grace: -2h } }',
      'accepted: minutes, hours or days',
    ],
    ['logins', '{ files: a, expect: { every: day, files: 2 } }', 'accepted: only with per: file'],
    ['logins', '{ files: a, expect: { every: day, zone: UTC } }', 'accepted: only with per: file'],
    [
      'logins',
      '{ files: a, expect: { every: day, per: file, zone: CST } }',
      'accepted: an IANA zone',
    ],
    ['logins', '{ files: a, expect: { every: day, per: file, files: 0 } }', 'expect.files'],
    ['logins', '{ files: a, expect: { every: day, except: a1 } }', 'accepted: only with per: app'],
    ['logins', '{ files: a, keep: none, expect: { every: hour } }', 'keep: none stores no times'],
    ['daily', '{ files: a, expect: { every: hour, per: app } }', 'daily files have no times'],
    ['logins', '{ table: t, expect: { every: day, per: file } }', 'a table has no files'],
    ['logins', '{ files: a, expect: [] }', 'expect'],
    ['logins', '{ files: a, expect: { every: day, evry: 1 } }', 'evry'],
  ])('refuses %s: %s with its place', (kind, entry, part) => {
    const message = refusalOf(kind, entry);
    expect(message).toMatch(/^imbill\.yaml:2:\d+: /);
    expect(message).toContain(part);
  });

  it('accepts what looks like these', () => {
    const entries = [
      ['logins', '{ files: a, keep: none, expect: { every: hour, per: file } }'],
      ['bandwidth', '{ files: a, keep: none, expect: { every: hour } }'],
      ['daily', '{ files: a, expect: { every: hour, per: file } }'],
      ['logins', '{ table: t, expect: { every: hour, per: app } }'],
    ] as const;
    expect(entries.map(([kind, entry]) => refusalOf(kind, entry))).toEqual(
      entries.map(() => 'accepted'),
    );
  });

  it('places the problem of one rule in a list', () => {
    const list = '[{ every: day }, { every: day, files: 2 }]';
    expect(refusalOf('logins', `{ files: a, expect: ${list} }`)).toContain('expect[1].files');
  });
});

describe('strict', () => {
  it('is false unless it is set', () => {
    const strictOf = (text: string) => parseSettings(`sources: {}\n${text}`).strict;
    expect([strictOf(''), strictOf('strict: false'), strictOf('strict: true')]).toEqual([
      undefined,
      undefined,
      true,
    ]);
    expect(() => strictOf('strict: "yes"')).toThrow('imbill.yaml:2:9');
  });
});
