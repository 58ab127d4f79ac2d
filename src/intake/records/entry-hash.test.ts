import { describe, expect, it } from 'vitest';
import { parseSettings } from '../../workspace/settings.ts';
import { entryHash } from './entry-hash.ts';

const hashOf = (kind: string, keys = '', more = '') =>
  entryHash(
    parseSettings(`sources: { ${kind}: { files: "logs/**"${keys} } }\n${more}`).sources[0]!,
  );

describe('entryHash', () => {
  // A key that a later version adds must not change these: all files would be read anew.
  it('of an entry that says nothing stays what it is from version to version', () => {
    expect(
      ['logins', 'bandwidth', 'groups', 'daily'].map((kind) => hashOf(kind).slice(0, 8)),
    ).toEqual(['28e0dc9d', 'fbe03d94', '790e31db', '49e086b0']);
  });

  it.each([', delimiter: ","', ', columns: {}', ', constants: {}', ', keep: all'])(
    'does not depend on a default that is written out: %s',
    (keys) => {
      expect(hashOf('logins', keys)).toBe(hashOf('logins'));
    },
  );

  it('does not depend on where the files are, nor on the order of keys', () => {
    const [a, b] = parseSettings(
      'sources: { logins: [{ files: a, columns: { time: t, user_id: u } }, { files: [b, c], columns: { user_id: u, time: t } }] }',
    ).sources;
    expect(entryHash(a!)).toBe(entryHash(b!));
  });

  it('depends on everything that decides rows', () => {
    const hashes = [
      hashOf('logins'),
      hashOf('groups'),
      hashOf('logins', ', columns: { user_id: uid }'),
      hashOf('logins', ', columns: { user_id: device }'),
      hashOf('logins', ', constants: { app_id: a1 }'),
      hashOf('logins', ', constants: { app_id: a2 }'),
      hashOf('logins', ', time_zone: UTC'),
      hashOf('logins', ', preset: login-callback'),
      hashOf('logins', ', delimiter: ";"'),
      hashOf('logins', ', encoding: gbk'),
      hashOf('logins', ', format: csv'),
      hashOf('logins', ', format: access-log'),
      hashOf('logins', ", format: access-log, log_format: '$time_local $uri'"),
      hashOf('logins', ', time_format: YYYY/M/D H:mm'),
      hashOf('logins', ', preset: own', 'presets: { own: { kind: logins } }'),
      hashOf('logins', ', preset: own', 'presets: { own: { kind: logins, root: body } }'),
      hashOf('logins', ', keep: none'),
      hashOf('bandwidth', ', slot_seconds: 300'),
      hashOf('bandwidth', ', slot_seconds: 60'),
    ];
    expect(new Set(hashes).size).toBe(hashes.length);
    expect(hashOf('bandwidth', ', slot_seconds: 300')).toBe(hashOf('bandwidth'));
  });

  it('covers a key that it does not know', () => {
    const [source] = parseSettings('sources: { logins: { files: a } }').sources;
    const later = { ...source!, keyOfALaterVersion: 'highest' };
    expect(entryHash(later)).not.toBe(entryHash(source!));
  });
});
