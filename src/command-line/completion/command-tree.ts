import type { Command, Option } from 'commander';

/** A command as a shell completes it. */
export interface CompletedCommand {
  /** Words after `imbill`, such as `invoice verify`; empty for imbill itself. */
  place: string;
  description: string;
  /** Commands below it. */
  commands: readonly CompletedCommand[];
  options: readonly CompletedOption[];
  /** Values of its first argument; undefined without arguments. */
  argument: CompletedValue | undefined;
}

export interface CompletedOption {
  /** Such as `-o` and `--out`. */
  flags: readonly string[];
  description: string;
  /** Values; undefined if it takes none. */
  value: CompletedValue | undefined;
}

/** Values of an option or argument: fixed words, or what the shell looks up. */
export type CompletedValue = readonly string[] | 'file' | 'folder' | 'month' | 'document' | 'any';

/** Reads all commands and options, so that none must be listed by hand. Hidden ones are left out. */
export function commandTree(command: Command, place = ''): CompletedCommand {
  const below = command.commands.map((one) =>
    commandTree(one, place === '' ? one.name() : `${place} ${one.name()}`),
  );
  const options = command.options.filter(({ hidden }) => !hidden).map(completedOption);
  const [argument] = command.registeredArguments;
  return {
    place,
    description: command.description(),
    commands: below,
    options: [...options, { flags: ['-h', '--help'], description: 'show help', value: undefined }],
    argument:
      argument === undefined ? undefined : (argument.argChoices ?? valueNamed(argument.name())),
  };
}

/** Lists a command and all below it. */
export function allCommands(command: CompletedCommand): CompletedCommand[] {
  return [command, ...command.commands.flatMap(allCommands)];
}

function completedOption(option: Option): CompletedOption {
  const { short, long, required, optional, argChoices, flags, description } = option;
  const [, name = ''] = /<(.+)>|\[(.+)\]/.exec(flags) ?? [];
  return {
    flags: [short, long].filter((flag) => flag !== undefined),
    description,
    value: required || optional ? (argChoices ?? optionValueNamed(name)) : undefined,
  };
}

function optionValueNamed(name: string): CompletedValue {
  // An option's number is a count.
  return name === 'number' ? 'any' : valueNamed(name);
}

/** Returns the values of a name that help shows, such as `<dir>`. */
function valueNamed(name: string): CompletedValue {
  const kinds: Readonly<Record<string, CompletedValue>> = {
    dir: 'folder',
    file: 'file',
    path: 'file',
    before: 'file',
    after: 'file',
    number: 'document',
    'YYYY-MM': 'month',
  };
  return kinds[name] ?? 'any';
}
