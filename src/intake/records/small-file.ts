import { rm } from 'node:fs/promises';
import type { VerifiedDelivery } from '../bytes/verify-delivery.ts';
import { isOftenStraight } from './judge-records.ts';
import { openText } from './open-file.ts';
import type { FileReader, OpenedFile, OpenedText } from './opened-file.ts';
import type { SourceSettings } from './source-settings.ts';

/** Larger files cost more by their rows than by their queries. */
const smallBytes = 64 * 1024;

/** A small text that is opened, to be read with others. */
export interface SmallFile {
  delivery: VerifiedDelivery;
  opened: OpenedFile;
  /** Absent if the file has no row. */
  text?: OpenedText;
}

/** A small text with rows. */
export type SmallText = SmallFile & { text: OpenedText };

/**
 * Opens a verified file if it is small, and if all its lines may be good.
 *
 * @returns Undefined if it must be read alone.
 * @throws {UserError} If the file is refused.
 */
export async function openSmall(
  delivery: VerifiedDelivery,
  source: SourceSettings,
  reader: Pick<FileReader, 'bytes'>,
): Promise<SmallFile | undefined> {
  const { format, bytes } = delivery;
  if (bytes > smallBytes || (format !== 'csv' && format !== 'ndjson')) return undefined;
  const opened = await openText({ ...delivery, format }, source, reader);
  if (opened.rejectsPath === undefined && rowsOf(opened) === 0) return { delivery, opened };
  if (opened.text !== undefined && isOftenStraight(source, opened))
    return { delivery, opened, text: opened.text };
  await removeCopies(opened);
  return undefined;
}

/** Returns the number of records of a file without rejects. */
export function rowsOf({ lines, headers }: OpenedFile): number {
  return lines - headers;
}

/** Removes the copies that were made of a file. */
export async function removeCopies({ copies }: OpenedFile): Promise<void> {
  for (const copy of copies) await rm(copy, { force: true });
}
