import { describe, expect, it } from 'vitest';
import { UserError } from '../base/errors.ts';
import { entryHash } from '../intake/records/entry-hash.ts';
import { parseSettings } from './settings.ts';

const engine = 'engine: { spark: { remote: "sc://spark:15002", shared: /mnt/billing } }';
const text = (entry: string, more = engine) => `sources:\n  logins: ${entry}\n${more}`;

function refusalOf(settings: string): string {
  try {
    parseSettings(settings);
  } catch (error) {
    expect(error).toBeInstanceOf(UserError);
    expect((error as UserError).exitCode).toBe(3);
    return (error as Error).message;
  }
  throw new Error('The settings were accepted');
}

describe('parseSettings, of a table', () => {
  it('reads its name, mapping and snapshot', () => {
    const [source] = parseSettings(
      text('{ table: prod.im.logins, columns: { time: ts }, snapshot: "5312345678901234567" }'),
    ).sources;
    expect(source).toEqual({
      kind: 'logins',
      files: [],
      table: 'prod.im.logins',
      snapshot: '5312345678901234567',
      columns: { time: 'ts' },
      constants: {},
      delimiter: ',',
    });
  });

  it('reads a select, and takes the latest snapshot without a word', () => {
    const [source] = parseSettings(
      text('{ table: "select ts as time from prod.im.logins", snapshot: latest }'),
    ).sources;
    expect(source).toMatchObject({ table: 'select ts as time from prod.im.logins' });
    expect(source).not.toHaveProperty('snapshot');
  });

  it.each([
    [
      text('{ table: prod.im.logins }', ''),
      '2:20: sources.logins.table is "prod.im.logins"; accepted: only with engine.spark, as Spark reads tables; add engine: { spark: { remote: "sc://host:15002", shared: /folder } }',
    ],
    [
      text('[{ files: a }, { table: t }]', ''),
      '2:35: sources.logins[1].table is "t"; accepted: only with engine.spark, as Spark reads tables; add engine: { spark: { remote: "sc://host:15002", shared: /folder } }',
    ],
    [
      text('{ files: a, table: t }'),
      '2:30: sources.logins.table is "t"; accepted: files or table; give each an entry of its own',
    ],
    [
      text('{ columns: { time: ts } }'),
      '2:11: sources.logins.files is missing; accepted: a glob or a list of globs; or table, for a table that Spark reads',
    ],
    [
      text('{ files: a, snapshot: 7 }'),
      '2:33: sources.logins.snapshot is 7; accepted: only beside table',
    ],
    [
      text('{ table: t, snapshot: newest }'),
      '2:33: sources.logins.snapshot is "newest"; accepted: latest, or a snapshot id or version, in quotes where it is long, such as "5312345678901234567"',
    ],
    [
      text('{ table: "drop table logins" }'),
      '2:20: sources.logins.table is "drop table logins"; accepted: the name of a table such as prod.im.logins, or one select',
    ],
    [
      text('{ table: "select 1 from t", snapshot: 7 }'),
      '2:49: sources.logins.snapshot is 7; accepted: only beside the name of a table; in a select write it yourself: from prod.im.logins version as of 7',
    ],
    [
      text('{ table: t, preset: login-callback }'),
      '2:31: sources.logins.preset is "login-callback"; accepted: only beside files; beside table: table, snapshot, columns, constants, time_zone, success, empty_ids, user_ids, keep, slot_seconds, samples',
    ],
    [
      text('{ table: t, delimiter: ";" }'),
      '2:34: sources.logins.delimiter is ";"; accepted: only beside files; beside table: table, snapshot, columns, constants, time_zone, success, empty_ids, user_ids, keep, slot_seconds, samples',
    ],
    [
      text('[{ table: A.logins }, { table: "select * from a.logins" }]'),
      '2:42: sources.logins[1].table is "select * from a.logins"; accepted: each table once in a kind; read it with one select, such as of a union all',
    ],
  ])('refuses %s', (settings, message) => {
    expect(refusalOf(settings)).toBe(`imbill.yaml:${message}`);
  });
});

describe('entryHash, of a table', () => {
  it('does not depend on where the rows are, and depends on how they are read', () => {
    const hashOf = (entry: string) => entryHash(parseSettings(text(entry)).sources[0]!);
    expect(hashOf('{ table: a }')).toBe(hashOf('{ table: b, snapshot: 7 }'));
    expect(hashOf('{ table: a }')).toBe(hashOf('{ files: a }'));
    expect(hashOf('{ table: a, columns: { time: ts } }')).not.toBe(hashOf('{ table: a }'));
  });
});
