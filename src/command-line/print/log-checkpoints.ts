import { visibleCharacters } from '../../base/visible-characters.ts';
import type {
  AddedCosignatures,
  Cosignature,
  LastCheckpoint,
  LogRequest,
  ShownCheckpoints,
} from '../../jobs/log-checkpoints.ts';
import { type Output, printJson, printText } from './output.ts';

interface Options {
  json?: true;
}

/** Prints the log of a workspace. */
export function printLog(log: ShownCheckpoints, { json }: Options, output: Output): void {
  if (json) {
    printJson(output, log);
    return;
  }
  const { size, root, key, unsigned, checkpoint } = log;
  const lines = [
    `The log has ${size} entries, root ${root}.`,
    key === null
      ? 'It is not signed. imbill key new makes a key.'
      : `Key: ${visibleCharacters(key)}. ${unsigned === 0 ? 'All entries are signed.' : `${unsigned} entries are not signed yet.`}`,
    ...(checkpoint === null ? [] : checkpointLines(checkpoint)),
  ];
  printText(output, `${lines.join('\n')}\n`);
}

function checkpointLines({ note, size, cosignatures, missing, ...rest }: LastCheckpoint): string[] {
  return [
    `Last signed checkpoint: ${size} entries${rest.time_stamped ? ', with a time stamp' : ''}.`,
    ...cosignatures.map((one) => `Cosigned by ${cosignatureText(one)}.`),
    ...missing.map((name) => `Not cosigned by ${name}.`),
    '',
    note.trimEnd(),
  ];
}

/** Prints a request. Without `--out`, stdout has the request alone. */
export function printRequest(request: LogRequest, { json }: Options, output: Output): void {
  if (json) {
    printJson(output, request);
    return;
  }
  const { out, since, size, changed_key: key } = request;
  if (key !== null)
    output.say(
      `The key of the log was changed since. Without the folder of the log, the witness cannot see that: tell it the new key for --log-key: ${key}\n`,
    );
  if (out === null) {
    output.result(request.request);
    return;
  }
  const file = visibleCharacters(out);
  printText(
    output,
    `Written: ${file}, a proof that the checkpoint of ${size} entries begins with the ${since} that were seen.\nThe witness runs: imbill witness --log ${file} --key KEYFILE\n`,
  );
}

/** Prints cosignatures that were taken in. */
export function printAdded(added: AddedCosignatures, { json }: Options, output: Output): void {
  if (json) {
    printJson(output, added);
    return;
  }
  const lines = [
    ...added.added.map((one) => `Added: cosignature of ${cosignatureText(one)}.`),
    ...added.known.map((one) => `Known already, nothing changed: ${cosignatureText(one)}.`),
  ];
  printText(output, `Checkpoint of ${added.size} entries.\n${lines.join('\n')}\n`);
}

function cosignatureText({ witness, cosigned_at: time }: Cosignature): string {
  return `${witness} at ${time}`;
}
