import { createInterface, type Interface } from 'node:readline';
import type { Catalog } from '../../analyst/help/catalog.ts';
import { type Example, readExamples } from '../../analyst/help/examples.ts';
import { streamedFormats } from '../../analyst/results/formats.ts';
import { showTable } from '../../analyst/results/show-table.ts';
import { visibleText } from '../../analyst/results/visible-text.ts';
import type { QueryResult } from '../../analyst/sandbox/sql-sandbox.ts';
import { UserError } from '../../base/errors.ts';
import { withDefaults } from '../../duckdb/query-header.ts';
import { endedStatements, holdsStatement, namedParameters } from '../../duckdb/sql-text.ts';
import type { SqlSession } from '../../jobs/sql.ts';
import { layOut, layOutError, quiet } from '../../terminal/layout.ts';
import { type Paint, unpainted } from '../../terminal/paint.ts';
import { type Room, wholeRoom } from '../../terminal/table.ts';
import { type Completion, complete } from './completion.ts';
import type { History } from './history.ts';
import { type Pager, pagedText, plainText } from './pager.ts';
import { completeCommand, runPromptCommand } from './prompt-commands.ts';
import type { PromptMode, PromptState } from './prompt-state.ts';
import { endOutput } from './setting-commands.ts';

/** Everything that a prompt works with. */
export interface PromptEffects {
  session: SqlSession;
  input: NodeJS.ReadableStream;
  output: NodeJS.WritableStream & {
    columns?: number;
    rows?: number;
    writableNeedDrain?: boolean;
  };
  paint?: Paint;
  /** True if lines can be edited, as on a terminal. */
  isTerminal: boolean;
  history: History;
  state: PromptState;
  examples?: () => Promise<Example[]>;
  /** Starts the pager; absent = there is none. */
  openPager?: () => Pager;
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
  /** Lines since the last query or command was complete. */
  #typed = '';
  /** Typed queries and commands, newest first. */
  readonly #entries: string[];
  /** The line editor's own list of them, which it adds every line to. */
  #recalled: string[];
  #waiting: string[] = [];
  #running: AbortController | undefined;
  #catalog: Catalog;
  #failure: unknown;
  #isOver = false;
  #work: Promise<void> = Promise.resolve();

