import { readFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { parseTrust, type Trust } from '../proof/trust.ts';
import type { Verdict } from '../proof/verdict.ts';
import { verifyBundle } from '../proof/verify-bundle.ts';
import { builtRules } from './built-rules.ts';
import { printVerdict } from './print-verdict.ts';
import { type FoundBundle, findBundles } from './read-folder.ts';

const usage = `Usage: node verify.mjs FOLDER… [options]
Checks proofs of invoices, offline. A folder is a proof or has folders with proofs.
  --key VKEY      key of the sender's log, as the sender published it
  --policy FILE   keys and witnesses that you trust (C2SP tlog-policy)
  --since FILE    checkpoint or proof of an earlier day, or a proof of consistency; again for more files
  --tsa-ca PEM    file with certificates of time-stamp authorities that you trust
  --json          verdicts as JSON
Exit codes: 0 all accepted, 1 at least one refused, 2 wrong usage.
`;

/** A wrong option or file; the message says which. */
class WrongUsage extends Error {}

try {
  process.exitCode = await main(process.argv.slice(2));
} catch (error) {
  if (!(error instanceof WrongUsage)) throw error;
  process.stderr.write(`${error.message}\n${usage}`);
  process.exitCode = 2;
}

async function main(args: string[]): Promise<number> {
  const { values, positionals } = parsedArgs(args);
  if (values.help) {
    process.stdout.write(usage);
    return 0;
  }
  if (positionals.length === 0) throw new WrongUsage('No folder is given.');
  const trust = trustOf(values);
  const proofs: (Verdict & { folder: string })[] = [];
  for (const { folder, read } of positionals.flatMap(bundlesOf)) {
    const verdict = await verifyBundle(readable(folder, read), trust, builtRules());
    proofs.push({ folder, ...verdict });
    if (!values.json) process.stdout.write(printVerdict(folder, verdict));
  }
  const accepted = proofs.filter((proof) => proof.accepted).length;
  const isAccepted = accepted === proofs.length;
  if (values.json)
    process.stdout.write(`${JSON.stringify({ accepted: isAccepted, proofs }, null, 2)}\n`);
  else if (proofs.length > 1)
    process.stdout.write(
      `${proofs.length} proofs: ${accepted} accepted, ${proofs.length - accepted} refused.\n`,
    );
  return isAccepted ? 0 : 1;
}

function parsedArgs(args: string[]) {
  try {
    return parseArgs({
      args,
      allowPositionals: true,
      options: {
        key: { type: 'string' },
        policy: { type: 'string' },
        since: { type: 'string', multiple: true },
        'tsa-ca': { type: 'string' },
        json: { type: 'boolean' },
        help: { type: 'boolean' },
      },
    });
  } catch (error) {
    throw new WrongUsage((error as Error).message);
  }
}

function trustOf(values: ReturnType<typeof parsedArgs>['values']): Trust {
  const { key, policy, since = [], 'tsa-ca': authorities } = values;
  const texts = {
    ...(key !== undefined && { key }),
    ...(policy !== undefined && { policy: textOf(policy) }),
    since: new Map(since.map((path) => [path, textOf(path)])),
    ...(authorities !== undefined && { authorities: textOf(authorities) }),
  };
  try {
    return parseTrust(texts);
  } catch (error) {
    throw new WrongUsage(`What you trust cannot be read: ${(error as Error).message}.`);
  }
}

function textOf(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    throw new WrongUsage(`${path} cannot be read (${(error as NodeJS.ErrnoException).code}).`);
  }
}

function bundlesOf(folder: string): FoundBundle[] {
  return readable(folder, () => findBundles(folder));
}

function readable<T>(folder: string, read: () => T): T {
  try {
    return read();
  } catch (error) {
    throw new WrongUsage(`${folder} cannot be read (${(error as NodeJS.ErrnoException).code}).`);
  }
}
