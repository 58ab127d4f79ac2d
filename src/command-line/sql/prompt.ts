import { createInterface, type Interface } from 'node:readline';
import type { Catalog } from '../../analyst/help/catalog.ts';
import { type Example, readExamples } from '../../analyst/help/examples.ts';
import { streamedFormats } from '../../analyst/results/formats.ts';
import { showTable } from '../../analyst/results/show-table.ts';
import type { QueryResult } from '../../analyst/sandbox/sql-sandbox.ts';
import { UserError } from '../../base/errors.ts';
import { withDefaults } from '../../duckdb/query-header.ts';
import { endedStatements, holdsStatement, namedParameters } from '../../duckdb/sql-text.ts';
import type { SqlSession } from '../../jobs/sql.ts';
import { type Completion, complete } from './completion.ts';
import type { History } from './history.ts';
import { completeCommand, type PromptState, runPromptCommand } from './prompt-commands.ts';

/** Everything that a prompt works with. */
export interface PromptEffects {
  session: SqlSession;
  input: NodeJS.ReadableStream;
  output: NodeJS.WritableStream & { columns?: number; writableNeedDrain?: boolean };
  /** True if lines can be edited, as on a terminal. */
  isTerminal: boolean;
  history: History;
  state: PromptState;
  examples?: () => Promise<Example[]>;
}

const firstPrompt = 'imbill> ';
const nextPrompt = '   ...> ';

/** Answers typed queries until the input ends or the user types `.quit`. */
export async function runPrompt(effects: PromptEffects): Promise<void> {
  const catalog = await effects.session.readCatalog();
  await new SqlPrompt(effects, catalog).run();
}

class SqlPrompt {
  readonly #effects: PromptEffects;
  readonly #lines: Interface;
  #begun = '';
  #waiting: string[] = [];
  #running: AbortController | undefined;
  #catalog: Catalog;
  #failure: unknown;
  #isOver = false;
  #work: Promise<void> = Promise.resolve();

  constructor(effects: PromptEffects, catalog: Catalog) {
    this.#effects = effects;
    this.#catalog = catalog;
    this.#lines = createInterface({
      input: effects.input,
      output: effects.output,
      terminal: effects.isTerminal,
      history: effects.history.lines,
      historySize: 1000,
      removeHistoryDuplicates: true,
      prompt: firstPrompt,
      completer: (line: string) => this.#complete(line),
    });
  }

  async run(): Promise<void> {
    const closed = new Promise<void>((resolve) => this.#lines.on('close', resolve));
    this.#lines.on('line', (line) => {
      this.#waiting.push(line);
      this.#work = this.#work.then(() => this.#takeLines()).catch((error) => this.#fail(error));
    });
    this.#lines.on('SIGINT', () => this.#interrupted());
    this.#print('.help shows what there is; a query ends with a semicolon.\n');
    this.#prompt();
    await closed;
    // Ctrl-D stops the query; the end of a pipe comes while the last query still runs.
    if (!this.#isOver && this.#effects.isTerminal) this.#running?.abort();
    await this.#work;
    this.#print('\n');
    if (this.#failure) throw this.#failure;
  }

  #fail(error: unknown): void {
    this.#failure ??= error;
    this.#isOver = true;
    this.#lines.close();
  }

  async #takeLines(): Promise<void> {
    for (let line = this.#waiting.shift(); line !== undefined; line = this.#waiting.shift()) {
      if (this.#isOver) return;
      if (line.trim() !== '') await this.#effects.history.add(line);
      await this.#take(line);
      this.#prompt();
    }
  }

  async #take(line: string): Promise<void> {
    if (this.#begun === '' && line.trimStart().startsWith('.')) return this.#command(line);
    const { ended, rest } = endedStatements(`${this.#begun}${line}\n`);
    this.#begun = holdsStatement(rest) || rest.includes('/*') ? rest : '';
    for (const sql of ended) await this.#stoppable((signal) => this.#answer(sql, signal));
  }

  #command(line: string): Promise<void> {
    const { state, output, examples = readExamples } = this.#effects;
    return this.#stoppable((signal) =>
      runPromptCommand(line, {
        state,
        print: (text) => this.#print(text),
        width: output.columns ?? 80,
        catalog: async () => {
          this.#catalog = await this.#effects.session.readCatalog();
          return this.#catalog;
        },
        examples,
        run: (sql) => this.#answer(sql, signal),
        quit: () => {
          this.#isOver = true;
          this.#lines.close();
        },
      }),
    );
  }

  /** Runs work that Ctrl-C stops. Prints errors that the user can correct, and goes on. */
  async #stoppable(work: (signal: AbortSignal) => Promise<void>): Promise<void> {
    const running = new AbortController();
    this.#running = running;
    try {
      await work(running.signal);
    } catch (error) {
      if (!(error instanceof UserError)) throw error;
      this.#print(`${error.message}\n`);
    } finally {
      this.#running = undefined;
    }
  }

  async #answer(sql: string, signal: AbortSignal): Promise<void> {
    const { session, state } = this.#effects;
    const startedAt = performance.now();
    const named = namedParameters(sql);
    const set = Object.entries(state.parameters).filter(([name]) => named.includes(name));
    const parameters = withDefaults(sql, Object.fromEntries(set));
    const missing = named.filter((name) => !Object.hasOwn(parameters, name));
    if (missing.length > 0) {
      return this.#print(
        missing.map((name) => `$${name} has no value. Give it one: .param ${name} …\n`).join(''),
      );
    }
    await this.#show(await session.query(sql, { parameters, signal }));
    if (state.isTimed) this.#print(`${((performance.now() - startedAt) / 1000).toFixed(3)} s\n`);
  }

  async #show(result: QueryResult): Promise<void> {
    const { state, output } = this.#effects;
    if (state.mode === 'table') {
      const { text, notes } = await showTable(result, state.rows, output.columns ?? 80, 'prompt');
      return this.#print(`${text}${notes.join('\n')}\n`);
    }
    const format = await streamedFormats[state.mode]();
    this.#print(String(format.begin(result.columns)));
    for await (const chunk of result.chunks) {
      this.#print(String(format.rows(chunk)));
      await this.#drained();
    }
    this.#print(String(format.end()));
  }

  #complete(line: string): Completion {
    const isCommand = this.#begun === '' && line.startsWith('.');
    return isCommand
      ? completeCommand(line, this.#catalog)
      : complete(line, this.#begun, this.#catalog);
  }

  #interrupted(): void {
    if (this.#running) {
      this.#running.abort();
      return;
    }
    const isEmpty = this.#begun === '' && this.#lines.line === '';
    this.#begun = '';
    this.#lines.write(null, { ctrl: true, name: 'e' });
    this.#lines.write(null, { ctrl: true, name: 'u' });
    this.#print(isEmpty ? '\n.quit or Ctrl-D leaves.\n' : '\n');
    this.#prompt();
  }

  #prompt(): void {
    if (this.#isOver || this.#waiting.length > 0) return;
    this.#lines.setPrompt(this.#begun === '' ? firstPrompt : nextPrompt);
    this.#lines.prompt();
  }

  #print(text: string): void {
    this.#effects.output.write(text);
  }

  async #drained(): Promise<void> {
    const { output } = this.#effects;
    if (output.writableNeedDrain) await new Promise((resolve) => output.once('drain', resolve));
  }
}
