import { base64Of } from '../../src/base/base64.ts';
import { areSameBytes, hexOf, utf8Of } from '../../src/base/bytes.ts';
import { exitCodes, UserError } from '../../src/base/errors.ts';
import { sha256Bytes } from '../../src/base/sha256.ts';
import { readSmallFile, refusedFile } from '../../src/base/small-file.ts';
import type { Database } from '../../src/duckdb/duckdb.ts';
import type { KeptTimeStamp } from '../../src/jobs/prove.ts';
import { readCheckpoints } from '../../src/ledger/log/signed-log.ts';
import type { KeptCheckpoint } from '../../src/proof/choose-checkpoint.ts';
import { DerError } from '../../src/proof/der.ts';
import {
  checkTimeStamp,
  parseTimeStampReply,
  type TimeStampReply,
} from '../../src/proof/time-stamp.ts';
import { parseCheckpoint } from '../../src/tlog/checkpoint.ts';
import type { Effects } from '../effects/effects.ts';

/** Replies have some kilobytes: a signature and a few certificates. */
const mostReplyBytes = 1024 ** 2;

/**
 * Checks the reply of a time-stamp authority, and keeps it with the checkpoint that it dates. A checkpoint keeps its
 * first time stamp. Those who check a proof decide which authority they trust.
 *
 * @param file Path of the reply (`.tsr`).
 * @throws {UserError} (exit 3) If the file cannot be read, or is no granted and signed reply for a checkpoint of this
 *   ledger.
 */
export async function keepTimeStamp(
  file: string,
  { warehouse }: Pick<Effects, 'warehouse'>,
): Promise<KeptTimeStamp> {
  const bytes = await readSmallFile(file, mostReplyBytes).catch((error) => {
    throw refusedFile(file, error);
  });
  const reply = parseReply(bytes, file);
  const checkpoint = await stampedCheckpoint(warehouse, reply, file);
  const time = await checkReply(bytes, checkpoint, file);
  const wasKnown = checkpoint.timestampReply !== undefined;
  if (!wasKnown)
    await warehouse.run(
      'update log_checkpoints set timestamp_reply = $reply where size = cast($size as bigint)',
      { reply: base64Of(bytes), size: String(checkpoint.size) },
    );
  return { size: checkpoint.size, time, was_known: wasKnown };
}

function parseReply(bytes: Uint8Array, file: string): TimeStampReply {
  try {
    return parseTimeStampReply(bytes);
  } catch (error) {
    throw refused(file, error);
  }
}

/** Finds the checkpoint whose text was stamped. */
async function stampedCheckpoint(
  warehouse: Database,
  { imprint }: TimeStampReply,
  file: string,
): Promise<KeptCheckpoint> {
  const checkpoints = await readCheckpoints(warehouse);
  const found = checkpoints.find(({ note }) => areSameBytes(imprintOf(note), imprint));
  if (found !== undefined) return found;
  throw new UserError(
    `${file} stamps something with the hash ${hexOf(imprint)}, which is none of the ${checkpoints.length} signed checkpoints of this ledger.\nAccepted: the reply to a request of this workspace, from imbill invoice prove --timestamp-request.`,
    exitCodes.badInput,
  );
}

/** Returns the SHA-256 of a checkpoint's text, which requests and replies hold. */
function imprintOf(note: string): Uint8Array {
  return sha256Bytes(utf8Of(parseCheckpoint(note).note.text));
}

/** Checks the signature. @returns The time, in UTC with whole seconds. */
async function checkReply(
  bytes: Uint8Array,
  { note }: KeptCheckpoint,
  file: string,
): Promise<string> {
  try {
    const { time } = await checkTimeStamp(bytes, imprintOf(note));
    return `${new Date(time).toISOString().slice(0, 19)}Z`;
  } catch (error) {
    throw refused(file, error);
  }
}

function refused(file: string, error: unknown): unknown {
  if (!(error instanceof DerError)) return error;
  return new UserError(
    `${file} is refused: ${error.message}.\nAccepted: a granted reply of a time-stamp authority (RFC 3161, .tsr), with its certificate. Nothing was changed.`,
    exitCodes.badInput,
    { cause: error },
  );
}
