import { execFile, spawnSync } from 'node:child_process';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** Tells if hledger is installed: tests that compare with it are not run without it. */
export function hasHledger(): boolean {
  return spawnSync('hledger', ['--version']).status === 0;
}

/**
 * Checks a journal with hledger: every account and commodity is declared, dates are in order, and
 * transactions balance.
 *
 * @throws {Error} With hledger's message if a check fails.
 */
export async function checkWithHledger(file: string): Promise<void> {
  await run('hledger', ['-f', file, 'check', '--strict', 'ordereddates']);
}

/** Returns hledger's balances of a journal: account → amount and currency; without those of 0. */
export async function hledgerBalances(
  file: string,
  query: readonly string[] = [],
): Promise<Record<string, string>> {
  const args = ['-f', file, 'balance', '--flat', '--no-total', '-O', 'csv', ...query];
  const { stdout } = await run('hledger', args);
  const [, ...lines] = stdout.trim().split('\n');
  return Object.fromEntries(lines.map((line) => JSON.parse(`[${line}]`) as [string, string]));
}
