import { readdir, readFile, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { readCatalog } from '../../analyst/help/catalog.ts';
import { SqlSandbox } from '../../analyst/sandbox/sql-sandbox.ts';
import { queryHeader } from '../../duckdb/query-header.ts';
import { sandboxScript } from '../../testing/sandbox-script.ts';
import { tempFolder } from '../../testing/temp-folder.ts';
import { workspaceAt } from '../../workspace/workspace.ts';
import { type Published, publish } from '../testing/published.ts';
import { runPrompt } from './prompt.ts';

let published: Published;
let engine: SqlSandbox;

beforeAll(async () => {
  published = await publish((warehouse) =>
    warehouse.run(
      `insert into daily_usage values ('007', 'dau', '2026-09-01', 3, 3, 1, false, null)`,
    ),
  );
  engine = new SqlSandbox(workspaceAt(published.folder), {
    memoryMegabytes: 256,
    timeoutSeconds: 60,
    threads: 1,
    script: sandboxScript(),
  });
});
afterAll(async () => {
  await engine.close();
  await published.remove();
});

const open: Session[] = [];
afterEach(async () => {
  for (const session of open.splice(0)) await session.end();
});

/** Somebody at a prompt. */
class Session {
  readonly input = new PassThrough();
  readonly kept: string[] = [];
  paged = '';
  #text = '';
  readonly #over: Promise<void>;

  constructor({ isTerminal = false, before = [] as string[], parameters = {}, rows = 24 } = {}) {
    const output = Object.assign(new PassThrough(), { columns: 60, rows });
    output.setEncoding('utf8').on('data', (text: string) => (this.#text += text));
    this.#over = runPrompt({
      session: {
        query: (sql, options) => engine.query(sql, options),
        readCatalog: () => readCatalog(engine),
        close: () => engine.close(),
      },
      input: this.input,
      output,
      isTerminal,
      history: { entries: before, add: async (entry) => void this.kept.push(entry) },
      state: { mode: 'table', rows: 3, isTimed: false, isPaged: true, parameters },
      openPager: () => ({
        write: async (text) => {
          this.paged += text;
          return this.paged.length < 100;
        },
        end: async () => undefined,
      }),
      examples: async () =>
        [
          { name: 'users', sql: '-- How many users?\nselect 41 + 1 as users\n' },
          { name: 'by-month', sql: '-- And in a month?\nselect $month as month\n' },
          {
            name: 'newest',
            sql: "-- The newest?\n-- $month = '': of it\nselect $month as month\n",
          },
        ].map((example) => ({ ...example, ...queryHeader(example.sql) })),
    });
    open.push(this);
  }

  /** Types, and waits until the prompt shows `awaited`; what was shown since. */
  async type(keys: string, awaited: string | RegExp): Promise<string> {
    await this.shows(/imbill> /);
    this.#text = '';
    this.input.write(keys);
    return this.shows(awaited);
  }

  async shows(awaited: string | RegExp): Promise<string> {
    for (let tries = 0; tries < 2000; tries++) {
      const text = plain(this.#text);
      if (typeof awaited === 'string' ? text.includes(awaited) : awaited.test(text)) return text;
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
    throw new Error(`Never shown: ${awaited}. Shown: ${JSON.stringify(this.#text)}`);
  }

  async end(): Promise<string> {
    this.input.end();
    await this.#over;
    return plain(this.#text);
  }
}

/** Without what moves a terminal's cursor. */
function plain(text: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: that is how these sequences begin
  return text.replaceAll(/\u001b\[[0-9;?]*[A-Za-z]/g, '').replaceAll('\r', '');
}

/** All that is shown for some lines that come from a pipe. */
async function shownFor(lines: string, options = {}): Promise<string> {
  const session = new Session(options);
  session.input.write(lines);
  const text = await session.end();
  return text.replaceAll(/imbill> | {3}\.\.\.> |\.help shows what.*\n/g, '');
}

const newest = "-- The newest?\n-- $month = '': of it\nselect $month as month\n\n";

describe('runPrompt', () => {
  it('answers queries of one and of many lines, several on a line', async () => {
    expect(
      await shownFor("select 1 as a;\nselect\n  ';' as b -- ;\n;select 3 as c; select\n4 as d;\n"),
    ).toBe('a\n─\n1\n1 row\nb\n─\n;\n1 row\nc\n─\n3\n1 row\nd\n─\n4\n1 row\n\n');
  });

  it('shows that a query is not complete yet', async () => {
    const session = new Session();
    await session.type('select\n', '   ...> ');
    session.input.write('1 as one;\n');
    expect(await session.shows('1 row')).toContain('one\n───\n  1\n');
  });

  it('says what is wrong and goes on', async () => {
    expect(await shownFor('selec 1;\ndrop table apps;\nselect 2 as b;\n')).toBe(
      'Parser Error: syntax error at or near "selec"\n\nLINE 1: selec 1;\n        ^\n' +
        'This is not one query that only reads.\nAccepted: one select (or with … select, from, values,\n  describe, summarize, show tables).\n' +
        'b\n─\n2\n1 row\n\n',
    );
  });

  it('shows the first rows, and other modes', async () => {
    expect(
      await shownFor(
        'from range(9);\n.rows 1\nfrom range(2);\n.mode csv\nfrom range(5);\n.mode ndjson\nselect 1 as a;\n',
      ),
    ).toBe(
      'range\n─────\n    0\n    1\n    2\nThe first 3 rows of more; .rows N shows more.\n' +
        'range\n─────\n    0\nThe first 1 rows of more; .rows N shows more.\n' +
        'range\n0\n1\n2\n3\n4\n{"a":1}\n\n',
    );
  });

  it('fills in parameters where a query names them', async () => {
    const shown = await shownFor(
      ".param month 2026-09\nselect $month as m, '$x' as x; -- $y\nselect 1 as a;\nselect $day;\n.param month\n.param\n.param a b c\n",
    );
    expect(shown).toBe(
      '$month = 2026-09\nm        x\n───────  ──\n2026-09  $x\n1 row\na\n─\n1\n1 row\n' +
        '$day has no value. Give it one: .param day …\nNo parameter has a value.\nNo parameter has a value.\n$a = b c\n\n',
    );
  });

  it('lists relations, their columns, and examples, and runs one', async () => {
    expect(await shownFor('.tables\n')).toMatch(
      /^relation +a row is\n─+ +─+\nalerts +A threshold of .*\nallocations .*\nanomalies .*\napprovals .*\napps +An app of accounts\/customers\.csv/,
    );
    expect(await shownFor('.schema apps;\n')).toBe(
      [
        'apps: An app of accounts/customers.csv as the file is now,',
        'one row for each row of the file. Grain: app_id, valid_from.',
        '',
        'column         type     unit and meaning',
        '─────────────  ───────  ────────────────────────────────────',
        'app_id         VARCHAR  id of the app, as logs and accounts',
        '                        name it',
        'app_name       VARCHAR  name of the app, empty if none is',
        '                        given',
        'customer_id    VARCHAR  id of the customer in',
        '                        accounts/customers.csv',
        'customer_name  VARCHAR  name of the customer',
        'price_list     VARCHAR  name of a series of price books',
        'valid_from     DATE     first billing day on which the',
        '                        customer has the app; null = since',
        '                        ever. An app that changes hands has',
        '                        a row for each customer',
        'valid_until    DATE     last billing day, inclusive; null =',
        '                        until further notice',
        '\n\n',
      ].join('\n'),
    );
    expect(await shownFor('.schema nix\n')).toMatch(
      /^There is no relation nix\.\nAccepted: alerts allocations anomalies /,
    );
    expect(
      await shownFor(
        '.examples\n.examples 1\n.examples by-month\n.examples newest\n.param month 9\n.examples 3\n.examples 9\n',
      ),
    ).toBe(
      'n  example   question\n─  ────────  ───────────────\n1  users     How many users?\n2  by-month  And in a month?\n3  newest    The newest?\n' +
        '-- How many users?\nselect 41 + 1 as users\n\nusers\n─────\n   42\n1 row\n' +
        '-- And in a month?\nselect $month as month\n\n$month has no value. Give it one: .param month …\n' +
        `${newest}month\n─────\n\n1 row\n$month = 9\n${newest}month\n─────\n9\n1 row\n` +
        'There is no example 9.\nAccepted: a number or a name from .examples.\n\n',
    );
  });

  it('explains itself, times queries, and knows its commands', async () => {
    expect(await shownFor('.help\n')).toMatch(/\.quit {2,}leave, like Ctrl-D\n/);
    expect(await shownFor('.timer on\nselect 1 as a;\n')).toMatch(
      /^The timer is on\.\na\n─\n1\n1 row\n\d+\.\d{3} s\n\n$/,
    );
    expect(await shownFor('.nix\n.mode nix\n.rows 0\n')).toBe(
      '.nix is not a command.\nAccepted: .tables .schema .examples .param .mode .output .rows .pager .timer .help .quit\n' +
        'The mode is table.\nAccepted: table line csv json ndjson md\n' +
        'A table shows 3 rows.\nAccepted: a whole number from 1.\n\n',
    );
  });

  it('leaves with .quit, whatever comes after it', async () => {
    expect(await shownFor('.quit\nselect 1;\n')).toBe('\n');
  });

  it('keeps each query that was typed, and each command', async () => {
    const session = new Session();
    session.input.write('select\n\n1;\n.mode csv\n');
    await session.end();
    expect(session.kept).toEqual(['select\n\n1;', '.mode csv']);
  });
});

describe('.param', () => {
  it('lists, sets and clears', async () => {
    expect(
      await shownFor(
        '.param set month 2026-09\n.param set day = 1\n.param clear month\n.param list\n.param clear\n.param set x\n',
      ),
    ).toBe(
      '$month = 2026-09\n$month = 2026-09\n$day = 1\n$day = 1\n$day = 1\nNo parameter has a value.\n' +
        'Accepted: .param list, .param set month 2026-09, .param clear month or .param clear\n\n',
    );
  });
});

describe('a result', () => {
  it('is a table without zeros at the end of decimals, or cards with all digits', async () => {
    const query = 'select 1.5::decimal(9, 3) as q, null as n union all select 20, 1 order by q;\n';
    expect(await shownFor(`${query}.mode line\n${query}`)).toBe(
      '   q     n\n────  ────\n 1.5  NULL\n20       1\n2 rows\n' +
        'q  1.500\nn  NULL\n\nq  20.000\nn  1\n\n',
    );
  });

  it('never cuts a key, and names the columns that do not fit', async () => {
    const shown = await shownFor(
      "select repeat('k', 30) as app_id, repeat('n', 40) as name, repeat('s', 30) as sku;\n",
    );
    expect(shown).toBe(
      `app_id                          name\n${'─'.repeat(30)}  ${'─'.repeat(28)}\n${'k'.repeat(30)}  ${'n'.repeat(27)}…\n1 row\n1 of 3 columns do not fit: sku. .mode line shows all.\n\n`,
    );
  });

  it('goes to the pager if it is longer than the terminal, until the reader leaves', async () => {
    const session = new Session({ rows: 4 });
    session.input.write(
      '.rows 9\nfrom range(9);\n.mode csv\nfrom range(100000);\n.pager off\nfrom range(2);\n',
    );
    const shown = await session.end();
    expect(session.paged).toMatch(/^range\n─────\n {4}0\n[\s\S]* {4}8\n/);
    expect(session.paged.length).toBeLessThan(100_000);
    expect(shown).toMatch(/The pager is off\.\n.*range\n0\n1\n/);
  });
});

describe('.output', () => {
  it('writes results to a file, one after the other, that gets its name at the end', async () => {
    const file = join(await tempFolder(), 'a b.csv');
    const session = new Session();
    session.input.write(`.output ${file}\nselect 1.50 as a;\nselec;\nselect 2 as b;\n`);
    await session.shows('Added to');
    await expect(stat(file)).rejects.toThrow('ENOENT');
    session.input.write('.output\nselect 3 as c;\n');
    expect(await session.end()).toContain(`Written: ${file}, 2 results\n`);
    expect(await readFile(file, 'utf8')).toBe('a\n1.50\nb\n2\n');
  });

  it('replaces a file only with --force, and leaves none behind without a result', async () => {
    const folder = await tempFolder();
    const file = join(folder, 'x.json');
    await writeFile(file, 'mine');
    expect(await shownFor(`.output ${file}\n.output ${file} --force\n`)).toBe(
      `${file} exists already.\nName another file, or replace this one with --force.\n` +
        `Results go to ${file} as json. It gets its name when .output ends it.\n\n` +
        `${file} was not written, as there was no result.\n`,
    );
    expect([await readdir(folder), await readFile(file, 'utf8')]).toEqual([['x.json'], 'mine']);
    expect(await shownFor(`.output ${file} --force\nselect 1 as a;\n`)).toContain('1 result\n');
    expect(JSON.parse(await readFile(file, 'utf8')).rows).toEqual([{ a: 1 }]);
    expect(await shownFor('.output x.parquet\n')).toContain('the prompt does not write parquet.\n');
  });
});

describe('runPrompt on a terminal', () => {
  it('completes relations, columns and commands', async () => {
    const session = new Session({ isTerminal: true });
    await session.type('select app_na', 'app_na');
    session.input.write('\t');
    await session.shows('app_name');
    session.input.write(' from apps;\r');
    expect(await session.shows('1 row')).toContain('Chat\n');
    await session.type('select count(*) from purch', 'purch');
    session.input.write('\t');
    await session.shows('from purchases');
    session.input.write(';\r');
    await session.shows('1 row');
    await session.type('.sch', '.sch');
    session.input.write('\t');
    await session.shows('.schema');
  });

  it('stops a query with Ctrl-C and not the prompt', async () => {
    const session = new Session({ isTerminal: true });
    await session.type('select count(*) from range(1_000_000_000_000);\r', ';\n');
    await new Promise((resolve) => setTimeout(resolve, 200));
    session.input.write('\u0003');
    await session.shows('The query was stopped.\nimbill> ');
    await session.type('select 7 as seven;\r', '1 row');
  });

  it('clears with Ctrl-C what was begun', async () => {
    const session = new Session({ isTerminal: true });
    await session.type('select nonsense\r', '...> ');
    session.input.write('half');
    await session.shows('half');
    session.input.write('\u0003');
    await session.type('select 7 as seven;\r', '1 row');
    expect(await session.type('\u0003', 'leaves')).toContain('.quit or Ctrl-D leaves.');
  });

  it('brings back what was typed before', async () => {
    const session = new Session({ isTerminal: true, before: ['select 5 as five;', 'older'] });
    await session.type('\u001b[A\r', 'five\n');
    await session.shows('1 row');
    await session.type('select\r', '...> ');
    session.input.write('6 as six;\r');
    await session.shows('1 row');
    // The whole query of two lines, and the one before it.
    expect(await session.type('\u001b[A', '6 as six;')).toContain('select\n6 as six;');
    await session.type('\u001b[A', 'select 5 as five;');
  });

  it('leaves with Ctrl-D', async () => {
    const session = new Session({ isTerminal: true });
    await session.type('\u0004', /\n$/);
    await session.end();
  });
});
