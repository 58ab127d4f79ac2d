import type { Catalog, Relation } from '../../analyst/help/catalog.ts';
import type { Example } from '../../analyst/help/examples.ts';
import { fittedTable } from '../../analyst/results/fitted-table.ts';
import { streamedFormats } from '../../analyst/results/formats.ts';
import { visibleText } from '../../analyst/results/visible-text.ts';
import { type Completion, startingWith } from './completion.ts';

/** Settings of a prompt, which its commands change. */
export interface PromptState {
  mode: PromptMode;
  rows: number;
  isTimed: boolean;
  parameters: Record<string, string>;
}

const { arrow: _arrow, arrows: _arrows, ...textFormats } = streamedFormats;
export type PromptMode = 'table' | keyof typeof textFormats;
const modes = ['table', ...Object.keys(textFormats)] as PromptMode[];

/** Everything that a command of the prompt works with. */
export interface CommandEffects {
  state: PromptState;
  print(text: string): void;
  width: number;
  catalog(): Promise<Catalog>;
  examples(): Promise<Example[]>;
  run(sql: string): Promise<void>;
  quit(): void;
}

interface PromptCommand {
  usage: string;
  help: string;
  run(argument: string, effects: CommandEffects): Promise<void> | void;
}

export const promptCommands: Record<string, PromptCommand> = {
  '.tables': {
    usage: '.tables',
    help: 'list the relations, and what a row of each is',
    run: showTables,
  },
  '.schema': {
    usage: '.schema [RELATION]',
    help: 'list the columns, with types, units and meaning',
    run: showSchema,
  },
  '.examples': {
    usage: '.examples [N]',
    help: 'list example queries; N runs one',
    run: showExamples,
  },
  '.param': {
    usage: '.param [NAME [VALUE]]',
    help: 'set the value of $NAME; without VALUE, remove it',
    run: setParameter,
  },
  '.mode': {
    usage: '.mode [MODE]',
    help: `set how rows are printed: ${modes.join(', ')}`,
    run: setMode,
  },
  '.rows': { usage: '.rows N', help: 'set how many rows of a table are printed', run: setRows },
  '.timer': {
    usage: '.timer [on|off]',
    help: 'print the time of each query, or not',
    run: setTimer,
  },
  '.help': { usage: '.help', help: 'show this help', run: showHelp },
  '.quit': { usage: '.quit', help: 'leave, like Ctrl-D', run: (_, { quit }) => quit() },
};

/** Runs a line that begins with a point. */
export async function runPromptCommand(line: string, effects: CommandEffects): Promise<void> {
  const [, name = '', argument = ''] = /^(\S+)\s*([\s\S]*?)[\s;]*$/.exec(line.trim()) ?? [];
  const command = Object.hasOwn(promptCommands, name) ? promptCommands[name] : undefined;
  if (command) return command.run(argument, effects);
  effects.print(
    `${visibleText(name)} is not a command.\nAccepted: ${Object.keys(promptCommands).join(' ')}\n`,
  );
}

/** Completes a line that begins with a point. */
export function completeCommand(line: string, catalog: Catalog): Completion {
  const [, name = '', begun = ''] = /^(\S+)\s+(\S*)$/.exec(line) ?? [];
  if (name === '.schema')
    return [
      startingWith(
        begun,
        catalog.relations.map((relation) => relation.name),
      ),
      begun,
    ];
  if (name === '.mode') return [startingWith(begun, modes), begun];
  return [startingWith(line, Object.keys(promptCommands)), line];
}

async function showTables(
  _argument: string,
  { catalog, print, width }: CommandEffects,
): Promise<void> {
  const { relations } = await catalog();
  print(
    texts(
      ['relation', 'a row is'],
      relations.map(({ name, comment }) => [name, comment]),
      width,
    ),
  );
}

async function showSchema(
  argument: string,
  { catalog, print, width }: CommandEffects,
): Promise<void> {
  const { relations } = await catalog();
  const chosen = relations.filter(({ name }) => argument === '' || name === argument.toLowerCase());
  if (chosen.length === 0) {
    print(
      `There is no relation ${visibleText(argument)}.\nAccepted: ${relations.map(({ name }) => name).join(' ')}\n`,
    );
  }
  for (const relation of chosen) print(schemaOf(relation, width));
}

function schemaOf({ name, comment, columns }: Relation, width: number): string {
  const rows = columns.map((column) => [column.name, column.type, column.comment]);
  const title = comment === '' ? name : `${name}: ${visibleText(comment)}`;
  return `${title}\n\n${texts(['column', 'type', 'unit and meaning'], rows, width)}\n`;
}

async function showExamples(argument: string, effects: CommandEffects): Promise<void> {
  const examples = await effects.examples();
  if (argument === '') {
    const rows = examples.map(({ name, question }, index) => [String(index + 1), name, question]);
    return effects.print(texts(['n', 'example', 'question'], rows, effects.width));
  }
  const example = examples[Number(argument) - 1] ?? examples.find(({ name }) => name === argument);
  if (!example) {
    return effects.print(
      `There is no example ${visibleText(argument)}.\nAccepted: a number or a name from .examples.\n`,
    );
  }
  effects.print(`${example.sql.trimEnd()}\n\n`);
  await effects.run(example.sql);
}

function setParameter(argument: string, { state, print }: CommandEffects): void {
  const [, name = '', value = ''] = /^\$?(\w+)(?:[\s=]+([\s\S]+))?$/.exec(argument) ?? [];
  if (argument !== '' && name === '') {
    print('Accepted: .param month 2026-09\n');
    return;
  }
  if (value !== '') state.parameters[name] = value;
  else if (name !== '') delete state.parameters[name];
  const lines = Object.entries(state.parameters).map(
    ([key, text]) => `$${key} = ${visibleText(text)}\n`,
  );
  print(lines.join('') || 'No parameter has a value.\n');
}

function setMode(argument: string, { state, print }: CommandEffects): void {
  const mode = modes.find((name) => name === argument.toLowerCase());
  if (mode) state.mode = mode;
  else print(`The mode is ${state.mode}.\nAccepted: ${modes.join(' ')}\n`);
}

function setRows(argument: string, { state, print }: CommandEffects): void {
  if (/^[1-9]\d{0,8}$/.test(argument)) state.rows = Number(argument);
  else print(`A table shows ${state.rows} rows.\nAccepted: a whole number from 1.\n`);
}

function setTimer(argument: string, { state, print }: CommandEffects): void {
  state.isTimed = argument === '' ? !state.isTimed : argument.toLowerCase() === 'on';
  print(`The timer is ${state.isTimed ? 'on' : 'off'}.\n`);
}

function showHelp(_argument: string, { print, width }: CommandEffects): void {
  const rows = Object.values(promptCommands).map(({ usage, help }) => [usage, help]);
  print(
    `A query ends with a semicolon and can have many lines. Tab completes a word. Ctrl-C stops a query\nor clears a line. The arrow keys recall earlier lines.\n\n${texts(['command', 'what it does'], rows, width)}`,
  );
}

function texts(titles: string[], rows: string[][], width: number): string {
  const columns = titles.map((name) => ({
    name,
    type: { name: 'VARCHAR', kind: 'VARCHAR' as const },
  }));
  return fittedTable(
    columns,
    rows.map((row) => row.map(visibleText)),
    width,
  ).text;
}
