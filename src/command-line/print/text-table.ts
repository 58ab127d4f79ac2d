import { visibleCharacters } from '../../base/visible-characters.ts';

/** Text of logs on a terminal: control characters could do anything there. */
export const printable = visibleCharacters;
