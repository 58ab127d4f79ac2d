import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readExamples } from '../src/analyst/help/examples.ts';
import { packageRoot } from '../src/base/package-root.ts';
import { describeRun } from '../src/command-line/print/run.ts';
import { publishedRelations } from '../src/duckdb/relation-entries.ts';
import { storyAmounts, storyFindings, storyTotals } from '../src/sample/story-amounts.ts';
import { writeSample } from '../src/sample/write-sample.ts';
import { layOut } from '../src/terminal/layout.ts';
import { wholeRoom } from '../src/terminal/table.ts';
import { exampleResult } from '../src/testing/example-results.ts';
import { run } from '../src/testing/jobs.ts';
import { snapshotRows } from '../src/testing/snapshot-rows.ts';
import type { RunSummary } from './run-month.ts';

let folder: string;
let written: { files: number; lines: number };
let billed: RunSummary;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'imbill-sample-'));
  written = await writeSample(folder);
  billed = await run(folder, '2026-09');
});
afterAll(() => rm(folder, { recursive: true }));

describe('the sample month', () => {
  it('is loaded to its last line, without a reject', () => {
    const { files, lines, headers, accepted, rejected } = billed.load;
    expect({ files, accepted, rejected }).toEqual({
      files: written.files,
      accepted: written.lines,
      rejected: 0,
    });
    expect(lines).toBe(headers + accepted);
  });

  it('comes to the lines that its story says, computed by hand', () => {
    const lines = billed.invoices.flatMap((invoice) => invoice.lines);
    const ofAmounts = lines
      // Usage of the app without a plan is shown, not priced; it is a finding of the story.
      .filter(({ app_id }) => app_id !== '1400000006')
      .map((line) => ({
        appId: line.app_id,
        sku: line.sku,
        kind: line.kind,
        ...(line.order_id === undefined ? {} : { orderId: line.order_id }),
        ...(line.usage === undefined ? {} : { usage: line.usage }),
        amount: line.amount,
      }));
    const expected = storyAmounts.map(({ peakDay: _, ...amount }) => amount);
    const key = (line: object) => JSON.stringify(line, Object.keys(line).sort());
    expect(ofAmounts.map(key).sort()).toEqual(expected.map(key).sort());
  });

  it('names the highest days', () => {
    const peaks = billed.invoices
      .flatMap((invoice) => invoice.lines)
      .filter(({ sku }) => sku !== 'groups')
      .flatMap(({ app_id, sku, peak_date }) =>
        peak_date ? [`${app_id} ${sku} ${peak_date}`] : [],
      );
    const expected = storyAmounts.flatMap(({ appId, sku, peakDay }) =>
      peakDay === undefined ? [] : [`${appId} ${sku} 2026-09-${String(peakDay).padStart(2, '0')}`],
    );
    expect(peaks).toEqual(expect.arrayContaining(expected));
  });

  it('comes to the totals and findings of its story', () => {
    const totals = billed.invoices.map(({ customer_id, prepaid, postpaid, total }) => ({
      customerId: customer_id,
      prepaid,
      postpaid,
      total,
    }));
    expect(totals).toEqual(storyTotals.toSorted((a, b) => (a.customerId < b.customerId ? -1 : 1)));
    expect(billed.summary.findings.map(({ app_id }) => app_id).sort()).toEqual(
      storyFindings.map(({ appId }) => appId).sort(),
    );
  });

  it('answers the examples of imbill sql, exactly', async () => {
    const examples = await readExamples();
    for (const { name } of examples) {
      const { types, rows } = await exampleResult(folder, name);
      expect(types.filter((type) => /DOUBLE|FLOAT/.test(type))).toEqual([]);
      expect(rows, name).not.toEqual([]);
    }
    const { records } = await exampleResult(folder, 'next_block');
    const near = records.filter(({ full_percent }) => Number(full_percent) >= 50);
    expect(
      near.map((row) => [row['app_id'], row['sku'], row['blocks'], row['full_percent']]),
    ).toEqual([
      ['1400000003', 'dau', 0n, '100.00'],
      ['1400000005', 'dau', 1n, '100.00'],
      ['1400000005', 'groups', 9n, '100.00'],
      // 152,340 of 200,000, and 130,000 of 200,000
      ['1400000001', 'dau', 1n, '76.17'],
      ['0140000007', 'groups', 1n, '65.00'],
    ]);
    const { rows: peaks } = await exampleResult(folder, 'bandwidth_by_hour', {
      app_id: '1400000002',
    });
    // The story's peaks: 466.2945 domestic on the 19th, 88.5 international on the 12th, both at 21:00.
    expect(peaks).toEqual([
      expect.stringMatching(/^1400000002 domestic 20 /),
      expect.stringMatching(/^1400000002 domestic 21 .* 466\.294500000 2026-09-19T13:00:00Z$/),
      expect.stringMatching(/^1400000002 international 20 /),
      expect.stringMatching(/^1400000002 international 21 .* 88\.500000000 2026-09-12T13:00:00Z$/),
    ]);
  });

  it('publishes relations whose keys are unique, and primary keys that are never null', async () => {
    const keys = [...publishedRelations()].map(([relation, { primary_key, grain }]) => {
      const columns = (primary_key ?? grain!).split(', ');
      const isNull = columns.map((column) => `${column} is null`).join(' or ');
      const nulls = primary_key === undefined ? '0' : `count(*) filter (${isNull})`;
      return `select '${relation}', count(*) - count(distinct row(${columns})), ${nulls} from ${relation}`;
    });
    const counted = await snapshotRows(folder, keys.join(' union all '));
    expect(counted).toHaveLength(keys.length);
    expect(counted.filter(([, again, nulls]) => again !== 0n || nulls !== 0n)).toEqual([]);
  });

  it('prints what README.md shows', async () => {
    const readme = await readFile(join(packageRoot(), 'README.md'), 'utf8');
    const printed = layOut(describeRun(billed, 'demo'), wholeRoom);
    const table = printed.slice(printed.indexOf('number '), printed.indexOf('\n!'));
    expect(table).toContain('Total 50,726.01 CNY');
    expect(readme).toContain(table);
    expect(readme).toContain(
      `${written.files} files with ${billed.load.accepted.toLocaleString('en-US')} lines`,
    );
  });
});
