import { userInfo } from 'node:os';

/** Returns the name of this process's user, or its number if the machine knows no name. */
export function userName(): string {
  try {
    return userInfo().username;
  } catch {
    return String(process.getuid?.() ?? '');
  }
}
