import type { Catalog } from '../../analyst/help/catalog.ts';
import { visibleText } from '../../analyst/results/visible-text.ts';
import { layOut } from '../../terminal/layout.ts';
import { catalogCommands, textRows } from './catalog-commands.ts';
import { type Completion, startingWith } from './completion.ts';
import type { CommandEffects, PromptCommand, PromptState } from './prompt-state.ts';
import { settingCommands } from './setting-commands.ts';

const promptCommands: Record<string, PromptCommand> = {
  ...catalogCommands,
  ...settingCommands,
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
export function completeCommand(line: string, catalog: Catalog, state: PromptState): Completion {
  const [, name = '', begun = ''] = /^(\S+)\s+(?:.*\s)?(\S*)$/.exec(line) ?? [];
  if (name === '') return [startingWith(line, Object.keys(promptCommands)), line];
  const words = promptCommands[name]?.words?.(catalog, state) ?? [];
  return [startingWith(begun, words), begun];
}

function showHelp(_argument: string, { print, room }: CommandEffects): void {
  const rows = Object.values(promptCommands).map(({ usage, help }) => [usage, help]);
  const intro =
    'A query ends with a semicolon and may have many lines. Tab completes a word. Ctrl-C stops a query or empties the line. The arrow keys bring back earlier queries.';
  print(layOut([{ text: intro, hang: 0 }, ''], room));
  print(textRows(['command', 'what it does'], rows, room));
}
