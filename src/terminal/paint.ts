import { styleText } from 'node:util';

/** A meaning that a terminal shows by colour or weight. */
export type Tone = 'strong' | 'quiet' | 'good' | 'warning' | 'error';

/** Gives a text a tone. */
export type Paint = (tone: Tone, text: string) => string;

/** Answers of `--color`. */
export const colourChoices = ['auto', 'always', 'never'] as const;
export type ColourChoice = (typeof colourChoices)[number];

const formats = {
  strong: 'bold',
  quiet: 'dim',
  good: 'green',
  warning: 'yellow',
  error: 'red',
} as const satisfies Record<Tone, string>;

/** Leaves a text as it is: for files and pipes. */
export const unpainted: Paint = (_tone, text) => text;

/** Paints with the escape sequences of a terminal. An empty text stays empty. */
export const painted: Paint = (tone, text) =>
  text === '' ? '' : styleText(formats[tone], text, { validateStream: false });

/**
 * Decides if a stream gets colour. `--color` decides first, then `FORCE_COLOR`, then `NO_COLOR`.
 *
 * @param environment Variables of the process. Source: https://no-color.org, https://force-color.org
 */
export function hasColour(
  choice: ColourChoice,
  isTerminal: boolean,
  environment: NodeJS.ProcessEnv = process.env,
): boolean {
  if (choice !== 'auto') return choice === 'always';
  const { FORCE_COLOR: forced = '', NO_COLOR: refused = '', TERM: terminal } = environment;
  if (forced !== '') return forced !== '0' && forced !== 'false';
  return isTerminal && refused === '' && terminal !== 'dumb';
}
