import { canonicalJson } from '../../base/json.ts';
import type { Database } from '../../duckdb/duckdb.ts';
import { parseCheckpoint } from '../../tlog/checkpoint.ts';
import { HashTree } from '../../tlog/hash-tree.ts';
import { type Hash, leafHash } from '../../tlog/merkle.ts';
import { isSignedBy } from '../../tlog/signed-note.ts';
import { comparison, type Difference } from '../difference.ts';
import { ledgerEntries } from '../log/ledger-entries.ts';
import { keyInForce, keysOf, type LogKey } from '../log/log-keys.ts';
import { readFrontier } from '../log/stored-frontier.ts';
import { countPending } from '../log/take-in.ts';

/** The log of a ledger, as it was verified. */
export interface VerifiedLog {
  /** Number of entries. */
  size: number;
  /** Number of entries under the last signed checkpoint; 0 without. */
  signed_size: number;
  /** Key in force (vkey); absent if nothing was ever signed. */
  key?: string;
  /** Rows of the ledger that the next command takes in. */
  pending: number;
}

/** The log, and what its files and older checkpoints are compared with. */
export interface ReadLog {
  verified: VerifiedLog;
  /** Entries by position. */
  entries: Buffer[];
  tree: HashTree;
  keys: LogKey[];
}

interface EntryRow {
  [column: string]: string | bigint | null;
  position: bigint;
  kind: string;
  id: bigint | null;
  entry: string;
}

interface CheckpointRow {
  [column: string]: string | bigint | null;
  size: bigint;
  note: string;
}

/** Reads the log, and adds how it differs from the ledger and from what was signed. */
export async function verifyLog(database: Database, differences: Difference[]): Promise<ReadLog> {
  const rows = await database.rows<EntryRow>('from log_entries order by position');
  const compare = comparison('log', 'log', differences);
  for (const [index, { position }] of rows.entries())
    if (position !== BigInt(index)) {
      compare(`entry ${index}`, 'an entry', `nothing; the next is entry ${position}`);
      break;
    }
  await compareWithLedger(database, rows, differences);
  const entries = rows.map(({ entry }) => Buffer.from(entry));
  const tree = HashTree.of(entries.map(leafHash));
  const stored = await readFrontier(database, 'log_tree');
  if (stored !== undefined || rows.length > 0)
    compare('number of entries', stored?.size, rows.length);
  const keys = readKeys(rows, differences);
  const checkpoints = await database.rows<CheckpointRow>('from log_checkpoints order by size');
  for (const row of checkpoints) verifyCheckpoint(row, { tree, keys }, differences);
  if (keys.length > 0 && checkpoints.length === 0)
    compare('checkpoints', 'a signed checkpoint', undefined);
  const key = keyInForce(keys, rows.length)?.verifier.text;
  const verified: VerifiedLog = {
    size: rows.length,
    signed_size: Number(checkpoints.at(-1)?.size ?? 0n),
    ...(key === undefined ? {} : { key }),
    pending: await countPending(database),
  };
  return { verified, entries, tree, keys };
}

/** Compares each entry with the row that it is of. Rows after the last one of their kind are pending. */
async function compareWithLedger(
  database: Database,
  rows: readonly EntryRow[],
  differences: Difference[],
): Promise<void> {
  const ledger = new Map((await ledgerEntries(database)).map((one) => [nameOf(one), one]));
  const last = new Map<string, bigint>();
  const named = new Set<string>();
  for (const { position, kind, id, entry } of rows) {
    if (kind === 'key') continue;
    const name = nameOf({ kind, id });
    const before = last.get(kind) ?? 0n;
    const compare = comparison('log', `entry ${position}`, differences);
    if ((id ?? 0n) <= before) compare(name, `an entry after ${kind} ${before}`, name);
    last.set(kind, id ?? before);
    compareEntry(name, entry, ledger.get(name)?.entry, compare, named);
  }
  const taken = new Set(rows.map(nameOf));
  for (const one of ledger.values()) {
    const isMissing = (one.id ?? 0n) <= (last.get(one.kind) ?? 0n) && !taken.has(nameOf(one));
    if (isMissing) comparison('log', 'log', differences)(nameOf(one), 'an entry', undefined);
  }
}

/**
 * Names the keys of an entry that are not as the ledger has them now.
 *
 * @param known Keys that are passed over. A wrong root makes all later roots wrong, so it is named once.
 */
function compareEntry(
  name: string,
  entry: string,
  now: string | undefined,
  compare: ReturnType<typeof comparison>,
  known: Set<string>,
): void {
  if (entry === now) return;
  const before = recordOf(entry);
  const after = recordOf(now);
  if (after === undefined) compare(name, name, undefined);
  else if (before === undefined || canonicalJson(before) !== entry) compare(name, now, entry);
  else
    for (const key of new Set([...Object.keys(before), ...Object.keys(after)]))
      if (!known.has(key)) {
        compare(`${name}, ${key}`, before[key], after[key]);
        if (key === 'documents_root') known.add(key);
      }
}

/** Reads an entry; undefined if it is no JSON object. */
function recordOf(entry: string | undefined): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(entry ?? '');
    return typeof value === 'object' && value !== null ? { ...value } : undefined;
  } catch {
    return undefined;
  }
}

function nameOf({ kind, id }: { kind: string; id: bigint | null }): string {
  return kind === 'audit' ? `audit entry ${id}` : `${kind} ${id}`;
}

function readKeys(rows: readonly EntryRow[], differences: Difference[]): LogKey[] {
  const entries = rows
    .filter(({ kind }) => kind === 'key')
    .map(({ position, entry }) => ({ position: Number(position), entry }));
  try {
    return keysOf(entries);
  } catch (error) {
    comparison('log', 'log', differences)(
      'keys',
      'each signed by the one before',
      (error as Error).message,
    );
    return [];
  }
}

function verifyCheckpoint(
  { size, note }: CheckpointRow,
  { tree, keys }: Pick<ReadLog, 'tree' | 'keys'>,
  differences: Difference[],
): void {
  const compare = comparison('log', `checkpoint ${size}`, differences);
  try {
    const checkpoint = parseCheckpoint(note);
    compare('size', size, checkpoint.size);
    if (checkpoint.size > tree.size) compare('entries', checkpoint.size, tree.size);
    else compare('root', hex(checkpoint.root), hex(tree.root(checkpoint.size)));
    const key = keyInForce(keys, checkpoint.size)?.verifier;
    compare('origin', key?.name ?? checkpoint.origin, checkpoint.origin);
    if (key !== undefined && !isSignedBy(checkpoint.note, key))
      compare('signature', key.text, undefined);
  } catch (error) {
    compare('', 'a signed checkpoint', (error as Error).message);
  }
}

function hex(hash: Hash): string {
  return Buffer.from(hash).toString('hex');
}
