/** Text between the path of a zip file and the name of a file in it. */
const separator = '!/';

/** A file in a zip file, by its name. */
export interface ZipMemberName {
  /** Path of the zip file. */
  archive: string;
  /** Name of the file in it. */
  member: string;
}

/** Splits the name of a file in a zip file, such as `logs/2026-09.zip!/logins.csv`; undefined for any other file. */
export function memberOf(name: string): ZipMemberName | undefined {
  const at = name.toLowerCase().indexOf(`.zip${separator}`);
  if (at === -1) return undefined;
  const end = at + '.zip'.length;
  return { archive: name.slice(0, end), member: name.slice(end + separator.length) };
}

/** Returns the name under which a file in a zip file is delivered. */
export function memberName(archive: string, member: string): string {
  return `${archive}${separator}${member}`;
}

/** Returns the path of the file on disk that holds a delivered file: itself, or the zip file around it. */
export function fileOnDisk(name: string): string {
  return memberOf(name)?.archive ?? name;
}

/** Tells whether a file is a zip file, by its extension in any case. */
export function isZip(name: string): boolean {
  return memberOf(name) === undefined && name.toLowerCase().endsWith('.zip');
}
