import type { TreeHead, Verdict } from './judge.ts';

/** Both sides of a contradiction, as a message names them. */
export interface Conflict {
  /** File that was shown, as the user typed it. */
  file: string;
  seen: TreeHead;
  /** RFC 3339. */
  seenAt: string;
  shown: TreeHead;
}

/** Verdicts that mean: nothing is signed, and both checkpoints are kept as evidence. */
export type Contradiction = Exclude<Verdict, 'first' | 'same' | 'grown' | 'unproved'>;

/** Says what a contradiction means, and what is not known: a few sentences, with the next step last. */
export function conflictWords(verdict: Contradiction, conflict: Conflict): string {
  const { file, seen, seenAt, shown } = conflict;
  const saw = `this witness saw ${seen.size} entries on ${seenAt}`;
  switch (verdict) {
    case 'other':
      return `${file} is another ledger than the one that ${saw}: as many entries, signed by the same key, with another root.
The ledger was rewritten, or its owner shows different ledgers to different people (a split view). A damaged file cannot cause this.
Seen: ${hex(seen)}, now: ${hex(shown)}.`;
    case 'rewritten':
      return `${file} is a rewritten ledger: ${saw}, and the first ${seen.size} of these ${shown.size} entries are others.
The tiles give the root that the log signed, so a damaged copy cannot cause this.`;
    case 'disproved':
      return `${file} does not prove that its ${shown.size} entries begin with what was seen: ${saw}.
The ledger was rewritten, or the file is damaged; the file alone does not tell which.
Ask for the folder of the log. If it gives the same answer, the ledger was rewritten.`;
    case 'earlier':
      return `${file} is an older checkpoint of the same ledger: it has ${shown.size} entries, and ${saw}.
It is an old copy, or the ledger was set back to it. Whoever sees only this one misses ${seen.size - shown.size} entries.
Ask for the newest one. If there is none, entries were removed.`;
    case 'smaller':
      return `${file} has only ${shown.size} entries, and ${saw}.
It is an old copy, or entries were removed; the file alone does not tell which.
Ask for the newest one. If there is none with at least ${seen.size} entries, the ledger was set back.`;
  }
}

function hex({ root }: TreeHead): string {
  return Buffer.from(root).toString('hex');
}
