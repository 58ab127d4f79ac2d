import { allCommands, type CompletedCommand, type CompletedValue } from './command-tree.ts';

/** Texts of a completion script by key: a place such as `invoice verify`, or a place and a flag. */
export type Table = readonly (readonly [key: string, words: readonly string[]])[];

/** Tables that a script of any shell works with. */
export interface Tables {
  /** Place → commands below it. */
  commands: Table;
  /** Place → flags of its options. */
  options: Table;
  /** Place, blank and flag → values of an option that takes one. */
  values: Table;
  /** Place → values of its first argument. */
  argument: Table;
}

/**
 * Builds the tables of a completion script.
 *
 * @param describe Joins a command or flag with its description, as the shell wants them.
 */
export function tablesOf(
  root: CompletedCommand,
  describe: (name: string, description: string) => string,
): Tables {
  const all = allCommands(root);
  return {
    commands: all.map(({ place, commands }) => [
      place,
      commands.map((one) => describe(nameOf(one), one.description)),
    ]),
    options: all.map(({ place, options }) => [
      place,
      options.flatMap(({ flags, description }) => flags.map((flag) => describe(flag, description))),
    ]),
    values: all.flatMap(({ place, options }) =>
      options.flatMap(({ flags, value }) =>
        value === undefined
          ? []
          : flags.map((flag) => [`${place} ${flag}`, wordsOf(value)] as const),
      ),
    ),
    argument: all.flatMap(({ place, argument }) =>
      argument === undefined ? [] : [[place, wordsOf(argument)] as const],
    ),
  };
}

/** Returns the last word of a command. */
export function nameOf({ place }: CompletedCommand): string {
  return place.slice(place.lastIndexOf(' ') + 1);
}

/** Returns fixed words, or the name of what the script looks up, after `@`. */
export function wordsOf(value: CompletedValue): readonly string[] {
  return typeof value === 'string' ? [`@${value}`] : value;
}
