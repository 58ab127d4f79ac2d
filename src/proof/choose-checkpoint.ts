import { parseCheckpoint } from '../tlog/checkpoint.ts';

/** A signed checkpoint that the ledger keeps. */
export interface KeptCheckpoint {
  /** Number of log entries. */
  size: number;
  /** The signed note, with the cosignatures that were added. */
  note: string;
  /** Base64 of an RFC 3161 reply over the note's text; absent without one. */
  timestampReply?: string;
}

/** A checkpoint for a proof. */
export interface ChosenCheckpoint extends KeptCheckpoint {
  /** True if another dated it, with a time stamp or a cosignature. */
  isDated: boolean;
}

/**
 * Returns a function that chooses the checkpoint for the proof of an entry: the first that has the entry and that
 * another dated. If there is none, it chooses the first that has the entry. So a proof says since when, and keeps
 * its bytes until another dates it.
 *
 * @param checkpoints By size.
 * @returns A function of the entry's index, from 0. It returns undefined if no checkpoint has the entry yet.
 */
export function checkpointChooser(
  checkpoints: readonly KeptCheckpoint[],
): (index: number) => ChosenCheckpoint | undefined {
  const all = checkpoints.map((one) => ({ ...one, isDated: isDated(one) }));
  const dated = all.filter((one) => one.isDated);
  const firstWith = (index: number, some: readonly ChosenCheckpoint[]) =>
    some.find(({ size }) => size > index);
  return (index) => firstWith(index, dated) ?? firstWith(index, all);
}

function isDated({ note, timestampReply }: KeptCheckpoint): boolean {
  return timestampReply !== undefined || parseCheckpoint(note).note.signatures.length > 1;
}
