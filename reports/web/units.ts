import { chineseUnit } from '../bilingual.ts';
import type { Say } from './language.ts';

/** A unit as people say it; one of a user's own as it is. */
export function unitText(unit: string, say: Say): string {
  return say(chineseUnit(unit) ?? unit, unit);
}
