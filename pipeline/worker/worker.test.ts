import { spawn } from 'node:child_process';
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, inject, it } from 'vitest';
import { currentSql } from '../../src/duckdb/sql-files.ts';
import { hashesBelow } from '../../src/testing/folder-bytes.ts';
import { tempFolder } from '../../src/testing/temp-folder.ts';
import { type AskedFile, parseAnswer, type WorkerJob } from '../load/worker-protocol.ts';

const entry = join(inject('mainPath'), '../worker/main.js');

interface Ended {
  code: number | null;
  answers: string[];
  stderr: string;
}

/** Starts the built worker, with a folder of its own for temporary files. */
async function startWorker() {
  const local = await tempFolder();
  const child = spawn(process.execPath, [entry], {
    env: { ...process.env, SPARK_LOCAL_DIRS: `${local},/elsewhere` },
  });
  child.stdin.on('error', () => undefined);
  const ended = new Promise<Ended>((resolve, reject) => {
    let stdout = '';
    let stderr = '';
    child.stdout.setEncoding('utf8').on('data', (text: string) => (stdout += text));
    child.stderr.setEncoding('utf8').on('data', (text: string) => (stderr += text));
    child.on('error', reject);
    child.on('close', (code) =>
      resolve({ code, answers: stdout.split('\n').filter(Boolean), stderr }),
    );
  });
  return { child, local, ended };
}

async function ask(lines: readonly string[]): Promise<Ended & { local: string }> {
  const { child, local, ended } = await startWorker();
  child.stdin.end(`${lines.join('\n')}\n`);
  return { ...(await ended), local };
}

/** Writes a job for one source of logins, and a file of it. */
async function writeJob(text: string) {
  const folder = await tempFolder();
  const sql = Object.entries(currentSql().rules()).filter(([name]) => name.startsWith('staging/'));
  const job: WorkerJob = {
    settings: { timezone: 'Asia/Shanghai', slotSeconds: 300, maxFutureHours: null },
    now: 0,
    memoryMegabytes: 600,
    rangeBytes: 128 * 1024 ** 2,
    sql: Object.fromEntries(sql),
    sources: [
      {
        kind: 'logins',
        files: [],
        columns: {},
        constants: {},
        delimiter: ',',
        checkSql: currentSql().text('staging', 'checked_logins'),
      },
    ],
    lake: join(folder, 'lake'),
    rejects: join(folder, 'rejects'),
  };
  await writeFile(join(folder, 'job.json'), JSON.stringify(job));
  const path = join(folder, 'a.csv');
  await writeFile(path, text);
  const asked: AskedFile = {
    job: join(folder, 'job.json'),
    file: 7,
    path,
    name: 'logs/a.csv',
    source: 0,
    entry: '',
    bytes: Buffer.byteLength(text),
  };
  return { folder, asked, lake: job.lake };
}

const twoDays = `time,app_id,user_id
2026-09-07T00:00:00Z,a1,用户
2026-09-08T00:00:00Z,a1,u2
soon,a1,u3
`;

