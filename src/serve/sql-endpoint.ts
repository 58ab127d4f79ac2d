import type { IncomingMessage, ServerResponse } from 'node:http';
import { spreadsheetCsvFormat } from '../analyst/results/spreadsheet-csv.ts';
import { readAnswer } from '../analyst/results/sql-answer.ts';
import type { SqlSandbox } from '../analyst/sandbox/sql-sandbox.ts';
import { exitCodes, UserError } from '../base/errors.ts';
import { readBody } from './read-body.ts';
import { sendJson, sendRefusal, writePiece } from './send.ts';
import { BusyError, type SqlPool } from './sql-pool.ts';
import { parseSqlRequest, type SqlRequest, wrongRequest } from './sql-request.ts';

/** Addresses for queries: the first rows as JSON, or all of them as CSV. */
export const sqlPaths = { answer: '/sql', csv: '/sql.csv' } as const;

/**
 * Answers a posted query. The query stops if the client goes away.
 *
 * | status | reason |
 * |---|---|
 * | 400 | the body is no query, or the query is wrong; with DuckDB's message and position |
 * | 409 | nothing is published yet |
 * | 422 | the query met a limit |
 * | 503 | too many queries run and wait |
 */
export async function answerSql(
  request: IncomingMessage,
  response: ServerResponse,
  pool: SqlPool,
  path: (typeof sqlPaths)[keyof typeof sqlPaths],
): Promise<void> {
  const left = new AbortController();
  response.once('close', () => left.abort());
  try {
    const body = await readBody(request);
    if (typeof body !== 'string') return sendRefusal(response, body);
    const asked = parseSqlRequest(body);
    if (!asked) return sendJson(response, 400, { error: wrongRequest });
    const write = path === sqlPaths.csv ? writeCsv : writeAnswer;
    await pool.use(
      (sandbox) => write(response, { sandbox, asked, signal: left.signal }),
      left.signal,
    );
  } catch (error) {
    if (!left.signal.aborted && !request.errored) fail(response, error);
  }
}

interface Question {
  sandbox: SqlSandbox;
  asked: SqlRequest;
  signal: AbortSignal;
}

async function writeAnswer(response: ServerResponse, question: Question): Promise<void> {
  const startedAt = performance.now();
  const { columns, chunks } = await ask(question);
  const answer = await readAnswer({ columns, chunks });
  const milliseconds = Math.round(performance.now() - startedAt);
  sendJson(response, 200, { ...answer, milliseconds });
}

async function writeCsv(response: ServerResponse, question: Question): Promise<void> {
  const { columns, chunks } = await ask(question);
  const csv = spreadsheetCsvFormat({ isMarked: true });
  response.writeHead(200, {
    'Content-Type': 'text/csv; charset=utf-8',
    'Content-Disposition': 'attachment; filename="query.csv"',
  });
  await writePiece(response, csv.begin(columns), question.signal);
  for await (const chunk of chunks) await writePiece(response, csv.rows(chunk), question.signal);
  response.end();
}

function ask({ sandbox, asked: { sql, parameters }, signal }: Question) {
  return sandbox.query(sql, { parameters, signal });
}

const statusOf: Partial<Record<number, number>> = {
  [exitCodes.wrongUsage]: 400,
  [exitCodes.nothingToDo]: 409,
  [exitCodes.failed]: 422,
};

/** Answers a failure. A file that has begun is broken off, so that nobody takes it for a whole one. */
function fail(response: ServerResponse, error: unknown): void {
  if (response.headersSent) return void response.destroy();
  if (error instanceof BusyError) {
    response.setHeader('Retry-After', '1');
    sendJson(response, 503, { error: error.message });
  } else if (error instanceof UserError) {
    sendJson(response, statusOf[error.exitCode] ?? 422, { error: error.message });
  } else throw error;
}
