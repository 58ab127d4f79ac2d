import { layOut, layOutError } from '../../terminal/layout.ts';
import {
  type ColourChoice,
  colourChoices,
  hasColour,
  painted,
  unpainted,
} from '../../terminal/paint.ts';
import type { Room } from '../../terminal/table.ts';
import type { Output } from './output.ts';

/** Turns an output into one that fits its terminals, with colour if the arguments and the environment ask for it. */
export function shownOutput(output: Output, argv: readonly string[]): Output {
  const messages = roomOf(output.errorTerminal, argv);
  return Object.assign(withRoom(output, argv), {
    say: (text: string) => output.say(messageText(text, messages)),
    fail: (message: string) => output.say(layOutError(message, messages)),
  });
}

/** Gives stdout its room. Messages stay as they are. */
export function withRoom(output: Output, argv: readonly string[]): Output {
  return Object.assign(Object.create(output) as Output, { room: roomOf(output.terminal, argv) });
}

/** Returns a room whose width follows that of the terminal. */
function roomOf(terminal: { columns: number } | undefined, argv: readonly string[]): Room {
  const paint = hasColour(colourChoice(argv), terminal !== undefined) ? painted : unpainted;
  return {
    paint,
    get width() {
      return terminal === undefined ? Number.POSITIVE_INFINITY : terminal.columns || 80;
    },
  };
}

/** Returns the choice of `--color`. Known before arguments are parsed, for errors of parsing. */
export function colourChoice(argv: readonly string[]): ColourChoice {
  const end = argv.indexOf('--');
  const options = end < 0 ? argv : argv.slice(0, end);
  const given = options.flatMap((text, index) => {
    if (text === '--color') return [options[index + 1]];
    return text.startsWith('--color=') ? [text.slice('--color='.length)] : [];
  });
  return colourChoices.find((name) => name === given.at(-1)) ?? 'auto';
}

function messageText(text: string, room: Room): string {
  // Errors of the parser of arguments begin so.
  return text.startsWith('error: ')
    ? layOutError(text, room)
    : layOut([text.replace(/\n$/, '')], room);
}
