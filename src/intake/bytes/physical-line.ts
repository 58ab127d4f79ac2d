import { isUtf8 } from 'node:buffer';
import type { ByteWindow } from './byte-window.ts';
import { reasons } from './structured-file.ts';
import type { TextProfile } from './text-profile.ts';

const lineFeed = 0x0a;
const carriageReturn = 0x0d;

/** One line of a file, without regard to quotes. */
export interface PhysicalLine {
  start: number;
  /** Behind its last byte, LF or CRLF excluded. */
  contentEnd: number;
  /** Behind its line feed; the end of the window where it is not to be seen. */
  next: number;
  /** False for a line that is longer than the window. */
  isWhole: boolean;
}

/** Finds the line at the start of a window that is ready. */
export function physicalLine(window: ByteWindow): PhysicalLine {
  const { bytes, start, end } = window;
  const found = bytes.indexOf(lineFeed, start);
  const isEnded = found !== -1 && found < end;
  const at = isEnded ? found : end;
  const hasReturn = at > start && bytes[at - 1] === carriageReturn;
  return {
    start,
    contentEnd: hasReturn ? at - 1 : at,
    next: isEnded ? at + 1 : end,
    isWhole: isEnded || window.isAtEnd,
  };
}

/** Tells why a line cannot be a record of any kind. Undefined means that it can. */
export function lineProblem(
  { bytes }: ByteWindow,
  { start, contentEnd, isWhole }: PhysicalLine,
  profile: TextProfile,
  maxRecordBytes: number,
): string | undefined {
  if (!isWhole || contentEnd - start > maxRecordBytes) return reasons.overlong(maxRecordBytes);
  if (contentEnd === start) return reasons.empty;
  return textProblem(bytes.subarray(start, contentEnd), profile);
}

/** Tells why bytes are no text. Undefined means that they are. */
export function textProblem(bytes: Buffer, profile: TextProfile): string | undefined {
  if (profile.hasNul && bytes.includes(0)) return reasons.nul;
  if (!profile.isUtf8 && !isUtf8(bytes)) return reasons.notUtf8;
  return undefined;
}

/** Moves the window past a line, also past one that is longer than the window. */
export function passLine(window: ByteWindow, line: PhysicalLine): void {
  if (line.isWhole) window.start = line.next;
  else window.skipLine();
}
