import { mkdir } from 'node:fs/promises';
import { sha256Of } from '../base/sha256.ts';
import { writeWholeFiles } from '../base/whole-files.ts';

/**
 * Keeps two checkpoints that contradict each other, in a folder beside the state. The same two are kept once.
 *
 * @param seen Signed note that the witness cosigned.
 * @param shown Signed note that it refuses.
 * @returns The folder.
 */
export async function keepEvidence(
  state: string,
  { seen, shown }: { seen: string; shown: string },
): Promise<string> {
  const folder = `${state}.conflict-${sha256Of(seen + shown).slice(0, 16)}`;
  await mkdir(folder, { recursive: true });
  await writeWholeFiles(folder, [
    ['seen.checkpoint', seen],
    ['shown.checkpoint', shown],
  ]);
  return folder;
}
