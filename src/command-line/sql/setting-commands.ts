import { visibleText } from '../../analyst/results/visible-text.ts';
import { formatOfFile } from './format.ts';
import { openOutputFile } from './output-file.ts';
import {
  type CommandEffects,
  type PromptCommand,
  type PromptMode,
  promptModes,
} from './prompt-state.ts';

const switches = ['on', 'off'];

/** Commands that change how queries are answered. */
export const settingCommands: Record<string, PromptCommand> = {
  '.param': {
    usage: '.param list|set|clear',
    help: 'values of $NAME, such as: .param set month 2026-09',
    run: setParameter,
    words: (_, { parameters }) => ['list', 'set', 'clear', ...Object.keys(parameters)],
  },
  '.mode': {
    usage: '.mode [MODE]',
    help: `print rows as ${promptModes.slice(0, -1).join(', ')} or ${promptModes.at(-1)}`,
    run: setMode,
    words: () => promptModes,
  },
  '.output': {
    usage: '.output [FILE [--force]]',
    help: 'write results to FILE; without it, show them again',
    run: setOutput,
  },
  '.rows': { usage: '.rows N', help: 'most rows of a table', run: setRows },
  '.pager': {
    usage: '.pager [on|off]',
    help: 'show long results page by page ($PAGER, or less)',
    run: (argument, { state, print }) => {
      state.isPaged = switched(argument, state.isPaged);
      print(`The pager is ${state.isPaged ? 'on' : 'off'}.\n`);
    },
    words: () => switches,
  },
  '.timer': {
    usage: '.timer [on|off]',
    help: 'print the time of each query',
    run: (argument, { state, print }) => {
      state.isTimed = switched(argument, state.isTimed);
      print(`The timer is ${state.isTimed ? 'on' : 'off'}.\n`);
    },
    words: () => switches,
  },
};

function switched(argument: string, isOn: boolean): boolean {
  return argument === '' ? !isOn : argument.toLowerCase() === 'on';
}

function setParameter(argument: string, { state, print }: CommandEffects): void {
  const parameters = changedParameters(state.parameters, argument);
  if (parameters === undefined) {
    print('Accepted: .param list, .param set month 2026-09, .param clear month or .param clear\n');
    return;
  }
  state.parameters = parameters;
  const lines = Object.entries(parameters).map(
    ([name, value]) => `$${name} = ${visibleText(value)}\n`,
  );
  print(lines.join('') || 'No parameter has a value.\n');
}

/**
 * Returns the parameters after a change. `.param NAME VALUE` sets one, too, and `.param NAME` removes it.
 *
 * @returns Undefined if the argument is no change.
 */
function changedParameters(
  parameters: Record<string, string>,
  argument: string,
): Record<string, string> | undefined {
  if (argument === '' || argument === 'list') return parameters;
  if (argument === 'clear') return {};
  const [, word, name = '', value] =
    /^(?:(set|clear)\s+)?\$?(\w+)(?:[\s=]+([\s\S]+))?$/.exec(argument) ?? [];
  const wantsValue = word === 'set' || name === 'set';
  if (name === '' || (wantsValue && value === undefined)) return undefined;
  if (word === 'clear' && value !== undefined) return undefined;
  const { [name]: _before, ...others } = parameters;
  return value === undefined ? others : { ...others, [name]: value };
}

const otherNames: Record<string, PromptMode> = { markdown: 'md' };

function setMode(argument: string, { state, print }: CommandEffects): void {
  const name = argument.toLowerCase();
  const mode = promptModes.find((one) => one === (otherNames[name] ?? name));
  if (mode) state.mode = mode;
  else print(`The mode is ${state.mode}.\nAccepted: ${promptModes.join(' ')}\n`);
}

/** Ends the file that results are written to, and begins another if one is named. Its name chooses the format. */
async function setOutput(argument: string, { state, print }: CommandEffects): Promise<void> {
  const [, name = '', force] = /^"?(.*?)"?(\s+--force)?$/.exec(argument) ?? [];
  const format = name === '' ? undefined : formatOfFile(name);
  const mode = promptModes.find((one) => one === format);
  if (format !== undefined && mode === undefined)
    return print(
      `${visibleText(name)}: the prompt does not write ${format}.\nWrite it with: imbill sql "…" --out ${visibleText(name)}\n`,
    );
  await endOutput({ state, print });
  if (mode === undefined) return;
  state.output = { file: await openOutputFile(name, force !== undefined), mode };
  print(`Results go to ${visibleText(name)} as ${mode}. It gets its name when .output ends it.\n`);
}

/** Ends the file that results are written to, if there is one. */
export async function endOutput({
  state,
  print,
}: Pick<CommandEffects, 'state' | 'print'>): Promise<void> {
  const { output } = state;
  if (output === undefined) return;
  state.output = undefined;
  const { file } = output;
  const { results } = await file.end();
  const name = visibleText(file.name);
  print(
    results === 0
      ? `${name} was not written, as there was no result.\n`
      : `Written: ${name}, ${results} ${results === 1 ? 'result' : 'results'}\n`,
  );
}

function setRows(argument: string, { state, print }: CommandEffects): void {
  if (/^[1-9]\d{0,8}$/.test(argument)) state.rows = Number(argument);
  else print(`A table shows ${state.rows} rows.\nAccepted: a whole number from 1.\n`);
}
