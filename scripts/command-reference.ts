import type { Argument, Command, Option } from 'commander';
import { examplesOf, wordsOf } from '../src/command-line/commands/command.ts';

/** Options that every command has; the page explains them once. */
const common = ['--workspace', '--json', '--log-format', '--color', '--threads'];

/** Commands that hold the workspace, or what they fetch into it, while they work: exit code 5 if another one does. */
const holders = [
  ...['load', 'ready', 'run', 'preview', 'approve', 'correct', 'close', 'reopen', 'due', 'explain'],
  ...['invoice void', 'invoice prove', 'invoice regenerate', 'invoice explain', 'invoice verify'],
  ...['export ledger', 'export journal', 'import ledger', 'key rotate', 'log add', 'log request'],
  ...['engine job', 'erase', 'retain', 'witness', 'fetch'],
];

/** Commands that need no published numbers and issue nothing: they refuse nothing with exit code 4. */
const neverRefuse = [
  ...['init', 'completion', 'key new', 'key show', 'worker pack', 'engine check', 'doctor'],
  ...['prices list', 'prices show', 'prices diff', 'prices schema', 'prices check', 'refund'],
  ...['fetch', 'sources try'],
];

/**
 * Writes the page docs/commands.md.
 *
 * @param schemas Names of the files in docs/json, such as `invoice-list.schema.json`.
 * @throws {Error} If a list above names a command that there is not.
 */
export function commandReference(program: Command, schemas: readonly string[]): string {
  const commands = leavesOf(program);
  const known = commands.map(nameOf);
  const unknown = [...holders, ...neverRefuse].filter((name) => !known.includes(name));
  if (unknown.length > 0) throw new Error(`There is no command ${unknown.join(', ')}`);
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
    ...commands.flatMap((command) => sectionOf(command, schemas)),
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

function sectionOf(command: Command, schemas: readonly string[]): string[] {
  const name = nameOf(command);
  const own = command.options.filter((option) => !isCommon(option));
  const schema = `${name.replaceAll(' ', '-')}.schema.json`;
  const json = schemas.includes(schema) ? ` JSON: [${schema}](json/${schema}).` : '';
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
    `Exit codes: ${exitCodesOf(name).join(', ')}.${json}`,
    '',
    '```console',
    ...examplesOf(command).map((example) => `$ ${example}`),
    '```',
    '',
  ];
}

function exitCodesOf(name: string): number[] {
  return [
    ...[0, 1, 2, 3],
    ...(neverRefuse.includes(name) ? [] : [4]),
    ...(holders.includes(name) ? [5] : []),
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
