import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type LogWriter, openLogWriter, quoted, valuesOf } from './log-writer.ts';

let dir: string;
let writer: LogWriter;

beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), "imbill writer's-"));
  writer = await openLogWriter(dir);
});

afterAll(async () => {
  writer.close();
  await rm(dir, { recursive: true });
});

describe('LogWriter.copy', () => {
  const rows = `select * from (${valuesOf([
    ["o'neil", 2],
    ['a,b', 1],
  ])}) as rows(id, n) order by n`;

  it('writes the format of the extension, in the order of the select', async () => {
    await writer.copy('logs/a/x.csv', rows);
    await writer.copy('logs/b/x.ndjson.gz', rows);
    expect(await readFile(join(dir, 'logs/a/x.csv'), 'utf8')).toBe('id,n\n"a,b",1\no\'neil,2\n');
    expect(gunzipSync(await readFile(join(dir, 'logs/b/x.ndjson.gz'))).toString()).toBe(
      '{"id":"a,b","n":1}\n{"id":"o\'neil","n":2}\n',
    );
    expect(writer.written()).toEqual({ files: 2, lines: 4 });
  });

  it('counts what a document holds where told', async () => {
    const before = writer.written();
    await writer.copy('logs/doc.json', "select {'a': [1, 2, 3]} as d", 3);
    expect(await readFile(join(dir, 'logs/doc.json'), 'utf8')).toBe('{"d":{"a":[1,2,3]}}\n');
    expect(writer.written()).toEqual({ files: before.files + 1, lines: before.lines + 3 });
  });

  it('refuses an extension that no log has', async () => {
    await expect(writer.copy('logs/x.xml', rows)).rejects.toThrow(
      'logs/x.xml: no log format has the extension "xml"',
    );
  });
});

describe('quoted', () => {
  it('doubles the quotes inside', () => {
    expect(quoted("L'Étoile")).toBe("'L''Étoile'");
  });
});
