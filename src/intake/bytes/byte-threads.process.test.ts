import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { UserError } from '../../base/errors.ts';
import { systemError } from '../../base/system-error.ts';
import { byteThreadScript } from '../../testing/byte-thread-script.ts';
import { tempFolder } from '../../testing/temp-folder.ts';
import { ByteThreads } from './byte-threads.ts';
import { type ByteWork, onThisThread } from './byte-work.ts';
import { deliveredFormat } from './delivered-format.ts';
import { DamagedPages } from './parquet-pages.ts';

let threads: ByteThreads | undefined;

function open(most = 2, script = byteThreadScript()): ByteWork {
  threads = new ByteThreads(most, script);
  return threads.work;
}

afterEach(async () => {
  await threads?.close();
  threads = undefined;
});

async function delivered(name: string, content: string) {
  const folder = await tempFolder();
  const path = join(folder, name);
  await writeFile(path, content);
  const format = deliveredFormat(name);
  return { ...format, path, name: `logs/${name}`, scratchDir: folder, delimiter: ',' };
}

async function failureOf(work: Promise<unknown>): Promise<Error> {
  return work.then(
    () => expect.fail('it did not fail'),
    (error: Error) => error,
  );
}

/** What a caller can tell of an error. */
function seenOf(error: unknown): unknown {
  if (!(error instanceof Error)) return error;
  const { code, syscall, path, exitCode } = error as UserError & NodeJS.ErrnoException;
  const { name, message, cause } = error;
  return { name, message, code, syscall, path, exitCode, cause: seenOf(cause) };
}

describe('ByteThreads', () => {
  it('do the work of this thread, with the same results', async () => {
    const work = open();
    const file = await delivered('a.csv', 'time,user_id\n1,"a"\n2\n3,b\r\n');
    const delivery = await work.verifyDelivery(file);
    expect(delivery).toEqual(await onThisThread.verifyDelivery(file));
    const structured = await work.structureCsv(delivery);
    const here = await onThisThread.structureCsv(delivery);
    const copies = { readPath: '', rejectsPath: '' };
    expect({ ...structured, ...copies }).toEqual({ ...here, ...copies });
    const hashes = [structured, here].map(({ readPath }) => work.sha256OfFile(readPath));
    expect(new Set(await Promise.all(hashes)).size).toBe(1);
  });

  it('do more tasks than there are threads, each once', async () => {
    const work = open(2);
    const files = await Promise.all(
      Array.from({ length: 20 }, (_, index) => delivered(`${index}.csv`, `a\n${index}\n`)),
    );
    const hashes = await Promise.all(files.map(({ path }) => work.sha256OfFile(path)));
    const expected = await Promise.all(files.map(({ path }) => onThisThread.sha256OfFile(path)));
    expect(hashes).toEqual(expected);
  });

  it.each([
    ['a refusal', 'a.csv.gz', 'this is no gzip'],
    ['a refusal without a cause', 'a.parquet', 'this is no Parquet'],
    ['a second refusal', 'a.csv', '\uFEFF,x\0'],
  ])('throw %s as this thread does', async (_, name, content) => {
    const work = open();
    const file = await delivered(name, content);
    const seen = async (one: ByteWork) =>
      one.verifyDelivery(file).then((delivery) => one.structureCsv(delivery));
    const here = await failureOf(seen(onThisThread));
    const there = await failureOf(seen(work));
    expect(there).toBeInstanceOf(UserError);
    expect(seenOf(there)).toEqual(seenOf(here));
    expect((there as UserError).exitCode).toBe(3);
  });

  it('throw a fault of the machine with its code', async () => {
    const work = open();
    const folder = await tempFolder();
    const error = await failureOf(work.sha256OfFile(folder));
    expect(seenOf(error)).toEqual(seenOf(await failureOf(onThisThread.sha256OfFile(folder))));
    expect(systemError(error)?.message).toMatch(/EISDIR/);
  });

  it('throw errors of their own classes', async () => {
    const work = open();
    const { path } = await delivered('a.parquet', 'PAR1 is all that is right here');
    const chunk = { column: 'c', rowGroup: 0, values: 1, rows: 1, start: 4 };
    expect(await failureOf(work.verifyPages(path, [chunk]))).toBeInstanceOf(DamagedPages);
    const file = { ...(await delivered('a.csv', 'a\n')), delimiter: '"' };
    expect(await failureOf(work.verifyDelivery(file))).toBeInstanceOf(RangeError);
  });

  it('fail what a thread does that ends, and go on with others', async () => {
    const script = join(await tempFolder(), 'dies.mjs');
    await writeFile(
      script,
      `import { parentPort } from 'node:worker_threads';
       parentPort.on('message', ({ args }) => {
         if (args[0] === 'die') process.exit(7);
         parentPort.postMessage({ result: args[0] });
       });`,
    );
    const work = open(1, script);
    const first = failureOf(work.sha256OfFile('die'));
    const second = work.sha256OfFile('live');
    expect((await first).message).toBe('A thread that reads files ended with code 7.');
    expect(await second).toBe('live');
  });

  it('say that the script is missing', async () => {
    const work = open(1, join(await tempFolder(), 'none.js'));
    expect((await failureOf(work.sha256OfFile('x'))).message).toMatch(/Cannot find module/);
  });

  it('fail what waits when they are closed', async () => {
    const work = open(1);
    const { path } = await delivered('a.csv', 'a\n');
    const failures = [work.sha256OfFile(path), work.sha256OfFile(path)].map(failureOf);
    await threads!.close();
    const [first, second] = await Promise.all(failures);
    expect(first!.message).toMatch(/^A thread that reads files ended with code \d\.$/);
    expect(second!.message).toBe('The threads were closed.');
  });
});
