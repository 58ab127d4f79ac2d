import { base64Of } from '../src/base/base64.ts';
import type { BundleParts } from '../src/proof/bundle-files.ts';
import { parseTimeStampReply } from '../src/proof/time-stamp.ts';
import { cosignatureTime } from '../src/tlog/cosignature.ts';
import { parsePolicy } from '../src/tlog/policy.ts';
import { parseTlogProof } from '../src/tlog/tlog-proof.ts';

/** Place of a document in ledger and log, as the page of its proof shows it. */
export interface LogPlace {
  /** Number of its entry in the ledger, from 1. */
  position: string;
  /** Root over the documents up to it, lower-case hex. */
  documentsRoot: string;
  /** Number of its entry in the log, from 0. */
  index: number;
  /** Number of log entries under the checkpoint. */
  size: number;
  /** Root of the log, base64. */
  root: string;
  /** Key of the log (vkey). */
  key: string;
  /** Who else dated the checkpoint, oldest first. */
  seen: Sighting[];
}

/** A time at which another saw the checkpoint. */
interface Sighting {
  by: string;
  /** UTC, `YYYY-MM-DD HH:MM:SS`. */
  time: string;
  isTimeStamp: boolean;
}

/** Reads the place of a document from the files of its proof. */
export function logPlaceOf(parts: BundleParts): LogPlace {
  const { position, documents_root: documentsRoot } = JSON.parse(parts.entry) as EntryKeys;
  const { index, parsed } = parseTlogProof(parts.proof);
  const { logs, witnesses } = parsePolicy(parts.policy);
  const cosigned = [...witnesses].flatMap(([by, key]) => {
    const seconds = cosignatureTime(parsed.note, key);
    return seconds === undefined ? [] : sighting(by, seconds * 1000);
  });
  return {
    position,
    documentsRoot,
    index,
    size: parsed.size,
    root: base64Of(parsed.root),
    key: logs[0]?.text ?? '',
    seen: [...timeStamp(parts), ...cosigned].sort((one, other) => (one.time < other.time ? -1 : 1)),
  };
}

function timeStamp({ timestampReply }: BundleParts): Sighting[] {
  if (timestampReply === undefined) return [];
  const { genTime, certificates } = parseTimeStampReply(timestampReply);
  const by = certificates[0]?.subjectName ?? '';
  return [{ ...sighting(by, genTime), isTimeStamp: true }];
}

function sighting(by: string, milliseconds: number): Sighting {
  const time = new Date(milliseconds).toISOString().slice(0, 19).replace('T', ' ');
  return { by, time, isTimeStamp: false };
}

interface EntryKeys {
  position: string;
  documents_root: string;
}
