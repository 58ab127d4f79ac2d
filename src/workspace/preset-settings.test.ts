import { describe, expect, it } from 'vitest';
import { parseSettings } from './settings.ts';

const problemsOf = (text: string) => {
  try {
    parseSettings(text);
    return [];
  } catch (error) {
    return (error as Error).message.split('\n').map((line) => line.replace(/^imbill\.yaml:/, ''));
  }
};

const source = 'sources: { logins: { files: "a/*", preset: own } }';

describe('presets in imbill.yaml', () => {
  it('become rules of the entries that use them, without their name', () => {
    const { sources } = parseSettings(`${source}
presets:
  own:
    kind: logins
    root: body
    columns: { time: [at, sent], user_id: who.id }
    words: { result: { OK: success, test: ignore } }
    only: { type: login }
    parameters: { app_id: SdkAppid }
`);
    expect(sources[0]).toMatchObject({
      ownPreset: {
        kind: 'logins',
        root: 'body',
        columns: { time: ['at', 'sent'], user_id: ['who.id'] },
        words: { result: { map: { OK: 'success' }, ignored: ['test'] } },
        only: [{ path: 'type', values: ['login'] }],
        request: { bodies: [], parameters: { app_id: 'SdkAppid' } },
      },
    });
    expect(sources[0]).not.toHaveProperty('preset');
  });

  it.each([
    [
      `${source}\npresets: { owm: { kind: logins } }`,
      '1:44: sources.logins.preset is "own"; accepted: login-callback, group-callbacks, live-bandwidth, app-info, owm (did you mean owm?)',
    ],
    [
      `${source}\npresets: { own: { kind: groups } }`,
      '1:44: sources.logins.preset is "own"; accepted: a preset of logins; this one is of groups',
    ],
    [
      `${source}\npresets: { own: { kind: logins, columns: { user: a } } }`,
      '2:50: presets.own.columns.user is "a"; accepted: columns of logins: time, app_id, user_id, result, platform, client_ip',
    ],
    [
      'sources: { daily: { files: a, preset: own } }\npresets: { own: { kind: daily, metrics: { dua: a } } }',
      '2:48: presets.own.metrics.dua is "a"; accepted: dau,',
    ],
    [
      'sources: { logins: { files: a, log_format: "$a $b" } }',
      '1:44: sources.logins.log_format is "$a $b"; accepted: only beside format: access-log',
    ],
    [
      'sources: { logins: { files: a, encoding: latin1 } }',
      '1:42: sources.logins.encoding is "latin1"; accepted: utf-8, gbk, gb18030, utf-16, utf-16le, utf-16be',
    ],
    [
      'sources: { logins: { files: a, time_format: YYYY/M/D } }',
      '1:45: sources.logins.time_format is "YYYY/M/D"; accepted: a format with hour, minute, such as YYYY/M/D H:mm',
    ],
  ])('refuses %s', (text, problem) => {
    expect(problemsOf(text)[0]).toContain(problem);
  });
});
