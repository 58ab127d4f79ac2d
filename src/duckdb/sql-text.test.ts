import { describe, expect, it } from 'vitest';
import {
  endedStatements,
  holdsStatement,
  namedParameters,
  readInstead,
  withoutLastSemicolon,
  wordsOf,
} from './sql-text.ts';

describe('endedStatements', () => {
  it.each([
    ['select 1;', ['select 1;'], ''],
    ['select 1; select\n 2; sel', ['select 1;', 'select\n 2;'], ' sel'],
    [
      "select ';' , \";\", $$;$$, $a$;$$;$a$, e'\\';' ;",
      ["select ';' , \";\", $$;$$, $a$;$$;$a$, e'\\';' ;"],
      '',
    ],
    ["select 'it''s;' ; x", ["select 'it''s;' ;"], ' x'],
    ['select 1 -- ;\n, 2 /* ; /* ; */ ; */ ;', ['select 1 -- ;\n, 2 /* ; /* ; */ ; */ ;'], ''],
    [';;  ;-- nothing\n;', [], ''],
    ["select 'open;", [], "select 'open;"],
    ['select "open;', [], 'select "open;'],
    ['select /* open; */ /* ;', [], 'select /* open; */ /* ;'],
    ['select $x$ ; $$;', [], 'select $x$ ; $$;'],
    ["select name';' ;", ["select name';' ;"], ''],
    ['select $month;', ['select $month;'], ''],
  ])('finds in %j', (sql, ended, rest) => {
    expect(endedStatements(sql)).toEqual({ ended, rest });
  });
});

describe('withoutLastSemicolon', () => {
  it.each([
    ['select 1', 'select 1'],
    ['select 1 ; -- done\n ; /* really */', 'select 1'],
    ["select ';'", "select ';'"],
    ['select 1 -- a comment', 'select 1'],
    ['/* first */ select 1\n', '/* first */ select 1'],
  ])('of %j is %j', (sql, without) => {
    expect(withoutLastSemicolon(sql)).toBe(without);
  });
});

describe('holdsStatement', () => {
  it.each([
    ['', false],
    [' -- x\n;;/* y */', false],
    ['x', true],
    ["''", true],
  ])('of %j is %j', (sql, holds) => {
    expect(holdsStatement(sql)).toBe(holds);
  });
});

describe('namedParameters', () => {
  it('are those outside of quotes and comments', () => {
    const sql =
      'select $month, \'$a\', "$b", $$ $c $$, $tag$ $d $tag$ -- $e\n, $month, $1 /* $f */';
    expect(namedParameters(sql)).toEqual(['month', '1']);
  });
});

describe('wordsOf', () => {
  const text = "select\n  a, -- the first\n  'x  --y' as b\nfrom t";

  it.each([
    ["select a, 'x  --y' as b from t"],
    ["-- meaning\nselect /* all */ a ,'x  --y' as b\n\n from t -- end"],
  ])('is the same for the layout and comments of %j', (other) => {
    expect(wordsOf(other)).toBe(wordsOf(text));
  });

  it.each([
    ["select a, 'x --y' as b from t"],
    ["select ab, 'x  --y' as b from t"],
    ["select a, 'x  --y' as b from t where true"],
  ])('is another one for %j', (other) => {
    expect(wordsOf(other)).not.toBe(wordsOf(text));
  });
});

describe('readInstead', () => {
  it('replaces what is read, and nothing else of the same name', () => {
    const sql =
      "select lake.a, 'from lake' as b -- from lake\nfrom lake inner join lake on true, lakes";
    expect(readInstead(sql, new Map([['lake', 'rows as lake']]))).toBe(
      "select lake.a, 'from lake' as b -- from lake\nfrom rows as lake inner join rows as lake on true, lakes",
    );
  });
});
