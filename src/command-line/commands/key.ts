import type { Command } from 'commander';
import type { ShownKey } from '../../jobs/log.ts';
import { describeLog } from '../print/log.ts';
import { printJson, printText } from '../print/output.ts';
import { addCommand, type CommandLine, contextOf, type GlobalOptions } from './command.ts';

interface NewOptions extends GlobalOptions {
  name?: string;
  witness?: true;
}

interface RotateOptions extends GlobalOptions {
  to: string;
}

/** Adds `imbill key new`, `imbill key show` and `imbill key rotate`. */
export function addKey(group: Command, { jobs, output }: CommandLine): void {
  addCommand(group, 'new <file>', 'Make a key that signs the log, outside of the workspace', [
    'imbill key new ../imbill.key --name example.com/ledger',
    'imbill key new witness.key --witness',
  ])
    .option('--name <name>', 'name of the log, or of the witness (default: a new one)')
    .option('--witness', 'a key that cosigns the checkpoints of others')
    .action(async (file: string, _options: unknown, self: Command) => {
      const { name, witness: isWitness = false, ...options } = self.optsWithGlobals<NewOptions>();
      const context = contextOf(options, output, 'imbill key new');
      const key = await jobs.newKey(context, { file, name, isWitness });
      if (options.json) printJson(output, key);
      else printText(output, `${describeKey(key)}${describeUse(key)}`);
    });
  addCommand(group, 'show [file]', 'Show the public key of a file, or of the workspace', [
    'imbill key show',
    'imbill key show ../imbill.key',
  ]).action(async (file: string | undefined, _options: unknown, self: Command) => {
    const options = self.optsWithGlobals<GlobalOptions>();
    const key = await jobs.showKey(contextOf(options, output, 'imbill key show'), file);
    if (options.json) printJson(output, key);
    else printText(output, describeKey(key));
  });
  addCommand(group, 'rotate', 'Change the key of the log; the key in force signs the change', [
    'imbill key rotate --to ../imbill-2027.key',
  ])
    .requiredOption('--to <file>', 'file of the new key, of the same name')
    .action(async (_options: unknown, self: Command) => {
      const { to, ...options } = self.optsWithGlobals<RotateOptions>();
      const rotated = await jobs.rotateKey(contextOf(options, output, 'imbill key rotate'), to);
      if (options.json) return printJson(output, rotated);
      const lines = [
        `Entry ${rotated.entry} of the log changes the key.`,
        `From: ${rotated.from}`,
        `To:   ${rotated.to}`,
        describeLog(rotated.log, options.workspace),
        `Now set log.key in imbill.yaml, or IMBILL_KEY, to ${rotated.file}, and tell the new key to those who check proofs.`,
      ];
      printText(output, lines.map((line) => `${line}\n`).join(''));
    });
}

function describeKey({ file, type, vkey }: ShownKey): string {
  const kind = type === 'witness' ? 'witness' : 'ledger';
  const where = file === null ? '' : ` in ${file}`;
  return `Public key of the ${kind}${where}:\n${vkey}\n`;
}

function describeUse({ file, type }: ShownKey): string {
  return type === 'witness'
    ? 'Keep the file secret. Give the public key to the operator, who sets it in log.witnesses.\n'
    : `Keep the file secret, and a copy in a safe place. Set log: { key: ${JSON.stringify(file)} } in imbill.yaml; the next command that writes signs the log.\nGive the public key to those who check proofs, in another way than with the proofs.\n`;
}
