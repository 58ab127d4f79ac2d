import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { beforeAll, describe, expect, it } from 'vitest';

type Functions = Record<string, (...values: never[]) => unknown>;

/** The scripts of the page are served as they are; here they run without one. */
let scripts: Functions;

beforeAll(async () => {
  const names = ['sql-link', 'sql-parameters', 'sql-scale'];
  const modules = await Promise.all(
    names.map((name) => {
      const file = join(import.meta.dirname, 'static', `${name}.mjs`);
      return import(pathToFileURL(file).href) as Promise<Functions>;
    }),
  );
  scripts = Object.assign({}, ...modules);
});

function call(name: string, ...values: unknown[]): unknown {
  return scripts[name]!(...(values as never[]));
}

describe('hashOf', () => {
  it('holds what queryOf gives back, whatever characters there are', () => {
    const query = {
      sql: `select '#&=+%云' as "a"\n-- $x`,
      parameters: { month: '2026-09', x: 'a b+&=#' },
    };
    expect(call('queryOf', call('hashOf', query))).toEqual(query);
  });

  it('finds no query where there is none', () => {
    expect(call('queryOf', '')).toBeUndefined();
    expect(call('queryOf', '#main')).toBeUndefined();
  });
});

describe('parameterNames', () => {
  it.each([
    ['select $a, $b_2, $a', ['a', 'b_2']],
    ['select 1', []],
    [`select '$a', "$b", $c`, ['c']],
    [`select 'it''s $a' -- $b\n, $c /* $d\n $e */`, ['c']],
    ['select $$ $a $$, $tag$ $b $tag$, $c', ['c']],
    [`select '$a`, []],
    ['/* $a', []],
    ['select $1, ?', ['1']],
    ['where usage_month=$month', ['month']],
  ])('of %j are %j', (sql, names) => {
    expect(call('parameterNames', sql)).toEqual(names);
  });
});

describe('describedParameters', () => {
  it('reads values and meanings from the comments at the top, and no others', () => {
    const sql = `-- How many?\n-- $month = '2026-09': billing month\n--$a='it''s'\n-- users: users\nselect $month\n-- $late = '1'`;
    expect(call('describedParameters', sql)).toEqual({
      month: { value: '2026-09', meaning: 'billing month' },
      a: { value: "it's", meaning: '' },
    });
  });
});

describe('ticksOf', () => {
  it.each([
    [[152_340], [0, 50_000, 100_000, 150_000, 200_000]],
    [
      [0.3, 0.1],
      [0, 0.1, 0.2, 0.3],
    ],
    [
      [-5, 5],
      [-6, -4, -2, 0, 2, 4, 6],
    ],
    [[0], [0, 0.2]],
    [[-3], [-3, -2, -1, 0]],
  ])('of %j are %j', (values, ticks) => {
    const found = call('ticksOf', values) as number[];
    expect(found).toEqual(expect.arrayContaining(ticks));
    expect(found[0]).toBeLessThanOrEqual(Math.min(0, ...values));
    expect(found.at(-1)).toBeGreaterThanOrEqual(Math.max(0, ...values));
  });
});

describe('labelStep', () => {
  it('leaves out labels that would cover others', () => {
    const days = Array.from({ length: 30 }, () => '2026-09-18');
    expect(call('labelStep', days, 2600)).toBe(1);
    expect(call('labelStep', days, 700)).toBe(4);
    expect(call('labelStep', [], 700)).toBe(1);
  });
});