  constructor(effects: PromptEffects, catalog: Catalog) {
    this.#effects = effects;
    this.#catalog = catalog;
    this.#entries = [...effects.history.entries];
    this.#recalled = [...this.#entries];
    this.#lines = createInterface({
      input: effects.input,
      output: effects.output,
      terminal: effects.isTerminal,
      history: this.#recalled,
      historySize: 1000,
      prompt: this.#promptText(firstPrompt),
      completer: (line: string) => this.#complete(line),
    });
  }

  async run(): Promise<void> {
    const closed = new Promise<void>((resolve) => this.#lines.on('close', resolve));
    this.#lines.on('line', (line) => {
      this.#waiting.push(line);
      this.#work = this.#work.then(() => this.#takeLines()).catch((error) => this.#fail(error));
    });
    this.#lines.on('history', (recalled: string[]) => {
      this.#recalled = recalled;
      this.#recall();
    });
    this.#lines.on('SIGINT', () => this.#interrupted());
    this.#print('.help shows what there is; a query ends with a semicolon.\n');
    this.#prompt();
    await closed;
    // Ctrl-D stops the query; the end of a pipe comes while the last query still runs.
    if (!this.#isOver && this.#effects.isTerminal) this.#running?.abort();
    await this.#work;
    this.#print('\n');
    await endOutput({ state: this.#effects.state, print: (text) => this.#print(text) });
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
      await this.#take(line);
      this.#prompt();
    }
  }

  async #take(line: string): Promise<void> {
    this.#typed += `${line}\n`;
    if (this.#begun === '' && line.trimStart().startsWith('.')) {
      await this.#remember();
      return this.#command(line);
    }
    const { ended, rest } = endedStatements(`${this.#begun}${line}\n`);
    this.#begun = holdsStatement(rest) || rest.includes('/*') ? rest : '';
    if (this.#begun === '') await this.#remember();
    for (const sql of ended) await this.#stoppable((signal) => this.#answer(sql, signal));
  }

  /** Keeps what was typed as one entry: a whole query, or a command. */
  async #remember(): Promise<void> {
    const entry = this.#typed.trim();
    this.#typed = '';
    if (entry === '' || entry === this.#entries[0]) return;
    this.#entries.unshift(entry);
    this.#recall();
    await this.#effects.history.add(entry);
  }

  /** Lets the arrow keys bring back whole entries, not the lines of one. */
  #recall(): void {
    this.#recalled.splice(0, this.#recalled.length, ...this.#entries);
  }

  #command(line: string): Promise<void> {
    const { state, examples = readExamples } = this.#effects;
    return this.#stoppable((signal) =>
      runPromptCommand(line, {
        state,
        print: (text) => this.#print(text),
        room: this.#room(),
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
      this.#print(layOutError(error.message, this.#room()));
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
    const { output } = this.#effects.state;
    if (output === undefined) return this.#showOnScreen(result);
    let rows = 0;
    await output.file.add(async (add) => {
      const write = async (text: string) => {
        await add(text);
        return true;
      };
      rows = (await this.#render(result, output.mode, wholeRoom, write)).rows;
    });
    const count = `${rows} ${rows === 1 ? 'row' : 'rows'}`;
    this.#print(`Added to ${visibleText(output.file.name)}: ${count}\n`);
  }

  async #showOnScreen(result: QueryResult): Promise<void> {
    const { state, output, openPager } = this.#effects;
    const print = (text: string) => this.#print(text);
    const open = () => {
      // The pager reads the keys now.
      this.#lines.pause();
      return openPager!();
    };
    const isPaged = state.isPaged && openPager !== undefined;
    const text = isPaged
      ? pagedText(output.rows ?? 24, { open, print })
      : plainText(print, () => this.#drained());
    try {
      const { notes } = await this.#render(result, state.mode, this.#room(), text.write);
      await text.write(layOut(notes.map(quiet), this.#room()));
    } finally {
      await text.end();
      this.#lines.resume();
    }
  }

  /** Renders a result until `write` says that no more is wanted. */
  async #render(
    result: QueryResult,
    mode: PromptMode,
    room: Room,
    write: (text: string) => Promise<boolean>,
  ): Promise<{ rows: number; notes: string[] }> {
    if (mode === 'table') {
      const { text, notes, rows } = await showTable(
        result,
        this.#effects.state.rows,
        room,
        'prompt',
      );
      await write(text);
      return { rows, notes };
    }
    const format = await streamedFormats[mode]();
    let isWanted = await write(String(format.begin(result.columns)));
    let rows = 0;
    for await (const chunk of result.chunks) {
      if (isWanted) isWanted = await write(String(format.rows(chunk)));
      if (!isWanted) break;
      rows += chunk.rows;
    }
    if (isWanted) await write(String(format.end()));
    return { rows, notes: [] };
  }

  #complete(line: string): Completion {
    const isCommand = this.#begun === '' && line.startsWith('.');
    return isCommand
      ? completeCommand(line, this.#catalog, this.#effects.state)
      : complete(line, this.#begun, this.#catalog);
  }

  #interrupted(): void {
    if (this.#running) {
      this.#running.abort();
      return;
    }
    const isEmpty = this.#begun === '' && this.#lines.line === '';
    this.#begun = '';
    this.#typed = '';
    this.#lines.write(null, { ctrl: true, name: 'e' });
    this.#lines.write(null, { ctrl: true, name: 'u' });
    this.#print(isEmpty ? '\n.quit or Ctrl-D leaves.\n' : '\n');
    this.#prompt();
  }

  #prompt(): void {
    if (this.#isOver || this.#waiting.length > 0) return;
    this.#lines.setPrompt(this.#promptText(this.#begun === '' ? firstPrompt : nextPrompt));
    this.#lines.prompt();
  }

  #promptText(text: string): string {
    return (this.#effects.paint ?? unpainted)('strong', text);
  }

  #room(): Room {
    const { output, paint = unpainted } = this.#effects;
    return { width: output.columns ?? 80, paint };
  }

  #print(text: string): void {
    this.#effects.output.write(text);
  }

  async #drained(): Promise<void> {
    const { output } = this.#effects;
    if (output.writableNeedDrain) await new Promise((resolve) => output.once('drain', resolve));
  }
}
