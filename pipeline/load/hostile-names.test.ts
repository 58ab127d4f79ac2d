import { describe, expect, it } from 'vitest';
import { imbill } from '../../src/testing/command-line.ts';
import {
  csv,
  defaultSettings,
  headers,
  writeWorkspace,
} from '../../src/testing/write-workspace.ts';

const clear = '\u001b[2J';
const forged = '\nIssued 5 invoices for 2026-09.\n';
const at = '2026-09-05T01:00:00Z';
const good = csv(headers.logins, [`${at},a1,u1`]);
// biome-ignore lint/suspicious/noControlCharactersInRegex: these must not reach a terminal
const steering = /[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u200e\u200f\u2028-\u202e\u2066-\u2069]/;

describe('what delivered files are called, and what they hold', () => {
  it('cannot steer the terminal where the files are refused', async () => {
    const folder = await writeWorkspace({
      files: {
        'logs/logins/header.csv': `time,app_id,us${clear}\u009b1m\u202eer\n${at},a1,u1\n`,
        'logs/logins/twice.csv': `time,app_id,user_id,${clear},${clear}\n`,
        [`logs/logins/name${clear}.csv`]: 'x\n1\n',
        [`logs/logins/line break${forged}.csv`]: 'x\n1\n',
        [`logs/logins/extension.${clear}${forged}`]: 'x\n1\n',
        'logs/logins/value.csv': `time,app_id,user_id\n${clear}\u009b,a1,u1\n`,
        'logs/logins/id.csv': `time,app_id,user_id\n${at},\u202ea1${clear} ,u1\n`,
        [`logs/logins/damaged${forged}${clear}.csv.gz`]: 'no gzip',
        [`logs/logins/document${forged}${clear}.json`]: `{"a${clear}":`,
        'logs/logins/second header.csv': `time,app_id,user_id,${clear}\ntime,user_id,app_id,${clear}\n`,
        'logs/logins/ok.csv': good,
      },
    });
    for (const args of [['load'], ['load', '--json'], ['status'], ['status', '--json']]) {
      const { exitCode, stdout, stderr } = await imbill([...args, '--workspace', folder]);
      expect(exitCode).toBe(args[0] === 'load' ? 3 : 0);
      for (const text of [stdout, stderr]) {
        expect(text).not.toMatch(steering);
        expect(text).not.toMatch(/^Issued 5 invoices/m);
      }
      const shown = stdout + stderr;
      for (const name of ['header', 'twice', 'name', 'line break', 'extension', 'value', 'id']) {
        expect(shown).toContain(`logs/logins/${name}`);
      }
      expect(shown).toContain('nIssued 5 invoices for 2026-09.');
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
  it('is shown with what tells it from the other', async () => {
    const of = (name: string) => `${name},app_id,user_id\n${at},a1,u1\n`;
    const folder = await writeWorkspace({
      files: { 'logs/logins/a.csv': of('\u00a0time'), 'logs/logins/b.csv': of('ti\u200bme') },
    });
    const { exitCode, stderr } = await imbill(['load', '--workspace', folder]);
    expect(exitCode).toBe(3);
    for (const seen of [
      String.raw`a.csv, line 1: there is no column "time" (did you mean "\u00a0time"?); found: "\u00a0time", "app_id", "user_id".`,
      String.raw`b.csv, line 1: there is no column "time" (did you mean "ti\u200bme"?); found: "ti\u200bme", "app_id", "user_id".`,
    ]) {
      expect(stderr).toContain(`logs/logins/${seen}`);
    }
  });
});
