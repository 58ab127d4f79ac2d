import type { Checkpoint } from '../../tlog/checkpoint.ts';
import { isSignedBy } from '../../tlog/signed-note.ts';
import { comparison, type Difference } from '../difference.ts';
import type { ReadLog } from './verify-log.ts';

/**
 * Checks that the log still begins with the entries of an older checkpoint, which somebody else kept.
 *
 * @param file Name of the file that holds it, for the differences.
 */
export function verifySince(
  checkpoint: Checkpoint,
  file: string,
  log: Pick<ReadLog, 'tree' | 'keys'>,
  differences: Difference[],
): void {
  const problem = problemOf(checkpoint, log);
  if (problem !== undefined) comparison('log', file, differences)(...problem);
}

/** Returns what is wrong first: a key, what the checkpoint says, and what the log has. */
function problemOf(
  checkpoint: Checkpoint,
  { tree, keys }: Pick<ReadLog, 'tree' | 'keys'>,
): [key: string, expected: string, found: string] | undefined {
  const { origin, size } = checkpoint;
  const first = keys[0]?.verifier;
  if (first === undefined)
    return ['log', origin, 'a log that was never signed: another one, an older copy, or rewritten'];
  if (first.name !== origin) return ['log', origin, `${first.name}: another log`];
  if (!keys.some(({ verifier }) => isSigned(checkpoint, verifier)))
    return [
      'signature',
      'a signature by a key of this log',
      'none: the log is another one, an older copy, or was rewritten under another key',
    ];
  if (size > tree.size)
    return [
      'number of entries',
      `${size} or more`,
      `${tree.size}: the log was rolled back to an older copy`,
    ];
  const [then, now] = [checkpoint.root, tree.root(size)].map((root) =>
    Buffer.from(root).toString('hex'),
  );
  if (then === now) return undefined;
  return [
    `root of the first ${size} entries`,
    then!,
    `${now}: entries that were signed were rewritten`,
  ];
}

/** A signature that is wrong does not count as one. */
function isSigned({ note }: Checkpoint, key: Parameters<typeof isSignedBy>[1]): boolean {
  try {
    return isSignedBy(note, key);
  } catch {
    return false;
  }
}
