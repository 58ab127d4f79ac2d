/** Users who may read files that imbill makes: this user, also the group, or as the umask of the process says. */
export type FileAccess = 'private' | 'group' | 'umask';

export const fileAccesses = ['private', 'group', 'umask'] as const satisfies FileAccess[];

/** Mask with which the process began; undefined until `makeFilesPrivate` is called. */
let givenMask: number | undefined;

/** Makes all later files of this process, and of its children, readable by this user alone: 0600, folders 0700. */
export function makeFilesPrivate(): void {
  givenMask ??= process.umask();
  process.umask(maskOf('private', givenMask));
}

/** Makes all later files readable as a workspace wants. Does nothing before `makeFilesPrivate`. */
export function setFileAccess(access: FileAccess): void {
  if (givenMask !== undefined) process.umask(maskOf(access, givenMask));
}

/** Returns the umask of an access. `given` is the umask with which the process began. */
export function maskOf(access: FileAccess, given: number): number {
  if (access === 'group') return 0o027;
  return access === 'private' ? given | 0o077 : given;
}
