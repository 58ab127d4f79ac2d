import { userInfo } from 'node:os';

/** The user of this process; its number where the machine knows no name. */
export function userName(): string {
  try {
    return userInfo().username;
  } catch {
    return String(process.getuid?.() ?? '');
  }
}
