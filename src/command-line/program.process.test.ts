import type { Command } from 'commander';
import { describe, expect, it } from 'vitest';
import { silentProgress } from '../base/progress.ts';
import type { Jobs } from '../jobs/jobs.ts';
import { imbill } from '../testing/command-line.ts';
import { tempFolder } from '../testing/temp-folder.ts';
import { writeWorkspace } from '../testing/write-workspace.ts';
import { examplesOf, wordsOf } from './commands/command.ts';
import { createProgram } from './program.ts';

const silent = { result: () => undefined, say: () => undefined, drained: () => Promise.resolve() };
const program = createProgram({} as Jobs, { ...silent, progress: silentProgress }, '0.0.0');
const all = commandsBelow(program);

function commandsBelow(command: Command): Command[] {
  return [command, ...command.commands.flatMap(commandsBelow)];
}

describe('the help of', () => {
  it.each(all.map((command) => [wordsOf(command).join(' '), command] as const))(
    '%s has a description, and an example that calls it',
    (words, command) => {
      expect(command.description()).not.toBe('');
      expect(examplesOf(command).some((example) => example.includes(words))).toBe(true);
    },
  );

  it('imbill groups its commands, and names the manual', async () => {
    const { exitCode, stdout, stderr } = await imbill(['--help']);
    expect([exitCode, stderr]).toEqual([0, '']);
    expect(stdout).toMatch(/\nBill a month:\n {2}run /);
    expect(stdout).toMatch(/\nExamples:\n {2}imbill init demo --sample\n/);
    expect(stdout).toMatch(/\nManual: \/.*docs\n$/);
    expect(stdout).not.toContain('\nCommands:\n');
  });
});

describe('an error of the command line', () => {
  it.each([
    [
      'rn',
      "error: unknown command 'rn'\n(Did you mean run?)\n(imbill --help explains it, with examples)\n",
    ],
    [
      'invoice shwo',
      "error: unknown command 'shwo'\n(Did you mean show?)\n(imbill invoice --help explains it, with examples)\n",
    ],
    [
      'load --thread 2',
      "error: unknown option '--thread'\n(Did you mean --threads?)\n(imbill load --help explains it, with examples)\n",
    ],
    [
      'run',
      "error: required option '--month <YYYY-MM>' not specified\n(imbill run --help explains it, with examples)\n",
    ],
  ])('of imbill %s points to the help of the command', async (args, stderr) => {
    expect(await imbill(args.split(' '))).toEqual({ exitCode: 2, stdout: '', stderr });
  });
});

describe('--month previous and current', () => {
  const messageOf = async (month: string, now: string, timezone = 'Asia/Shanghai') => {
    const folder = await writeWorkspace({ settings: `timezone: ${timezone}\nsources: {}\n` });
    const { exitCode, stderr } = await imbill(['run', '--month', month, '--log-format', 'json'], {
      cwd: folder,
      now,
    });
    return [exitCode, JSON.parse(stderr.split('\n')[0] ?? '').command];
  };

  it('are the months of today in the time zone of the workspace', async () => {
    // The last second of September in Shanghai, and the first of October.
    expect(await messageOf('previous', '2026-09-30T15:59:59Z')).toEqual([
      4,
      'imbill run --month 2026-08',
    ]);
    expect(await messageOf('previous', '2026-09-30T16:00:00Z')).toEqual([
      4,
      'imbill run --month 2026-09',
    ]);
    expect(await messageOf('previous', '2026-09-30T16:00:00Z', 'UTC')).toEqual([
      4,
      'imbill run --month 2026-08',
    ]);
    expect(await messageOf('current', '2026-12-31T16:00:00Z')).toEqual([
      4,
      'imbill run --month 2027-01',
    ]);
    expect(await messageOf('previous', '2026-12-31T16:00:00Z')).toEqual([
      4,
      'imbill run --month 2026-12',
    ]);
  });

  it('need a workspace, and no other word is accepted', async () => {
    const cwd = await tempFolder();
    expect(await imbill(['run', '--month', 'previous'], { cwd })).toMatchObject({
      exitCode: 2,
      stderr: expect.stringContaining('this folder is not a workspace'),
    });
    expect(await imbill(['run', '--month', 'last'], { cwd })).toEqual({
      exitCode: 2,
      stdout: '',
      stderr:
        '"last" is not a month.\nAccepted: YYYY-MM, such as 2026-09, or previous or current.\n',
    });
  });
});
