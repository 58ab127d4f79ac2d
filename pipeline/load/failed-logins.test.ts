import { rm } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { describeLoad } from '../../src/command-line/print/load.ts';
import { load, run, verify } from '../../src/testing/jobs.ts';
import { csv, writeWorkspace } from '../../src/testing/write-workspace.ts';

const header = 'time,app_id,user_id,result';
const settings = (source: string) => `sources:\n  logins: { files: "logs/**/*", ${source} }\n`;
const purchases = ['o1,a1,pro,2026-09-01,1'];
const next =
  'If one of these means success, name it with success: [...] of the source in imbill.yaml.';

function logins(app: string, ...results: string[]): string[] {
  return results.map((result, index) => `2026-09-05T10:00:00+08:00,${app},u${index},${result}`);
}

describe('logins of which none succeeded', () => {
  it.each(['all', 'none'])('are a finding with the words seen (keep: %s)', async (keep) => {
    const rows = [
      ...logins('a1', 'Y', 'Y', 'N', 'later', 'maybe', 'no', 'never'),
      ...logins('b1', 'success', 'N'),
      ...logins('c1', 'logout', 'disconnect'),
    ];
    const customers = ['acme,Acme,a1', 'acme,Acme,b1', 'acme,Acme,c1'];
    const files = { 'logs/l.csv': csv(header, rows) };
    const folder = await writeWorkspace({
      settings: settings(`keep: ${keep}`),
      customers,
      purchases,
      files,
    });
    const { invoices } = await run(folder, '2026-09');
    const seen =
      keep === 'all'
        ? 'results "Y", "N", "later", "maybe", "never" and 1 more'
        : 'the results are not kept';
    const found = invoices[0]!.findings.filter(({ code }) => code === 'logins-all-failed');
    expect(found).toMatchObject([
      {
        code: 'logins-all-failed',
        app_id: 'a1',
        message: `None of 7 logins of the month succeeded, so no user counts: ${seen}. ${next}`,
      },
      ...(keep === 'all'
        ? []
        : [
            {
              code: 'logins-all-failed',
              app_id: 'c1',
              message: `None of 2 logins of the month succeeded, so no user counts: ${seen}. ${next}`,
            },
          ]),
    ]);
    expect((await verify(folder)).differences).toEqual([]);
  });

  it('are told of a file when it is loaded, and counted where the source names the word', async () => {
    const files = {
      'logs/a.csv': csv(header, logins('a1', 'Y', 'Y', 'N')),
      'logs/b.csv': csv(header, logins('a1', 'success', 'N')),
      'logs/c.csv': csv(header, logins('a1', 'N', 'N', '"Y, late"')),
      'logs/d.csv': csv(header, []),
    };
    const folder = await writeWorkspace({ settings: settings('keep: all'), purchases, files });
    const loaded = await load(folder);
    expect(loaded.all_failed).toEqual([
      { path: 'logs/a.csv', words: ['Y', 'N'] },
      { path: 'logs/c.csv', words: ['N', 'Y, late'] },
    ]);
    expect(describeLoad(loaded)).toContain(
      `logs/a.csv: no login succeeded, so no user counts. Results: "Y", "N". ${next}\n`,
    );
    await rm(folder, { recursive: true });

    const named = await writeWorkspace({ settings: settings('success: [y]'), purchases, files });
    expect((await load(named)).all_failed.map(({ path }) => path)).toEqual([
      'logs/b.csv',
      'logs/c.csv',
    ]);
  });

  it('are told of a loaded file also if another file is refused', async () => {
    const files = {
      'logs/a.csv': csv(header, logins('a1', 'Y', 'N')),
      'logs/wrong.csv': csv(header, ['soon,a1,u1,N']),
    };
    const folder = await writeWorkspace({ settings: settings('keep: all'), purchases, files });
    const error = await load(folder).catch((refused: Error) => refused);
    const { message } = error as Error;
    expect(message).toMatch(/^logs\/wrong\.csv, line 2: time is "soon"/);
    expect(message).toContain('logs/a.csv: no login succeeded, so no user counts.');
    expect(message).not.toContain('logs/wrong.csv: no login succeeded');
  });

  it('are told of callbacks where an action is unknown, not where users only leave', async () => {
    const callback = (Action: string) =>
      JSON.stringify({
        CallbackCommand: 'State.StateChange',
        EventTime: 1788573600000,
        SdkAppid: 'a1',
        Info: { Action, To_Account: 'u' },
      });
    const files = {
      'logs/a.ndjson': ['Disconnect', 'CustomStatusChange'].map(callback).join('\n'),
      'logs/b.ndjson': ['Logout', 'SignIn', 'Kick', 'SignIn'].map(callback).join('\n'),
      'logs/c.ndjson': ['Kick', 'Login'].map(callback).join('\n'),
    };
    const folder = await writeWorkspace({ settings: settings('preset: login-callback'), files });
    const loaded = await load(folder);
    expect(loaded).toMatchObject({ lines: 8, accepted: 8, ignored: 5, rejected: 0 });
    expect(loaded.all_failed).toEqual([{ path: 'logs/b.ndjson', words: ['SignIn', 'Kick'] }]);
  });
});
