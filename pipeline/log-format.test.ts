import { setImmediate } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { imbill, startImbill } from '../src/testing/command-line.ts';
import { mixedAccounts, splitFiles } from '../src/testing/mixed-month.ts';
import { writeWorkspace } from '../src/testing/write-workspace.ts';

interface Line {
  [key: string]: unknown;
  time: string;
  level: string;
  event: string;
}

/** Parses a log: each line is one object of JSON with time, level and event. */
function linesOf(stderr: string): Line[] {
  expect(stderr).toMatch(/\n$/);
  const lines = stderr
    .slice(0, -1)
    .split('\n')
    .map((line) => JSON.parse(line) as Line);
  for (const line of lines) {
    expect(line.time).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/);
    expect(['info', 'warning', 'error']).toContain(line.level);
    expect(line.event).toEqual(expect.any(String));
  }
  return lines;
}

const eventsOf = (lines: readonly Line[]) =>
  lines
    .filter(({ step, task }) => step !== undefined || task !== undefined)
    .map(({ event, step, task }) => `${event} ${step ?? task}`);

describe('--log-format json', () => {
  it('writes beginning, end, duration and counts of each step, and nothing to stdout', async () => {
    const texts = { ...mixedAccounts, files: splitFiles() };
    const [logged, plain] = [await writeWorkspace(texts), await writeWorkspace(texts)];
    const args = ['run', '--month', '2026-09', '--json', '--workspace'];
    const run = await imbill([...args, logged, '--log-format', 'json']);
    expect(run.exitCode).toBe(0);
    // The root of the log depends on the times in the audit.
    const withoutRoot = (text: string) => text.replace(/"root": "[0-9a-f]{64}"/, '');
    expect(withoutRoot(run.stdout)).toBe(withoutRoot((await imbill([...args, plain])).stdout));
    const lines = linesOf(run.stderr);
    expect(eventsOf(lines)).toEqual([
      'start load',
      'start Loading',
      'end Loading',
      'end load',
      'start measure',
      'start Measuring',
      'end Measuring',
      'end measure',
      'start price',
      'end price',
      'start issue',
      'start Issuing',
      'end Issuing',
      'end issue',
      'start report',
      'end report',
      'start publish',
      'end publish',
    ]);
    expect(lines[0]).toMatchObject({
      event: 'start',
      command: 'imbill run --month 2026-09',
    });
    expect(lines.at(-1)).toMatchObject({ event: 'end', exit_code: 0 });
    const ends = lines.filter(({ event }) => event === 'end');
    for (const { duration_ms } of ends) expect(Number.isInteger(duration_ms)).toBe(true);
    const { load, new_invoices } = JSON.parse(run.stdout);
    const { files, lines: read, accepted } = load;
    expect(ends.find(({ step }) => step === 'load')).toMatchObject({
      files,
      lines: read,
      accepted,
    });
    expect(ends.find(({ step }) => step === 'issue')).toMatchObject({
      documents: new_invoices,
    });
    const preview = await imbill(['--log-format=json', 'preview', ...args.slice(1), logged]);
    expect(eventsOf(linesOf(preview.stderr))).toContain('end preview');
  });

  it('writes errors with their exit code, in one line', async () => {
    const folder = await writeWorkspace();
    const args = ['run', '--workspace', folder, '--log-format', 'json', '--month'];
    const wrong = linesOf((await imbill([...args, '2026-13'])).stderr);
    expect(wrong.map(({ level, event, exit_code }) => [level, event, exit_code])).toEqual([
      ['error', 'error', 2],
      ['info', 'end', 2],
    ]);
    const empty = linesOf((await imbill([...args, '2026-09'])).stderr);
    expect(empty.at(-2)).toMatchObject({
      event: 'error',
      exit_code: 4,
      message: expect.stringContaining('There is nothing to bill for 2026-09'),
    });
    const usage = linesOf((await imbill(['--log-format', 'json', 'nothing'])).stderr);
    expect(usage.find(({ level }) => level === 'error')).toMatchObject({
      message: expect.stringContaining("unknown command 'nothing'"),
    });
    expect(usage.at(-1)).toMatchObject({ event: 'end', exit_code: 2 });
  });

  it('keeps out of the log what a command is about: it can be a user', async () => {
    const folder = await writeWorkspace();
    const args = ['sql', "select 'u-secret'", '--workspace', folder, '--log-format', 'json'];
    const { stderr } = await imbill(args);
    expect(linesOf(stderr)[0]).toMatchObject({ event: 'start', command: 'imbill sql' });
    expect(stderr).not.toContain('u-secret');
  });

  it('names the step that failed', async () => {
    const files = { 'logs/logins/a.csv': 'nothing\n1\n' };
    const folder = await writeWorkspace({ files });
    const { exitCode, stderr } = await imbill(['load', '--workspace', folder, '--log-format=json']);
    expect(exitCode).toBe(3);
    expect(linesOf(stderr)).toContainEqual(
      expect.objectContaining({ level: 'error', event: 'failed', step: 'load' }),
    );
  });

  it('refuses another format, and says nothing else where none is given', async () => {
    const folder = await writeWorkspace();
    const refused = await imbill(['load', '--workspace', folder, '--log-format', 'xml']);
    expect([refused.exitCode, refused.stderr]).toEqual([
      2,
      expect.stringContaining('Allowed choices are text, json.'),
    ]);
    const args = ['preview', '--month', '2026-09', '--workspace', folder];
    expect((await imbill([...args, '--log-format', 'text'])).stderr).toBe(
      (await imbill(args)).stderr,
    );
  });

  it('is kept by a command that is told to end', async () => {
    const folder = await writeWorkspace({ ...mixedAccounts, files: splitFiles() });
    const args = ['run', '--month', '2026-09', '--workspace', folder, '--log-format', 'json'];
    const { child, ended } = startImbill(args);
    let seen = '';
    child.stderr!.on('data', (text: string) => {
      seen += text;
    });
    while (child.exitCode === null && !seen.includes('"step":"load"')) await setImmediate();
    child.kill('SIGTERM');
    const { stderr } = await ended;
    expect(linesOf(stderr).at(-1)).toMatchObject({
      event: 'message',
      message: 'Stopped by SIGTERM. Run it again: it goes on from what was done.',
    });
  });
});
