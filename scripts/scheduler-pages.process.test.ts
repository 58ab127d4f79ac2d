import { spawnSync } from 'node:child_process';
import { chmodSync, readFileSync } from 'node:fs';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { tempFolder } from '../src/testing/temp-folder.ts';

const repository = join(import.meta.dirname, '..');

/** Returns the blocks of code of one language on a page. */
function blocksOf(page: string, language: string): string[] {
  const text = readFileSync(join(repository, 'docs', page), 'utf8');
  const blocks = [...text.matchAll(new RegExp(`^\`\`\`${language}\\n(.*?)^\`\`\``, 'gms'))];
  expect(blocks.length).toBeGreaterThan(0);
  return blocks.map(([, block = '']) => block);
}

const hasProgram = (name: string) => spawnSync('sh', ['-c', `command -v ${name}`]).status === 0;

interface Stubs {
  /** Exit codes of commands by their first word. */
  codes?: Record<string, number>;
  /** Day of October 2026. */
  day?: string;
}

/** Runs a script of docs/cron.md in a workspace where imbill, mail and date are stubs. */
async function runScript(index: number, { codes = {}, day = '01' }: Stubs) {
  const folder = await tempFolder();
  const bin = join(folder, 'bin');
  await mkdir(bin);
  const cases = Object.entries(codes).map(([command, code]) => `${command}) exit ${code} ;;`);
  const stubs: Record<string, string> = {
    npx: `echo "$2 $3 $4" >> "${folder}/calls"\necho "{}"\ncase $2 in ${cases.join(' ')} esac`,
    mail: `echo "$2" >> "${folder}/mails"\ncat > /dev/null`,
    date: `case "$*" in +%Y-%m-01) echo 2026-10-01 ;; +%d) echo ${day} ;; *) exec /bin/date "$@" ;; esac`,
  };
  for (const [name, text] of Object.entries(stubs)) {
    await writeFile(join(bin, name), `#!/bin/sh\n${text}\n`);
    chmodSync(join(bin, name), 0o755);
  }
  const script = blocksOf('cron.md', 'sh')
    [index]!.replaceAll('/srv/billing', folder)
    .replaceAll('/var/lib/node_exporter', folder);
  const { status, stderr } = spawnSync('sh', ['-c', script], {
    encoding: 'utf8',
    env: { ...process.env, PATH: `${bin}:${process.env['PATH']}` },
  });
  const linesOf = async (name: string) =>
    (await readFile(join(folder, name), 'utf8').catch(() => '')).split('\n').filter(Boolean);
  return { folder, status, stderr, calls: await linesOf('calls'), mails: await linesOf('mails') };
}

describe('docs/cron.md', () => {
  it.each(blocksOf('cron.md', 'sh'))('has scripts that a shell reads: %#', (script) => {
    expect(spawnSync('sh', ['-n'], { input: script, encoding: 'utf8' })).toMatchObject({
      status: 0,
      stderr: '',
    });
  });

  it('bills the month before when all deliveries are there', async () => {
    const { status, stderr, calls, mails } = await runScript(0, {});
    expect([status, stderr, mails]).toEqual([0, '', []]);
    expect(calls).toEqual(['ready --month 2026-09', 'run --month 2026-09']);
  });

  it.each([
    ['waits for deliveries', { ready: 4 }, '01', 4, []],
    ['waits for another command', { run: 5 }, '01', 5, []],
    ['mails from the 5th on', { ready: 4 }, '05', 4, ['imbill: 2026-09 ended with exit code 4']],
    ['mails bad input at once', { ready: 3 }, '01', 3, ['imbill: 2026-09 ended with exit code 3']],
    ['mails a failure at once', { run: 1 }, '01', 1, ['imbill: 2026-09 ended with exit code 1']],
    ['mails of a signal', { run: 143 }, '01', 143, ['imbill: 2026-09 ended with exit code 143']],
  ] as const)('%s', async (_, codes, day, code, mails) => {
    const ended = await runScript(0, { codes, day });
    expect([ended.status, ended.mails]).toEqual([code, mails]);
    expect(ended.calls).toHaveLength('ready' in codes ? 1 : 2);
  });

  it('replaces the metrics only by whole ones', async () => {
    const { folder } = await runScript(1, {});
    expect(await readFile(join(folder, 'imbill.prom'), 'utf8')).toBe('{}\n');
    const failed = await runScript(1, { codes: { status: 3 } });
    const left = spawnSync('sh', ['-c', 'ls imbill.prom*'], { cwd: failed.folder });
    expect(left.status).not.toBe(0);
  });
});

describe.skipIf(!hasProgram('systemd-analyze'))('docs/systemd.md', () => {
  it('has units that systemd accepts', async () => {
    const folder = await tempFolder();
    const names: string[] = [];
    for (const unit of blocksOf('systemd.md', 'ini')) {
      const [, name = ''] = /^# \/etc\/systemd\/system\/(\S+)/.exec(unit) ?? [];
      const text = unit
        .replaceAll(/\/srv\/billing\/bill-month.sh|\/usr\/bin\/npx/g, '/bin/true')
        .replaceAll('/srv/billing', folder);
      await writeFile(join(folder, name), text);
      names.push(name);
    }
    expect(names).toHaveLength(5);
    const { status, stderr } = spawnSync(
      'systemd-analyze',
      ['verify', ...names.map((name) => `./${name}`)],
      { cwd: folder, encoding: 'utf8' },
    );
    const own = stderr.split('\n').filter((line) => line.includes('imbill'));
    expect([status, own]).toEqual([0, []]);
  });
});

describe.skipIf(!hasProgram('python3'))('pages of Python', () => {
  it.each(['airflow.md', 'dagster.md'])('docs/%s has a program that Python compiles', (page) => {
    for (const program of blocksOf(page, 'python')) {
      const { status, stderr } = spawnSync(
        'python3',
        ['-c', 'import sys; compile(sys.stdin.read(), "page.py", "exec")'],
        { input: program, encoding: 'utf8' },
      );
      expect([status, stderr]).toEqual([0, '']);
    }
  });
});
