import { once } from 'node:events';
import type { Server } from 'node:http';
import { type AddressInfo, connect } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Published, publish } from '../command-line/testing/published.ts';
import { sandboxScript } from '../testing/sandbox-script.ts';
import { workspaceAt } from '../workspace/workspace.ts';
import { hostCheck } from './allowed-hosts.ts';
import { createFrontDoor } from './front-door.ts';
import { largestBody } from './request-guard.ts';
import { type PoolOptions, SqlPool } from './sql-pool.ts';

const endless = 'select count(*) as n from range(1000000000) a, range(1000000) b';

let published: Published;
let options: PoolOptions;
let pool: SqlPool;
let server: Server;
let origin: string;
const errors: unknown[] = [];

beforeAll(async () => {
  published = await publish(async () => undefined);
  options = {
    most: 2,
    mostWaiting: 1,
    idleMilliseconds: 60_000,
    memoryMegabytes: 256,
    timeoutSeconds: 60,
    threads: 1,
    script: sandboxScript(),
  };
  pool = new SqlPool(workspaceAt(published.folder), options);
  server = createFrontDoor({
    isOwnHost: hostCheck('127.0.0.1'),
    pool,
    onError: (error) => errors.push(error),
    pages: (_request, response) => response.end(),
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterAll(async () => {
  server.closeAllConnections();
  server.close();
  await pool.close();
  await published.remove();
});

function post(
  body: unknown,
  { path = '/sql', signal }: { path?: string; signal?: AbortSignal } = {},
) {
  return fetch(origin + path, {
    method: 'POST',
    body: typeof body === 'string' ? body : JSON.stringify(body),
    headers: { 'Content-Type': 'application/json', Origin: origin },
    signal: signal ?? null,
  });
}

async function answerTo(sql: string, parameters: Record<string, string> = {}) {
  const response = await post({ sql, parameters });
  return { status: response.status, ...((await response.json()) as Record<string, unknown>) };
}

describe('POST /sql', () => {
  it('answers with exact text, also of what a double would round, and tells null from text', async () => {
    const answer = await answerTo(
      `select 0.10000000000000000001::decimal(38, 20) as small, 9007199254740993 as large, null as nothing,
         'NULL' as word, date '2026-09-30' as day, [1.10::decimal(5, 2)] as list`,
    );
    expect(answer).toEqual({
      status: 200,
      columns: [
        { name: 'small', type: 'DECIMAL(38,20)', isNumeric: true, isTime: false },
        { name: 'large', type: 'BIGINT', isNumeric: true, isTime: false },
        { name: 'nothing', type: 'INTEGER', isNumeric: true, isTime: false },
        { name: 'word', type: 'VARCHAR', isNumeric: false, isTime: false },
        { name: 'day', type: 'DATE', isNumeric: false, isTime: true },
        { name: 'list', type: 'DECIMAL(5,2)[]', isNumeric: false, isTime: false },
      ],
      rows: [
        ['0.10000000000000000001', '9007199254740993', null, '"NULL"', '2026-09-30', '["1.10"]'],
      ],
      hasMore: false,
      hasCutValues: false,
      milliseconds: expect.any(Number),
    });
  });

  it('shows 1,000 rows and says that there are more', async () => {
    expect(await answerTo('from range(1000)')).toMatchObject({ hasMore: false });
    const answer = await answerTo('from range(1001)');
    expect(answer).toMatchObject({ hasMore: true });
    expect((answer as unknown as { rows: unknown[] }).rows).toHaveLength(1000);
  });

  it('cuts long values and stops before the answer is too large, and says so', async () => {
    const long = await answerTo(`select repeat('x', 2001) as x`);
    expect(long).toMatchObject({ rows: [[`${'x'.repeat(2000)}…`]], hasCutValues: true });
    const columns = Array.from({ length: 5 }, (_, i) => `repeat('x', 2000) as c${i}`).join(', ');
    const large = await answerTo(`select ${columns} from range(1000)`);
    expect(large).toMatchObject({ hasMore: true, hasCutValues: false });
    expect((large as unknown as { rows: unknown[] }).rows).toHaveLength(400);
  });

  it('takes values of parameters', async () => {
    const answer = await answerTo('select $month as month', { month: '2026-09' });
    expect(answer).toMatchObject({ rows: [['2026-09']] });
  });

  it('says what is wrong with a query as DuckDB does, with the position', async () => {
    expect(await answerTo('select *\nfrom nowhere')).toEqual({
      status: 400,
      error: `Catalog Error: Table with name nowhere does not exist!\nDid you mean "invoice_lines"?\n\nLINE 2: from nowhere\n             ^`,
    });
  });

  it.each([
    `copy (select 1) to '/tmp/x'`,
    `select * from read_text('/etc/passwd')`,
    `attach '/tmp/x.duckdb'`,
    `select 1; select 2`,
    `select getenv('HOME')`,
  ])('refuses %s', async (sql) => {
    expect((await answerTo(sql)).status).toBe(400);
  });

  it.each([
    '',
    'no JSON',
    '[]',
    '{}',
    '{"sql": 1}',
    '{"sql": " \\n"}',
    '{"sql": "select 1", "parameters": {"a": 1}}',
    '{"sql": "select 1", "file": "x"}',
  ])('refuses the body %j', async (body) => {
    const response = await post(body);
    expect([response.status, await response.json()]).toEqual([
      400,
      {
        error:
          'The request holds no query.\nAccepted: {"sql": "…", "parameters": {"month": "2026-09"}}, without parameters if the query has none.',
      },
    ]);
  });

  it('reads no more of a body than the limit, whether its length is said or not', async () => {
    const large = JSON.stringify({ sql: `select '${'x'.repeat(largestBody)}'` });
    const chunked = new ReadableStream({
      start(controller) {
        controller.enqueue(new TextEncoder().encode(large));
        controller.close();
      },
    });
    for (const body of [large, chunked]) {
      const response = await fetch(`${origin}/sql`, {
        method: 'POST',
        body,
        headers: { 'Content-Type': 'application/json', Origin: origin },
        duplex: 'half',
      } as RequestInit);
      expect([response.status, await response.text()]).toEqual([
        413,
        'The request is too large.\nAccepted: 256 KB.\n',
      ]);
    }
  });

  it('stops the query of whoever goes away, and refuses those for whom there is no room', async () => {
    const leave = new AbortController();
    const gone = [1, 2, 3].map(() => post({ sql: endless }, { signal: leave.signal }));
    const left = Promise.allSettled(gone);
    await expect
      .poll(() => answerTo('select 1'), { timeout: 30_000 })
      .toEqual({
        status: 503,
        error: '2 queries are running and 1 more waiting.\nTry again later.',
      });
    leave.abort();
    await left;
    await expect
      .poll(() => answerTo('select 1 as one'), { timeout: 30_000 })
      .toMatchObject({
        status: 200,
        rows: [['1']],
      });
  });

  it('survives a query that takes too much memory, and the end of a sandbox', async () => {
    const answer = await answerTo(`select length(repeat('x', 2000000000))`);
    expect(answer).toEqual({
      status: 422,
      error: expect.stringMatching(/^The query needs more memory than its limit of 256 MB\./),
    });
    await answerTo('select 1');
    await pool.use(
      async ({ processId }) => void process.kill(processId!, 'SIGKILL'),
      new AbortController().signal,
    );
    await expect.poll(() => answerTo('select 1 as one')).toMatchObject({ status: 200 });
  });

  it('is silent about those who go away while they ask', async () => {
    const socket = connect(Number(new URL(origin).port), '127.0.0.1');
    socket.write(
      `POST /sql HTTP/1.1\r\nHost: 127.0.0.1\r\nOrigin: http://127.0.0.1\r\nContent-Type: application/json\r\nContent-Length: 100\r\n\r\n{"sql"`,
    );
    await once(socket, 'connect');
    socket.resetAndDestroy();
    expect(await answerTo('select 1')).toMatchObject({ status: 200 });
    expect(errors).toEqual([]);
  });
});

describe('POST /sql.csv', () => {
  const csvOf = async (sql: string) => {
    const response = await post({ sql }, { path: '/sql.csv' });
    return { response, text: await response.text() };
  };

  it('gives all rows as a file, where text that begins like a formula is harmless', async () => {
    const { response, text } = await csvOf(
      `select '=1+1' as path, null as reason, -1.50 as amount, '-2' as "=x"`,
    );
    expect(text).toBe(`path,reason,amount,'=x\n'=1+1,,-1.50,'-2\n`);
    expect(response.headers.get('content-type')).toBe('text/csv; charset=utf-8');
    expect(response.headers.get('content-disposition')).toBe('attachment; filename="query.csv"');
    const { text: many } = await csvOf('from range(100000)');
    expect(many.split('\n')).toHaveLength(100_002);
  });

  it('says what is wrong before it begins, and breaks off a file that does not end', async () => {
    const { response, text } = await csvOf('select');
    expect([response.status, JSON.parse(text)]).toEqual([
      400,
      { error: expect.stringMatching(/^Parser Error: /) },
    ]);
    const late = `select cast(if(range < 3000000, '1', 'late') as int) as n from range(4000000)`;
    await expect(csvOf(late)).rejects.toThrow('terminated');
  });
});

describe('SqlPool.close', () => {
  it('ends the processes of queries that are running', async () => {
    const other = new SqlPool(workspaceAt(published.folder), options);
    let processId: number | undefined;
    const endless = other.use(async (sandbox) => {
      const { chunks } = await sandbox.query('from range(1000000000000)');
      processId = sandbox.processId;
      for await (const chunk of chunks) expect(chunk.rows).toBeGreaterThan(0);
    }, new AbortController().signal);
    const failed = expect(endless).rejects.toThrow();
    await expect.poll(() => processId, { timeout: 30_000 }).toBeDefined();
    expect(isAlive(processId!)).toBe(true);
    await other.close();
    expect(isAlive(processId!)).toBe(false);
    await failed;
  });

  it('is not needed for those that have no work for a while', async () => {
    const other = new SqlPool(workspaceAt(published.folder), { ...options, idleMilliseconds: 50 });
    const never = new AbortController().signal;
    const processId = await other.use(async (sandbox) => {
      for await (const chunk of (await sandbox.query('select 1')).chunks)
        expect(chunk.rows).toBe(1);
      return sandbox.processId!;
    }, never);
    await expect.poll(() => isAlive(processId), { timeout: 10_000 }).toBe(false);
    const next = await other.use(async (sandbox) => {
      for await (const chunk of (await sandbox.query('select 1')).chunks)
        expect(chunk.rows).toBe(1);
      return sandbox.processId!;
    }, never);
    expect(next).not.toBe(processId);
    await other.close();
  });
});

function isAlive(processId: number): boolean {
  try {
    return process.kill(processId, 0);
  } catch {
    return false;
  }
}
