import { describe, expect, it } from 'vitest';
import { imbill } from '../src/testing/command-line.ts';
import { csv, defaultSettings, headers, writeWorkspace } from '../src/testing/write-workspace.ts';

const clear = '\u001b[2J';
const forged = '\nIssued 5 invoices for 2026-09.\n';
const at = '2026-09-05T01:00:00Z';
const good = csv(headers.logins, [`${at},a1,u1`]);
// biome-ignore lint/suspicious/noControlCharactersInRegex: these must not reach a terminal
const steering = /[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u200e\u200f\u2028-\u202e\u2066-\u2069]/;

describe('what delivered files are called, and what they hold', () => {
  it.each([
    ['a header', 'logs/logins/a.csv', `time,app_id,us${clear}\u009b1m\u202eer\n${at},a1,u1\n`],
    [
      'a header that is there twice',
      'logs/logins/a.csv',
      `time,app_id,user_id,${clear},${clear}\n`,
    ],
    ['a file name', `logs/logins/a${clear}.csv`, 'x\n1\n'],
    ['a line break in a file name', `logs/logins/a${forged}.csv`, 'x\n1\n'],
    ['an extension', `logs/logins/a.${clear}${forged}`, 'x\n1\n'],
    ['a value', 'logs/logins/a.csv', `time,app_id,user_id\n${clear}\u009b,a1,u1\n`],
    ['an app id', 'logs/logins/a.csv', `time,app_id,user_id\n${at},\u202ea1${clear} ,u1\n`],
    ['a damaged file', `logs/logins/a${forged}${clear}.csv.gz`, 'no gzip'],
    ['a JSON document', `logs/logins/a${forged}${clear}.json`, `{"a${clear}":`],
  ])('cannot steer the terminal: %s', async (_, name, content) => {
    const folder = await writeWorkspace({ files: { [name]: content, 'logs/logins/ok.csv': good } });
    for (const args of [['load'], ['load', '--json'], ['status'], ['status', '--json']]) {
      const { stdout, stderr } = await imbill([...args, '--workspace', folder]);
      for (const text of [stdout, stderr]) {
        expect(text).not.toMatch(steering);
        expect(text).not.toMatch(/^Issued 5 invoices/m);
      }
      if (args[0] === 'load' && args.length === 1) expect(stderr).toMatch(/\\x1b|\\u001b|\\n/);
    }
  });

  it('is shown as it is not in what a load says of files that it takes in', async () => {
    const folder = await writeWorkspace({
      settings: `${defaultSettings}rejects: { max_share: 1 }\n`,
      files: { [`logs/logins/a${forged}${clear}.csv`]: `${good}${clear},a1,u2\n` },
    });
    const loaded = await imbill(['load', '--workspace', folder]);
    expect(loaded.exitCode).toBe(0);
    expect(loaded.stdout).toContain(
      String.raw`Rejected: logs/logins/a\nIssued 5 invoices for 2026-09.\n\x1b[2J.csv, line 3: time is "\u001b[2J", not a real time.`,
    );
    expect(loaded.stdout).not.toMatch(steering);
  });
});

describe('a name that looks like another', () => {
  it.each([
    [
      '\u00a0time',
      String.raw`"time" (did you mean "\u00a0time"?); found: "\u00a0time", "app_id", "user_id"`,
    ],
    [
      'ti\u200bme',
      String.raw`"time" (did you mean "ti\u200bme"?); found: "ti\u200bme", "app_id", "user_id"`,
    ],
  ])('is shown with what tells it from the other: %j', async (name, seen) => {
    const files = { 'logs/logins/a.csv': `${name},app_id,user_id\n${at},a1,u1\n` };
    const folder = await writeWorkspace({ files });
    const { exitCode, stderr } = await imbill(['load', '--workspace', folder]);
    expect(exitCode).toBe(3);
    expect(stderr).toContain(`logs/logins/a.csv, line 1: there is no column ${seen}.`);
  });
});
