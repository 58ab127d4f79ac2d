import { join } from 'node:path';
import type { PublishedLog } from '../../jobs/log.ts';
import { countOf } from '../../money/count-of.ts';

/**
 * Describes the state of the log after a command: its size, its root, and where its checkpoint is.
 *
 * @param workspace The folder as the user named it.
 */
export function describeLog(log: PublishedLog, workspace: string): string {
  const { size, root, signed_size, checkpoint } = log;
  const state =
    checkpoint === null
      ? 'not signed'
      : `${signed_size === size ? 'signed' : `the first ${signed_size} signed`}: ${join(workspace, checkpoint)}`;
  return `Log: ${countOf(size, 'entry', 'entries')}, root ${root}, ${state}`;
}
