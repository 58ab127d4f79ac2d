import type { Argument, Command, Option } from 'commander';
import { examplesOf, wordsOf } from '../src/command-line/commands/command.ts';

/** Options that every command has; the page explains them once. */
const common = ['--workspace', '--json', '--log-format', '--color', '--threads'];

/** Commands that write or read the ledger, or have a lock of their own: exit code 5 if another one has it. */
const lockers = [
  ...['fetch', 'load', 'ready', 'run', 'preview', 'approve', 'correct', 'close', 'reopen', 'due'],
  ...['invoice void', 'invoice prove', 'invoice regenerate', 'invoice explain', 'invoice verify'],
  ...['explain', 'simulate', 'export ledger', 'export journal', 'import ledger', 'engine job'],
  ...['key rotate', 'log show', 'log add', 'log request', 'erase', 'retain', 'witness'],
];

/** Commands that need no published numbers and no issued document: they refuse nothing with exit code 4. */
const neverRefuse = [
  ...['init', 'completion', 'fetch', 'sources try', 'serve', 'doctor', 'engine check', 'witness'],
  ...['prices list', 'prices show', 'prices diff', 'prices schema', 'prices check', 'worker pack'],
  ...['key new', 'key show', 'key rotate', 'log add', 'export ledger', 'import ledger'],
];

/** Commands that read no settings and no files, or only report what is wrong with them: never exit code 3. */
const neverBadInput = ['init', 'completion', 'prices schema', 'worker pack', 'doctor'];

/**
 * Writes the page docs/commands.md.
 *
 * @param schemas Names of the files in docs/json, such as `invoice-list.schema.json`.
 * @throws {Error} If a list above names a command that there is not, or a command has no schema.
 */
export function commandReference(program: Command, schemas: readonly string[]): string {
  const commands = leavesOf(program);
  const known = commands.map(nameOf);
  const listed = [...lockers, ...neverRefuse, ...neverBadInput];
  const unknown = listed.filter((name) => !known.includes(name));
  if (unknown.length > 0) throw new Error(`There is no command ${unknown.join(', ')}`);
  const missing = known.map(schemaNameOf).filter((name) => !schemas.includes(name));
  if (missing.length > 0)
    throw new Error(
      `Describe the JSON of each command: docs/json/${missing.join(', ')} is missing`,
    );
  return [
    '# Commands',
    '',
    'All commands, by task. `imbill COMMAND --help` shows the same in the terminal. This page is made by `npm run docs`.',
    '',
    ...groupsOf(program).flatMap(([title, members]) => [
      `**${title}** ${members.map((name) => `[${name}](#imbill-${name.replaceAll(' ', '-')})`).join(' · ')}`,
      '',
    ]),
    '## Options of every command',
    '',
    '| option | meaning |',
    '|---|---|',
    ...(commands[0]?.options ?? []).filter(isCommon).map(optionRow),
    '',
    'Where an option takes a month, `previous` is the month before today and `current` the month of today, in the time zone of the workspace.',
    '',
    'With `--json`, stdout is one JSON document. Each command below links to its JSON Schema. A command that fails prints',
    '[this document](json/error.schema.json). [Exit codes](operate.md#exit-codes) have the same meaning everywhere.',
    '',
    ...commands.flatMap(sectionOf),
  ].join('\n');
}

/** Lists the commands that do something, in the order of the help. */
export function leavesOf(command: Command): Command[] {
  return command.commands.length === 0 ? [command] : command.commands.flatMap(leavesOf);
}

/** Returns the words of a command after `imbill`. */
export function nameOf(command: Command): string {
  return wordsOf(command).slice(1).join(' ');
}

function groupsOf(program: Command): [title: string, commands: string[]][] {
  const groups = new Map<string, string[]>();
  for (const command of program.commands) {
    const title = command.helpGroup();
    groups.set(title, [...(groups.get(title) ?? []), ...leavesOf(command).map(nameOf)]);
  }
  return [...groups];
}

function sectionOf(command: Command): string[] {
  const name = nameOf(command);
  const own = command.options.filter((option) => !isCommon(option));
  const schema = schemaNameOf(name);
  return [
    `## imbill ${name}`,
    '',
    `${command.description()}.`,
    '',
    '```text',
    [
      'imbill',
      name,
      ...own.filter(({ mandatory }) => mandatory).map(({ flags }) => flags),
      ...argumentsOf(command),
      '[options]',
    ].join(' '),
    '```',
    '',
    ...(own.length === 0 ? [] : ['| option | meaning |', '|---|---|', ...own.map(optionRow), '']),
    `Exit codes: ${exitCodesOf(name).join(', ')}. JSON: [${schema}](json/${schema}).`,
    '',
    '```console',
    ...examplesOf(command).map((example) => `$ ${example}`),
    '```',
    '',
  ];
}

/** Returns the name of the schema's file: `invoice list` has `invoice-list.schema.json`. */
function schemaNameOf(name: string): string {
  return `${name.replaceAll(' ', '-')}.schema.json`;
}

function exitCodesOf(name: string): number[] {
  return [
    ...[0, 1, 2],
    ...(neverBadInput.includes(name) ? [] : [3]),
    ...(neverRefuse.includes(name) ? [] : [4]),
    ...(lockers.includes(name) ? [5] : []),
  ];
}

function argumentsOf(command: Command): string[] {
  return command.registeredArguments.map((argument: Argument) => {
    const name = `${argument.name()}${argument.variadic ? '…' : ''}`;
    return argument.required ? `<${name}>` : `[${name}]`;
  });
}

function isCommon({ long }: Option): boolean {
  return common.includes(`${long}`);
}

function optionRow(option: Option): string {
  const { flags, description, argChoices, mandatory, defaultValue, defaultValueDescription } =
    option;
  const notes = [
    mandatory ? 'required' : '',
    argChoices === undefined
      ? ''
      : `accepted: ${argChoices.map((choice) => `\`${choice}\``).join(', ')}`,
    defaultValue === undefined || typeof defaultValue === 'boolean'
      ? ''
      : `default: ${defaultValueDescription ?? `\`${defaultValue}\``}`,
  ].filter((note) => note !== '');
  return `| \`${flags.replaceAll('|', '\\|')}\` | ${[description, ...notes].join('; ').replaceAll('|', '\\|')} |`;
}
