import { Argument, type Command } from 'commander';
import { bashCompletion } from '../completion/bash.ts';
import { type CompletedCommand, commandTree } from '../completion/command-tree.ts';
import { fishCompletion } from '../completion/fish.ts';
import { zshCompletion } from '../completion/zsh.ts';
import { printJson } from '../print/output.ts';
import { addCommand, type CommandLine, type GlobalOptions } from './command.ts';

/** Renderers of completion scripts by shell. */
const scripts: Readonly<Record<string, (root: CompletedCommand) => string>> = {
  bash: bashCompletion,
  zsh: zshCompletion,
  fish: fishCompletion,
};

/** Adds `imbill completion`. */
export function addCompletion(program: Command, { output }: CommandLine): void {
  addCommand(program, 'completion', 'Print a script with which a shell completes commands', [
    'source <(imbill completion bash)                # in ~/.bashrc',
    'source <(imbill completion zsh)                 # in ~/.zshrc, after compinit',
    'imbill completion fish > ~/.config/fish/completions/imbill.fish',
  ])
    .addArgument(new Argument('<shell>', 'shell').choices(Object.keys(scripts)))
    .action((shell: string, _options: unknown, self: Command) => {
      const script = scripts[shell]!(commandTree(program));
      const { json } = self.optsWithGlobals<GlobalOptions>();
      if (json) printJson(output, { shell, script });
      else output.result(script);
    });
}