describe('the worker', () => {
  it('answers with counts and hashes of what it placed, in ASCII', async () => {
    const { asked, lake, folder } = await writeJob(twoDays);
    const { code, answers, stderr, local } = await ask([JSON.stringify(asked)]);
    expect([code, stderr, answers.length]).toEqual([0, '', 1]);
    const answer = parseAnswer(answers[0]!);
    if (!('sha256' in answer)) throw new Error(answers[0]);
    const { segments, rejects, ...read } = answer.read!;
    expect([answer.file, read]).toEqual([
      7,
      { counts: { lines: 4, headers: 1, accepted: 2, ignored: 0, rejected: 1 } },
    ]);
    expect(Object.fromEntries(segments.map(({ path, sha256 }) => [path, sha256]))).toEqual(
      await hashesBelow(lake),
    );
    expect(segments.map(({ usageDate, lines, rows }) => [usageDate, lines, rows])).toEqual([
      ['2026-09-07', 1, 1],
      ['2026-09-08', 1, 1],
    ]);
    expect(rejects!.path).toBe(join(folder, 'rejects/7', `${rejects!.sha256}.parquet`));
    expect(await readdir(local)).toEqual([]);
  });

  it('says no more of a content that need not be read than what it is', async () => {
    const { asked, lake } = await writeJob(twoDays);
    const first = parseAnswer((await ask([JSON.stringify(asked)])).answers[0]!);
    if (!('sha256' in first)) throw new Error('refused');
    const { read: _, ...content } = first;
    const before = await hashesBelow(lake);
    const known = JSON.stringify({ ...asked, knownSha256: first.sha256 });
    const { answers } = await ask([known]);
    expect(answers.map(parseAnswer)).toEqual([content]);
    expect(await hashesBelow(lake)).toEqual(before);
  });

  it('answers that a file is refused, in the words of a load, and goes on', async () => {
    const { asked } = await writeJob(twoDays);
    const missing = { ...asked, file: 8, path: `${asked.path}-not`, name: 'logs/b.csv' };
    const { code, answers } = await ask([missing, asked].map((one) => JSON.stringify(one)));
    expect(code).toBe(0);
    expect(answers.map(parseAnswer)).toEqual([
      expect.objectContaining({
        file: 8,
        refused: expect.stringMatching(/^logs\/b\.csv: the file cannot be opened \(ENOENT\)\./),
      }),
      expect.objectContaining({ file: 7, bytes: asked.bytes }),
    ]);
  });

  it('leaves other bytes under the name of a segment, and says so', async () => {
    const { asked, lake } = await writeJob(twoDays);
    const [path = ''] = Object.keys(
      await ask([JSON.stringify(asked)]).then(() => hashesBelow(lake)),
    );
    await writeFile(join(lake, path), 'other');
    const before = await hashesBelow(lake);
    const answer = parseAnswer((await ask([JSON.stringify(asked)])).answers[0]!);
    if (!('sha256' in answer)) throw new Error('refused');
    expect(answer.read!.segments.map(({ found }) => found)).toEqual([before[path], undefined]);
    expect(await hashesBelow(lake)).toEqual(before);
  });

  it('says that it cannot read the job, with the path', async () => {
    const { asked } = await writeJob('');
    const { code, answers } = await ask([JSON.stringify({ ...asked, job: '/not/there.json' })]);
    expect(code).toBe(0);
    expect(answers.map(parseAnswer)).toEqual([
      { failed: expect.stringMatching(/ cannot read \/not\/there\.json: ENOENT$/) },
    ]);
  });

  it('says that another version of imbill wrote the job', async () => {
    const { asked } = await writeJob('');
    const job = JSON.parse(await readFile(asked.job, 'utf8'));
    await writeFile(asked.job, JSON.stringify({ ...job, later: true }));
    const { answers } = await ask([JSON.stringify(asked)]);
    expect(answers[0]).toMatch(/^\{"failed":".* cannot read .*This is not the job of a worker/);
  });

  it('ends with an error at a line that asks for no file', async () => {
    const { code, answers, stderr, local } = await ask(['{"file":"x"}']);
    expect([code, answers]).toEqual([1, []]);
    expect(stderr).toMatch(
      /^imbill worker on .*This is not a line that asks for a file: \{"file":"x"\}/,
    );
    expect(await readdir(local)).toEqual([]);
  });

  it('ends with an error, and no answer, if the machine fails', async () => {
    const { asked, lake } = await writeJob(twoDays);
    await mkdir(lake);
    await writeFile(join(lake, 'logins'), 'a file where a folder should be');
    const { code, answers, stderr } = await ask([JSON.stringify(asked)]);
    expect([code, answers]).toEqual([1, []]);
    expect(stderr).toMatch(/^imbill worker on .*(ENOTDIR|EEXIST)/);
  });

  it('ends if nobody reads its answers', async () => {
    const { asked } = await writeJob(twoDays);
    const { child, ended, local } = await startWorker();
    child.stdout.destroy();
    child.stdin.write(`${JSON.stringify(asked)}\n`.repeat(3));
    expect((await ended).code).toBe(1);
    expect(await readdir(local)).toEqual([]);
  });

  it('ends and cleans up if it is told to stop', async () => {
    const { asked } = await writeJob(twoDays);
    const { child, ended, local } = await startWorker();
    child.stdin.write(`${JSON.stringify(asked)}\n`);
    await new Promise((resolve) => child.stdout.once('data', resolve));
    child.kill('SIGTERM');
    expect((await ended).code).toBe(null);
    expect(await readdir(local)).toEqual([]);
  });
});
