import { cp, readdir, readFile, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { run } from '../src/testing/jobs.ts';
import { reportsOf, textsBelow } from '../src/testing/reports.ts';
import { tempFolder } from '../src/testing/temp-folder.ts';
import { writeFiles } from '../src/testing/write-workspace.ts';
import type { RunSummary } from './run-month.ts';

/** What case.yaml says, by hand. fixtures/README.md tells how to add a case. */
interface Case {
  about: string;
  /** Month → `<app> <sku>` → amount; of several lines their sum. */
  months: Record<string, Record<string, string>>;
}

const fixtures = join(import.meta.dirname, '..', 'fixtures');
const isUpdate = process.env['UPDATE_FIXTURES'] === '1';
const entries = await readdir(fixtures, { withFileTypes: true });
const names = entries.filter((entry) => entry.isDirectory()).map(({ name }) => name);

describe.each(names.sort())('fixtures/%s', async (name) => {
  const folder = join(fixtures, name);
  const { months } = parse(await readFile(join(folder, 'case.yaml'), 'utf8')) as Case;
  const workspace = await tempFolder();

  it.each(Object.entries(months))('bills %s as computed by hand', async (month, amounts) => {
    await cp(join(folder, 'input'), workspace, { recursive: true });
    expect(sumsOf(await run(workspace, month))).toEqual(amounts);
  });

  it('gives the expected reports', async () => {
    const reports = withoutLedger(await reportsOf(workspace));
    if (isUpdate) await replaceExpected(join(folder, 'expected'), reports);
    expect(reports).toEqual(await textsBelow(join(folder, 'expected')));
  });
});

function sumsOf({ invoices }: RunSummary): Record<string, string> {
  const fen = new Map<string, bigint>();
  for (const { app_id, sku, amount } of invoices.flatMap(({ lines }) => lines)) {
    const key = `${app_id} ${sku}`;
    fen.set(key, (fen.get(key) ?? 0n) + BigInt(amount.replace('.', '')));
  }
  const text = (sum: bigint) => String(sum).padStart(3, '0').replace(/(..)$/, '.$1');
  return Object.fromEntries([...fen].map(([key, sum]) => [key, text(sum)]));
}

/** An invoice's place in the ledger depends on the versions that made it. */
function withoutLedger(reports: Record<string, string>): Record<string, string> {
  const kept = Object.entries(reports).map(([name, text]) => [
    name,
    text.replace(/"ledger":\{[^}]*\},/, ''),
  ]);
  return Object.fromEntries(kept);
}

async function replaceExpected(folder: string, reports: Record<string, string>): Promise<void> {
  await rm(folder, { recursive: true, force: true });
  await writeFiles(dirname(folder), prefixed('expected', reports));
}

function prefixed(folder: string, files: Record<string, string>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(files).map(([name, text]) => [`${folder}/${name}`, text]),
  );
}
