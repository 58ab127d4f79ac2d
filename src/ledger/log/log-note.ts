import { readFile, writeFile } from 'node:fs/promises';
import { z } from 'zod';
import { writeWholeFile } from '../../base/whole-files.ts';
import type { Workspace } from '../../workspace/workspace.ts';

const noteSchema = z.strictObject({
  /** Number of entries. */
  size: z.int().min(0),
  /** Root of the tree, lower-case hex. */
  root: z.string(),
  /** True if the checkpoint of this size is signed. */
  signed: z.boolean(),
  /** Number of entries under the last signed checkpoint; 0 without. */
  signed_size: z.int().min(0),
  /** Key in force (vkey); null if nothing was ever signed. */
  key: z.string().nullable(),
  /** File with the last signed checkpoint, relative to the workspace; null without. */
  checkpoint: z.string().nullable(),
});

/** State of the ledger's log after a command. */
export type LogNote = z.infer<typeof noteSchema>;

/** Notes the state of the log beside the warehouse, for commands that do not open it. */
export async function noteLog({ logNote }: Workspace, note: LogNote): Promise<void> {
  const text = `${JSON.stringify(note)}\n`;
  if ((await readFile(logNote, 'utf8').catch(() => '')) === text) return;
  await writeWholeFile(logNote, (aside) => writeFile(aside, text));
}

/** Reads that note; undefined if there is none, or it cannot be read. */
export async function readLogNote({ logNote }: Workspace): Promise<LogNote | undefined> {
  try {
    return noteSchema.safeParse(JSON.parse(await readFile(logNote, 'utf8'))).data;
  } catch {
    return undefined;
  }
}
