import { describe, expect, it } from 'vitest';
import { UserError } from '../../base/errors.ts';
import { deliveredFormat } from './delivered-format.ts';

describe('deliveredFormat', () => {
  it.each([
    ['logs/a.csv', 'csv', 'none'],
    ['logs/a.ndjson', 'ndjson', 'none'],
    ['logs/a.jsonl', 'ndjson', 'none'],
    ['logs/a.json', 'json', 'none'],
    ['logs/a.parquet', 'parquet', 'none'],
    ['logs/a.csv.gz', 'csv', 'gzip'],
    ['logs/a.jsonl.zst', 'ndjson', 'zstd'],
    ['logs/A.2026-09-03.CSV.GZ', 'csv', 'gzip'],
    ['logs/.csv', 'csv', 'none'],
  ])('takes %s as %s, %s', (name, format, compression) => {
    expect(deliveredFormat(name)).toEqual({ format, compression });
  });

  it.each([
    ['logs/a.docx', 'the extension is ".docx"'],
    ['logs/a.CSV.bz2', 'the extension is ".bz2"'],
    ['logs/a.txt.GZ', 'the extension is ".txt.gz"'],
    ['logs/a.gz', 'the extension is ".gz"'],
    ['logs.csv/README', 'the file has no extension'],
    ['logs/a.constructor', 'the extension is ".constructor"'],
  ])('refuses %s', (name, seen) => {
    expect(() => deliveredFormat(name)).toThrow(
      new UserError(
        `${name}: ${seen}.\n` +
          'Accepted: .csv, .tsv, .ndjson, .jsonl, .json, .parquet, each also with .gz or .zst or in a .zip.\n' +
          "Name the format with format: in the source in imbill.yaml, rename the file, or narrow the source's files: so that it does not match.",
      ),
    );
  });
});
