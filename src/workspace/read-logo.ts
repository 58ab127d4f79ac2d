import { realpath } from 'node:fs/promises';
import { join, sep } from 'node:path';
import { sha256Of } from '../base/sha256.ts';
import { readSmallFile, UnfitFile } from '../base/small-file.ts';
import type { Logo } from '../invoice/logo.ts';
import { imageKind } from './image-kind.ts';

const mostBytes = 256 * 1024;
const mostPixels = 4096;

/** Accepted logos, for messages. */
export const acceptedLogo = `accepted: a PNG or JPEG file below the workspace, of at most 256 KB and ${mostPixels} × ${mostPixels} pixels`;

/**
 * Reads a logo.
 *
 * @param root Folder of the workspace.
 * @param path Path below it.
 * @throws {UnfitFile} If it is missing, leads outside, is too large, or is no picture.
 */
export async function readLogo(root: string, path: string): Promise<Logo> {
  const bytes = await readSmallFile(join(root, path), mostBytes);
  const [real, folder] = await Promise.all([realpath(join(root, path)), realpath(root)]);
  if (!real.startsWith(`${folder}${sep}`)) throw unfit('leads outside of the workspace');
  const kind = imageKind(bytes);
  if (kind === undefined) throw unfit('is not a whole PNG or JPEG picture');
  const { mediaType, width, height } = kind;
  if ([width, height].some((pixels) => pixels < 1 || pixels > mostPixels))
    throw unfit(`has ${width} × ${height} pixels`);
  return { media_type: mediaType, sha256: sha256Of(bytes), base64: bytes.toString('base64') };
}

function unfit(message: string): UnfitFile {
  return new UnfitFile(message, acceptedLogo);
}
