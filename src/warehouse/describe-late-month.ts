import { visibleCharacters } from '../base/visible-characters.ts';
import type { LateMonth } from './late-data.ts';

const shownFiles = 3;

/** Says which files have rows of an issued month, and what to do. */
export function describeLateMonth({ month, files }: LateMonth): string {
  const shown = files.slice(0, shownFiles).map(visibleCharacters).join(', ');
  const more = files.length > shownFiles ? ` and ${files.length - shownFiles} more files` : '';
  const hold = files.length === 1 ? 'holds' : 'hold';
  return `${shown}${more} ${hold} rows of ${month}, which was issued before; its documents do not change. imbill correct --month ${month} --dry-run shows what would change.`;
}
