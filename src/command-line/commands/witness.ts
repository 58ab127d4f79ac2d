import type { Command } from 'commander';
import { printWitnessed } from '../print/witness.ts';
import { addCommand, type CommandLine, contextOf, type GlobalOptions } from './command.ts';

interface Options extends GlobalOptions {
  log: string;
  key: string;
  state?: string;
  logKey?: string;
  out?: string;
}

/** Adds `imbill witness`, which needs no workspace. */
export function addWitness(program: Command, { jobs, output }: CommandLine): void {
  addCommand(program, 'witness', "Look on: cosign somebody's log if it was only appended to", [
    'imbill key new witness.key --witness --name auditor.example/w1',
    'imbill witness --log /mnt/billing/.imbill/log --key witness.key --out cosigned.checkpoint',
    'imbill witness --log request.txt --key witness.key --log-key example.com/ledger+1a2b3c4d+AT…',
  ])
    .requiredOption(
      '--log <path>',
      'folder of the log, its checkpoint, or a file of imbill log request',
    )
    .requiredOption('--key <file>', 'key file of the witness')
    .option('--state <file>', 'file with what was last seen (default: beside the key)')
    .option('--log-key <vkey>', "the log's key, as its owner told it to you")
    .option('--out <file>', 'write the cosigned checkpoint there (default: stdout)')
    .action(async (_options: unknown, self: Command) => {
      const { log, key, state, logKey, out, ...options } = self.optsWithGlobals<Options>();
      const context = contextOf(options, output, 'imbill witness');
      const witnessed = await jobs.witness(context, { log, key, state, logKey, out });
      printWitnessed(witnessed, options, output);
    });
}
