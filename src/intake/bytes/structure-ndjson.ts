import { type CleaningJob, cleanFile } from './clean-file.ts';
import { lineProblem, type PhysicalLine, passLine, physicalLine } from './physical-line.ts';
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

function cleanNdjson(delivery: VerifiedDelivery, limits: StructureLimits): Promise<StructuredFile> {
  return cleanFile(delivery, limits, (job) => {
    const { window, copy, rejects } = job;
    const { lineShift = 0 } = delivery;
    const cleaner = {
      header: [],
      lines: 0,
      headers: 0,
      copyReady() {
        while (window.isReady && !copy.isFull && !rejects.isFull) {
          if (window.passMark()) continue;
          cleaner.lines++;
          copyLine(job, cleaner.lines + lineShift);
        }
      },
    };
    return cleaner;
  });
}

function copyLine(job: CleaningJob, lineNumber: number): void {
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
