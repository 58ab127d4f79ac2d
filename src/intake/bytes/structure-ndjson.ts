import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { ByteWindow } from './byte-window.ts';
import { lineProblem, type PhysicalLine, passLine, physicalLine } from './physical-line.ts';
import { assertMostAreGood, RejectsFile } from './rejects-file.ts';
import { ScratchWriter } from './scratch-writer.ts';
import {
  asItIs,
  hasPlainLines,
  productLimits,
  reasons,
  type StructuredFile,
  type StructureLimits,
} from './structured-file.ts';
import type { VerifiedDelivery } from './verify-delivery.ts';

const lineFeed = 0x0a;
const carriageReturn = 0x0d;
const separator = 0x01;

/**
 * Makes the lines of an NDJSON file readable for DuckDB so that every line is accounted for: `lines` = good
 * lines + `structuralRejects`. JSON is not parsed here.
 *
 * A file of plain lines is read as it is. Any other is copied to lines `<line_number>\x01<line>`, ended by LF,
 * without byte order marks. Lines go to the rejects file if they are empty, overlong, not UTF-8, or hold a byte
 * 0x00 or 0x01 or a CR before their end.
 */
export async function structureNdjson(
  delivery: VerifiedDelivery,
  { force = false, limits = {} }: { force?: boolean; limits?: Partial<StructureLimits> } = {},
): Promise<StructuredFile> {
  const isPlain = hasPlainLines(delivery) && !delivery.hasSeparatorByte;
  if (isPlain && !force) return asItIs(delivery);
  return cleanNdjson(delivery, { ...productLimits, ...limits });
}

async function cleanNdjson(
  delivery: VerifiedDelivery,
  limits: StructureLimits,
): Promise<StructuredFile> {
  const stem = join(delivery.scratchDir, randomUUID());
  const lookahead = limits.maxRecordBytes + 2;
  const window = await ByteWindow.open(delivery.contentPath, lookahead, limits.chunkBytes);
  const copy = await ScratchWriter.create(`${stem}.clean.ndjson`);
  const rejects = new RejectsFile(`${stem}.rejects.csv`);
  let lines = 0;
  try {
    while (await window.fill()) {
      while (window.isReady && !copy.isFull && !rejects.isFull) {
        if (window.passMark()) continue;
        lines++;
        takeLine({ delivery, limits, window, copy, rejects }, lines);
      }
      await copy.flush();
      await rejects.flush();
      assertMostAreGood(delivery.name, { lines, rejected: rejects.count });
    }
    await copy.finish();
    await rejects.finish();
  } catch (error) {
    await copy.discard();
    await rejects.discard();
    throw error;
  } finally {
    await window.close();
  }
  return {
    readPath: copy.path,
    hasLineNumbers: true,
    header: [],
    lines,
    headers: 0,
    structuralRejects: rejects.count,
    ...(rejects.path === undefined ? {} : { rejectsPath: rejects.path }),
  };
}

interface CleaningJob {
  delivery: VerifiedDelivery;
  limits: StructureLimits;
  window: ByteWindow;
  copy: ScratchWriter;
  rejects: RejectsFile;
}

function takeLine(job: CleaningJob, lineNumber: number): void {
  const { delivery, limits, window, copy, rejects } = job;
  const line = physicalLine(window);
  const value = window.bytes.subarray(line.start, line.contentEnd);
  const reason =
    lineProblem(window, line, delivery, limits.maxRecordBytes) ?? separatorProblem(job, line);
  if (reason === undefined) {
    copy.number(lineNumber);
    copy.byte(separator);
    copy.bytes(window.bytes, line.start, line.contentEnd);
    copy.byte(lineFeed);
  } else {
    rejects.add({ lineNumber, columnName: '', value, reason });
  }
  passLine(window, line);
}

/** Finds bytes that would end the field or the line for DuckDB. In JSON they are white space at best. */
function separatorProblem({ delivery, window }: CleaningJob, line: PhysicalLine) {
  const bytes = window.bytes.subarray(line.start, line.contentEnd);
  if (delivery.hasSeparatorByte && bytes.includes(separator)) return reasons.separator;
  if (delivery.hasCarriageReturn && bytes.includes(carriageReturn)) return reasons.carriageReturn;
  return undefined;
}
