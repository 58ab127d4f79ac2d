import { DamagedArchive } from '../bytes/damaged-archive.ts';
import { refusal } from '../bytes/refusal.ts';
import { listZip } from '../bytes/zip-content.ts';
import { isZip, memberName } from '../bytes/zip-name.ts';
import { isManifest } from '../manifests/listed-file.ts';

/** A file that a source matches, by its path and its name. */
interface NamedFile {
  path: string;
  name: string;
}

/**
 * Replaces zip files by the files in them. A zip file that cannot be read or is empty stays, to be refused when it is
 * loaded.
 *
 * @param isIgnored Tells whether a file is no delivery.
 * @returns The files, and the names of those that are no deliveries: ignored and hidden ones.
 */
export async function withZipMembers<File extends NamedFile>(
  files: readonly File[],
  isIgnored: (name: string) => boolean,
): Promise<{ files: File[]; leftOut: string[] }> {
  const all: File[] = [];
  const leftOut: string[] = [];
  for (const file of files) {
    const members = isZip(file.name) ? await listZip(file.path).catch(() => []) : [];
    if (members.length === 0) all.push(file);
    for (const member of members) {
      const name = memberName(file.name, member);
      if (isIgnored(name) || isHidden(member)) leftOut.push(name);
      else if (!isManifest(name)) all.push({ ...file, name });
    }
  }
  return { files: all, leftOut };
}

/** Tells whether a file in a zip file is hidden, or a note of macOS. */
export function isHidden(member: string): boolean {
  return member.split('/').some((part) => part.startsWith('.') || part === '__MACOSX');
}

/** Returns the refusal of a zip file whose files could not be listed. */
export async function damagedZip(path: string, name: string): Promise<Error> {
  const damage = await listZip(path).then(
    () => undefined,
    (error: Error) => error,
  );
  if (damage !== undefined && !(damage instanceof DamagedArchive)) return damage;
  return refusal(
    name,
    damage === undefined
      ? 'the zip file holds no file'
      : `the zip file cannot be read: ${damage.message}`,
    'a complete zip file with at least one file, compressed by Deflate or stored',
    'Have the file delivered again',
    damage,
  );
}
