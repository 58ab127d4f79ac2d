import type { Catalog } from '../../analyst/help/catalog.ts';
import type { Example } from '../../analyst/help/examples.ts';
import { streamedFormats } from '../../analyst/results/formats.ts';
import type { Room } from '../../terminal/table.ts';
import type { OutputFile } from './output-file.ts';

/** Settings of a prompt, which its commands change. */
export interface PromptState {
  mode: PromptMode;
  rows: number;
  isTimed: boolean;
  /** True if a long result is shown page by page. */
  isPaged: boolean;
  parameters: Record<string, string>;
  /** File that results are written to, and how; absent = they are shown. */
  output?: { file: OutputFile; mode: PromptMode } | undefined;
}

const { arrow: _arrow, arrows: _arrows, ...textFormats } = streamedFormats;

/** Way in which the prompt prints rows. */
export type PromptMode = 'table' | keyof typeof textFormats;
export const promptModes = ['table', ...Object.keys(textFormats)] as PromptMode[];

/** Everything that a command of the prompt works with. */
export interface CommandEffects {
  state: PromptState;
  print(text: string): void;
  room: Room;
  catalog(): Promise<Catalog>;
  examples(): Promise<Example[]>;
  run(sql: string): Promise<void>;
  quit(): void;
}

/** A command of the prompt. */
export interface PromptCommand {
  usage: string;
  help: string;
  run(argument: string, effects: CommandEffects): Promise<void> | void;
  /** Returns words that can follow; absent = none. */
  words?(catalog: Catalog, state: PromptState): readonly string[];
}
