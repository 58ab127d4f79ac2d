import { availableParallelism } from 'node:os';
import { type Command, Option } from 'commander';
import type { JobContext } from '../../jobs/job-context.ts';
import type { Jobs } from '../../jobs/jobs.ts';
import { colourChoices } from '../../terminal/paint.ts';
import { type EngineName, engineNames } from '../../workspace/engine-name.ts';
import { workspaceAt } from '../../workspace/workspace.ts';
import type { Output } from '../print/output.ts';
import { wholeNumber } from './arguments.ts';

/** Everything that a command works with. */
export interface CommandLine {
  jobs: Jobs;
  output: Output;
}

/** Options that every command has. */
export interface GlobalOptions {
  workspace: string;
  json?: true;
  threads: number;
  /** Only of commands with `engineOption`. */
  engine?: EngineName;
}

/** Adds a command to its parent, with the options that every command has. */
export function addCommand(
  parent: Command,
  name: string,
  description: string,
  examples: readonly string[],
): Command {
  return described(parent.command(name), description, examples)
    .option('--workspace <dir>', 'folder of the workspace', '.')
    .option('--json', 'print one JSON document on stdout')
    .addOption(logFormatOption())
    .addOption(colorOption())
    .addOption(
      new Option('--threads <number>', 'files or days to process at once')
        .default(availableParallelism(), 'one per core')
        .argParser(wholeNumber),
    );
}

const examplesByCommand = new WeakMap<Command, readonly string[]>();

/** Returns the examples of a command, which its help shows. */
export function examplesOf(command: Command): readonly string[] {
  return examplesByCommand.get(command) ?? [];
}

/** Gives a command its description and examples. Its errors point to its own help. */
export function described(
  command: Command,
  description: string,
  examples: readonly string[],
): Command {
  examplesByCommand.set(command, examples);
  return command
    .description(description)
    .showHelpAfterError(`(${wordsOf(command).join(' ')} --help explains it, with examples)`)
    .addHelpText('after', `\nExamples:\n${examples.map((example) => `  ${example}`).join('\n')}`);
}

/** Returns the words that call a command, such as `imbill`, `invoice` and `list`. */
export function wordsOf(command: Command): string[] {
  return command.parent === null ? [command.name()] : [...wordsOf(command.parent), command.name()];
}

/** Returns the option that chooses how messages are written. `runProgram` reads it before it is parsed. */
export function logFormatOption(): Option {
  return new Option(
    '--log-format <name>',
    'messages on stderr: text, or json with a line for each step (default: text)',
  ).choices(['text', 'json']);
}

/** Returns the option that chooses colour. `runProgram` reads it before it is parsed. */
export function colorOption(): Option {
  return new Option('--color <when>', 'when to use colour (default: auto)').choices(colourChoices);
}

/** Returns the option that chooses the engine of a command. */
export function engineOption(): Option {
  return new Option(
    '--engine <name>',
    'engine that counts: duckdb (here) or spark (default: spark if imbill.yaml has engine.spark)',
  ).choices(engineNames);
}

/** Adds a command that only has commands of its own. */
export function addGroup(
  program: Command,
  name: string,
  description: string,
  examples: readonly string[],
): Command {
  return described(program.command(name), description, examples)
    .addOption(new Option('--workspace <dir>').hideHelp())
    .addOption(new Option('--json').hideHelp())
    .addOption(logFormatOption().hideHelp())
    .addOption(colorOption().hideHelp());
}

/** Returns what a job is given; `command` is shown to a user who finds the workspace locked. */
export function contextOf(
  { workspace, threads, engine }: GlobalOptions,
  { progress, say }: Output,
  command: string,
): JobContext {
  return { workspace: workspaceAt(workspace), command, threads, engine, progress, say };
}
