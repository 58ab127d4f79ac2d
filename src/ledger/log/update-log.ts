import type { Database } from '../../duckdb/duckdb.ts';
import { signCheckpoint } from '../../tlog/checkpoint.ts';
import { type Frontier, rootOf } from '../../tlog/merkle.ts';
import type { SigningKey } from '../../tlog/note-key.ts';
import { firstKeyEntry } from './log-entry.ts';
import { keyInForce, keysOf, readKeyEntries } from './log-keys.ts';
import { appendEntries, takeIn } from './take-in.ts';

/** State of the log. */
export interface LogState {
  /** Number of entries. */
  size: number;
  /** Root of the tree, lower-case hex. */
  root: string;
  /** Number of entries under the last signed checkpoint; 0 without. */
  signedSize: number;
  /** Key in force (vkey); undefined if nothing was ever signed. */
  key: string | undefined;
}

/**
 * Takes what is new into the log, and signs it if there is a key, within the caller's transaction. The first
 * signature adds an entry that names the key.
 */
export async function updateLog(
  database: Database,
  key: SigningKey | undefined,
): Promise<LogState> {
  const tree = await takeIn(database);
  const isSigned = key !== undefined && tree.size > 0;
  return isSigned ? signLog(database, tree, key) : stateOf(database, tree);
}

/** Reads the state of the log as the last command left it. */
export async function stateOf(database: Database, tree: Frontier): Promise<LogState> {
  const { signed } = await database.one<{ signed: bigint }>(
    'select coalesce(max(size), 0) as signed from log_checkpoints',
  );
  const key = keyInForce(keysOf(await readKeyEntries(database)), tree.size)?.verifier.text;
  const root = Buffer.from(rootOf(tree)).toString('hex');
  return { size: tree.size, root, signedSize: Number(signed), key };
}

async function signLog(database: Database, before: Frontier, key: SigningKey): Promise<LogState> {
  const isNew = (await readKeyEntries(database)).length === 0;
  const tree = isNew ? await appendEntries(database, [firstKeyEntry(key.verifier.text)]) : before;
  const state = await stateOf(database, tree);
  const isInForce = state.key === key.verifier.text;
  if (state.signedSize === state.size || !isInForce) return state;
  await database.run(`insert into log_checkpoints values (${tree.size}, $note, null)`, {
    note: signCheckpoint(tree.size, rootOf(tree), key),
  });
  return { ...state, signedSize: state.size };
}
