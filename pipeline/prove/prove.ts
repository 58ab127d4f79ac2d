import { join, relative, sep } from 'node:path';
import { renderProofPage } from '../../reports/proof-html.ts';
import { utf8Of } from '../../src/base/bytes.ts';
import { exitCodes, UserError } from '../../src/base/errors.ts';
import { writeWholeFiles } from '../../src/base/whole-files.ts';
import type { Proofs, ProvedDocument, ProveOptions } from '../../src/jobs/prove.ts';
import { bundleFiles } from '../../src/proof/bundle-files.ts';
import { timeStampRequest } from '../../src/proof/time-stamp-request.ts';
import { parseCheckpoint } from '../../src/tlog/checkpoint.ts';
import type { ReadEffects } from '../effects/effects.ts';
import { findChosenNumbers } from './chosen-documents.ts';
import { openLog } from './open-log.ts';
import { type ProvableDocument, readProvable, refuseUnsigned } from './provable-documents.ts';
import { writeBundle } from './write-bundle.ts';
import { writeVerifier } from './write-verifier.ts';

/** Number of documents whose facts are read at a time. */
const documentsAtATime = 200;

/**
 * Writes the proofs of issued documents, each to a folder of its own. The ledger is only read, and the same ledger
 * gives the same bytes.
 *
 * @throws {UserError} (exit 2) If there is no such number. (exit 3) If a document is under no signed checkpoint.
 *   (exit 4) If nothing was issued. (exit 1) If the ledger was altered, or the folder cannot be written.
 */
export async function prove(
  { number, month, out, withRequests, withVerifier }: ProveOptions,
  effects: ReadEffects,
): Promise<Proofs> {
  const { warehouse, workspace } = effects;
  const numbers = await findChosenNumbers(warehouse, { number, month });
  if (numbers.length === 0)
    throw new UserError(
      'Nothing was issued.\nimbill invoice list shows what was.',
      exitCodes.nothingToDo,
    );
  const log = await openLog(effects);
  await refuseUnsigned(warehouse, numbers, log);
  const folder = out ?? join(workspace.root, 'proofs');
  const shown = out ?? shownPath(workspace.root, folder);
  const documents: ProvedDocument[] = [];
  const requests: string[] = [];
  const progress = effects.progress.start('Proving', numbers.length);
  try {
    for (let from = 0; from < numbers.length; from += documentsAtATime) {
      const part = numbers.slice(from, from + documentsAtATime);
      for (const one of await readProvable(warehouse, part, log)) {
        const files = filesOf(one);
        await writeBundle(join(folder, one.parts.number), files);
        documents.push(describe(one, files, shown));
        if (withRequests) requests.push(await writeRequest(one, folder));
        progress.advance(one.parts.number);
      }
    }
  } finally {
    progress.end();
  }
  const verifier = withVerifier ? await writeVerifier(folder) : [];
  const below = (name: string) => `${shown}/${name}`;
  return { documents, requests: requests.map(below), verifier: verifier.map(below) };
}

/** A path below the workspace, with `/`. */
function shownPath(root: string, path: string): string {
  return relative(root, path).split(sep).join('/');
}

/** Writes the request for a time stamp of a proof's checkpoint beside the proof. @returns Its name. */
async function writeRequest(
  { parts, checkpoint }: ProvableDocument,
  folder: string,
): Promise<string> {
  const name = `${parts.number}.tsq`;
  const { text } = parseCheckpoint(checkpoint.note).note;
  await writeWholeFiles(folder, [[name, timeStampRequest(utf8Of(text))]]);
  return name;
}

function filesOf({ parts }: ProvableDocument) {
  return bundleFiles(parts, renderProofPage(parts));
}

function describe(
  { parts, index, checkpoint }: ProvableDocument,
  files: ReadonlyMap<string, string | Uint8Array>,
  shown: string,
): ProvedDocument {
  const sizes = [...files.values()].map((content) => Buffer.byteLength(content));
  return {
    number: parts.number,
    folder: `${shown}/${parts.number}`,
    files: [...files.keys()].sort(),
    bytes: sizes.reduce((sum, size) => sum + size, 0),
    index,
    size: checkpoint.size,
    is_dated: checkpoint.isDated,
    has_facts: parts.facts !== undefined,
  };
}
