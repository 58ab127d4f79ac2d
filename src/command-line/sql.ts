import { resolve } from 'node:path';
import { streamedFormats } from '../analyst/results/formats.ts';
import { defaultMemoryMegabytes, defaultTimeoutSeconds } from '../analyst/sandbox/limits.ts';
import {
  type Chunk,
  type QueryOptions,
  type QueryResult,
  SqlSandbox,
} from '../analyst/sandbox/sql-sandbox.ts';
import { workspaceAt } from '../workspace/workspace.ts';
import { asideFile, type Destination, fileDestination, standardOutput } from './destination.ts';
import { type Output, printJson } from './output.ts';
import { showTable } from './show-table.ts';
import { listExamples } from './sql-examples.ts';
import { historyFile, openHistory } from './sql-history.ts';
import { formatOf, noQuery, queryText, type SqlFormat, type SqlOptions } from './sql-options.ts';
import { runPrompt } from './sql-prompt.ts';
import { untilSignalled } from './until-signalled.ts';

/** What the command needs of its process; handed in, so that a test hands in its own. */
export interface SqlEffects {
  stdin: NodeJS.ReadableStream & { isTTY?: boolean };
  /** The engine's process, where it is not the package's own. */
  script?: string;
}

const defaultTableRows = 1000;

/**
 * Answers one query from the published snapshot, on stdout or into a file; or opens a prompt, where
 * somebody sits at a terminal and gives none.
 *
 * @throws {UserError} (exit 2) If the query is missing, wrong, or does more than read; (exit 1) if
 *   it met a limit; (exit 4) if nothing was published yet.
 */
export async function runSql(
  query: string | undefined,
  options: SqlOptions,
  output: Output,
  effects: SqlEffects = { stdin: process.stdin },
): Promise<void> {
  if (options.examples) return listExamples(output, options.json === true);
  const format = formatOf(options, output.terminal !== undefined);
  const sql = await queryText(query, options, effects.stdin);
  if (sql === undefined) return openPrompt(options, output, effects);
  await untilSignalled((signal) =>
    answer(sql, {
      options,
      format,
      output,
      effects,
      asked: { parameters: options.param ?? {}, signal },
    }),
  );
}

/** Only a terminal both ways is talked to. */
async function openPrompt(options: SqlOptions, output: Output, effects: SqlEffects): Promise<void> {
  const asksForMore = options.out !== undefined || options.json || options.arrow || options.format;
  if (output.terminal === undefined || asksForMore) throw noQuery();
  const engine = openEngine(options, effects);
  try {
    await runPrompt({
      engine,
      input: effects.stdin,
      output: process.stdout,
      isTerminal: true,
      history: await openHistory(historyFile()),
      state: {
        mode: 'table',
        rows: options.rows ?? defaultTableRows,
        isTimed: false,
        parameters: { ...options.param },
      },
    });
  } finally {
    await engine.close();
  }
}

interface Asked {
  options: SqlOptions;
  format: SqlFormat;
  output: Output;
  effects: SqlEffects;
  asked: QueryOptions;
}

async function answer(sql: string, request: Asked): Promise<void> {
  const { options, format, output } = request;
  const rows =
    format === 'parquet' ? await writeParquet(sql, request) : await writeStreamed(sql, request);
  if (options.out === undefined) return;
  if (options.json) printJson(output, { file: options.out, format, rows });
  else output.say(`${options.out}: ${rows} ${rows === 1n ? 'row' : 'rows'}\n`);
}

async function writeParquet(sql: string, { options, effects, asked }: Asked): Promise<bigint> {
  const aside = await asideFile(resolve(options.out!), options.force === true);
  const engine = openEngine(options, effects, aside.path);
  try {
    const rows = await engine.copyAsParquet(sql, asked);
    await engine.close();
    await aside.commit();
    return rows;
  } catch (error) {
    await engine.close();
    await aside.discard();
    throw error;
  }
}

async function writeStreamed(sql: string, request: Asked): Promise<bigint> {
  const { options, output, effects, asked } = request;
  const engine = openEngine(options, effects);
  try {
    const result = await engine.query(sql, asked);
    const destination = await destinationOf(options, output);
    try {
      const { rows, notes } = await write(result, destination, request);
      await destination.commit();
      for (const note of notes) output.say(`${note}\n`);
      return rows;
    } catch (error) {
      await destination.discard();
      throw error;
    }
  } finally {
    await engine.close();
  }
}

function destinationOf(
  { out, force }: SqlOptions,
  output: Output,
): Promise<Destination> | Destination {
  return out === undefined ? standardOutput(output) : fileDestination(resolve(out), force === true);
}

interface Written {
  rows: bigint;
  /** What is said of a table below it. */
  notes: string[];
}

async function write(
  result: QueryResult,
  destination: Destination,
  request: Asked,
): Promise<Written> {
  const { options, format, output } = request;
  if (format === 'table') {
    const width = options.out === undefined ? (output.terminal?.columns ?? Infinity) : Infinity;
    const table = await showTable(result, options.rows ?? defaultTableRows, width);
    await destination.write(table.text);
    return { rows: BigInt(table.rows), notes: table.notes };
  }
  const written = await streamedFormats[format as keyof typeof streamedFormats]();
  await destination.write(written.begin(result.columns));
  let count = 0n;
  for await (const chunk of firstRows(result.chunks, options.rows ?? Infinity)) {
    count += BigInt(chunk.rows);
    await destination.write(written.rows(chunk));
  }
  await destination.write(written.end());
  return { rows: count, notes: [] };
}

/** No more rows than asked for; the rest is not computed. */
async function* firstRows(chunks: AsyncGenerator<Chunk>, most: number): AsyncGenerator<Chunk> {
  let left = most;
  for await (const chunk of chunks) {
    const rows = Math.min(left, chunk.rows);
    yield rows === chunk.rows
      ? chunk
      : { rows, columns: chunk.columns.map((values) => values.slice(0, rows)) };
    left -= rows;
    if (left === 0) return;
  }
}

function openEngine(
  options: SqlOptions,
  { script }: SqlEffects,
  writableFile?: string,
): SqlSandbox {
  return new SqlSandbox(workspaceAt(options.workspace), {
    memoryMegabytes: options.memory ?? defaultMemoryMegabytes(),
    timeoutSeconds: options.timeout ?? defaultTimeoutSeconds,
    threads: options.threads,
    writableFile,
    script,
  });
}
