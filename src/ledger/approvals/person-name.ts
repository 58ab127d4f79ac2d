import { exitCodes, UserError } from '../../base/errors.ts';
import { quotedText } from '../../base/visible-characters.ts';

const longestName = 200;

/**
 * Returns the name of a person without blanks around it.
 *
 * @param option Option that names the person.
 * @throws {UserError} (exit 2) If nothing of the name can be seen, it has several lines, or it is too
 *   long.
 */
export function personIn(text: string | undefined, option: string): string {
  const name = text?.trim() ?? '';
  const isSeen = comparableName(name) !== '';
  if (isSeen && !/\p{Cc}|[\u2028\u2029]|\p{Cs}/u.test(name) && name.length <= longestName)
    return name;
  throw new UserError(
    `${option} is ${quotedText(name.slice(0, longestName))}, which is not a name.\nAccepted: one line of up to ${longestName} characters, such as ${option} "Anna Li".`,
    exitCodes.wrongUsage,
  );
}

/** Tells if two names are of one person: capitals, blanks and forms of a character do not matter. */
export function isSamePerson(one: string, other: string): boolean {
  return comparableName(one) === comparableName(other);
}

/** Folds capitals and forms of a character, and leaves out what is not seen. */
function comparableName(name: string): string {
  return name
    .normalize('NFKC')
    .replaceAll(/\p{Default_Ignorable_Code_Point}|\p{Cf}/gu, '')
    .toUpperCase()
    .toLowerCase()
    .normalize('NFKC')
    .replaceAll(/[\s\p{Z}\p{Cc}\u2800]+/gu, ' ')
    .trim();
}
