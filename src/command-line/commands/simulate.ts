import { type Command, Option } from 'commander';
import type { Month } from '../../calendar/month.ts';
import { printJson, printText } from '../print/output.ts';
import { describeSimulation } from '../print/simulation.ts';
import { monthOption } from './arguments.ts';
import { addCommand, type CommandLine, contextOf, type GlobalOptions } from './command.ts';

interface Options extends GlobalOptions {
  prices: string;
  from: Month;
  to: Month;
  list?: string;
  asDated?: true;
  detail?: true;
  out?: string;
  csv?: true;
}

/** Adds `imbill simulate`. */
export function addSimulate(program: Command, cli: CommandLine): void {
  addCommand(program, 'simulate', 'Price issued months with another price book', [
    'imbill simulate --prices new.yaml --from 2026-01 --to 2026-06',
    'imbill simulate --prices new.yaml --from 2026-01 --to 2026-06 --detail',
    'imbill simulate --prices new.yaml --from 2026-01 --to 2026-06 --list tencent-im --csv',
  ])
    .requiredOption('--prices <file>', 'file of the price book')
    .addOption(monthOption('--from', 'first billing month').makeOptionMandatory())
    .addOption(monthOption('--to', 'last billing month').makeOptionMandatory())
    .option('--list <name>', "for the customers of this price list (default: the book's own)")
    .option('--as-dated', 'apply the book from its own date on, not to the whole range')
    .option('--detail', 'print every charge, not only customers and months')
    .option('--out <dir>', 'folder for JSON, CSV and HTML (default: out/simulations/…)')
    .addOption(new Option('--csv', 'print every charge as CSV on stdout').conflicts('json'))
    .action((_options: unknown, self: Command) => simulate(self.optsWithGlobals(), cli));
}

async function simulate(options: Options, { jobs, output }: CommandLine): Promise<void> {
  const { prices: file, from, to, list, asDated = false, out, json, csv, detail = false } = options;
  const context = contextOf(options, output, 'imbill simulate');
  const simulation = await jobs.simulate(context, { file, from, to, list, asDated, out });
  if (json) printJson(output, { ...simulation.document, reports: simulation.reports });
  else if (csv) output.result(simulation.csv);
  else printText(output, describeSimulation(simulation, detail));
}
