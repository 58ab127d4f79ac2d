import { visibleCharacters } from '../../base/visible-characters.ts';
import type { Witnessed } from '../../jobs/witness.ts';
import { type Output, printJson } from './output.ts';

/** Prints what a witness saw. Without `--out`, stdout has the cosigned checkpoint alone. */
export function printWitnessed(
  witnessed: Witnessed,
  { json }: { json?: true },
  output: Output,
): void {
  if (json) {
    printJson(output, witnessed);
    return;
  }
  const said = `${seenWords(witnessed)}\nCosigned at ${witnessed.cosigned_at}.\n`;
  if (witnessed.out === null) {
    output.say(said);
    output.result(witnessed.checkpoint);
    return;
  }
  const file = visibleCharacters(witnessed.out);
  output.result(
    `${said}Written: ${file}. The owner of the ledger takes it in: imbill log add ${file}\n`,
  );
}

function seenWords({ seen, log, size, previous_size: before, root }: Witnessed): string {
  const now = `${visibleCharacters(log)}: ${size} entries, root ${root}.`;
  if (seen === 'first') return `${now}\nThis is the first look: nothing earlier to compare with.`;
  if (seen === 'same') return `${now}\nNothing was added since the last look.`;
  return `${now}\nIt begins with all ${before} entries of the last look; ${size - before!} were added.`;
}
