import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { silentProgress } from '../../src/base/progress.ts';
import { optionArgs, runCommand } from '../../src/command-line/testing/run-command.ts';
import { tempFolder } from '../../src/testing/temp-folder.ts';
import { focusWorkspace } from './testing/focus-workspace.ts';

/** Folder of a Python environment with scripts/focus-validator/requirements.txt; .ci/run makes it. */
const environment = process.env['FOCUS_VALIDATOR'];
if (environment === undefined)
  console.log('FOCUS_VALIDATOR is not set: the official validator of FOCUS is NOT run.');

interface Differences {
  applicability: string[];
  differences: { rules: string[]; reason: string }[];
}

async function listed(): Promise<Differences> {
  const path = join(import.meta.dirname, '../../src/focus/validator-differences.yaml');
  return parse(await readFile(path, 'utf8'));
}

/** Runs the validator's bundled model of 1.2 and returns the rules that it checked, and those that failed. */
async function validate(file: string, applicability: readonly string[]) {
  const report = `${file}.xml`;
  const packages = join(environment!, 'lib/python3.12/site-packages');
  const options = {
    'data-file': file,
    'validate-version': '1.2',
    'applicability-criteria': applicability.join(','),
    'output-type': 'unittest',
    'output-destination': report,
  };
  const args = Object.entries(options).flatMap(([name, value]) => [`--${name}`, value]);
  // It reads a list of currencies below its working folder, and exits with 1 if a rule failed.
  await promisify(execFile)(
    join(environment!, 'bin/python'),
    ['-m', 'focus_validator.main', ...args, '--block-download'],
    { cwd: packages },
  ).catch(() => undefined);
  const cases = (await readFile(report, 'utf8')).split('<testcase name="').slice(1);
  const named = cases.map((text) => ({ rule: text.slice(0, text.indexOf(' ')), text }));
  return {
    checked: named.filter(({ text }) => !text.includes('<skipped')).map(({ rule }) => rule),
    failed: named.filter(({ text }) => /<(failure|error)\b/.test(text)).map(({ rule }) => rule),
  };
}

describe.skipIf(environment === undefined)('the official validator of FOCUS', () => {
  it('finds in 1.2 only the differences that are explained', { timeout: 120_000 }, async () => {
    const workspace = await focusWorkspace({ issuer: 'Cloud IM', other: 'Other, Ltd.' });
    const out = join(await tempFolder(), 'focus');
    const args = optionArgs({ workspace, threads: 1, out, month: '2026-09', format: 'parquet' });
    const output = { result: () => {}, say: () => undefined, progress: silentProgress };
    await runCommand(['export', 'focus', ...args], output);
    const { applicability, differences } = await listed();
    const { checked, failed } = await validate(join(out, 'cost-and-usage.parquet'), applicability);
    expect(checked.length).toBeGreaterThan(200);
    // A rule of the list that passes has to leave it.
    expect(failed.toSorted()).toEqual(differences.flatMap(({ rules }) => rules).toSorted());
  });
});
