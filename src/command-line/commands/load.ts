import { type Command, Option } from 'commander';
import { exitCodes, UserError } from '../../base/errors.ts';
import { printJson, printText } from '../print/output.ts';
import {
  addCommand,
  type CommandLine,
  contextOf,
  engineOption,
  type GlobalOptions,
} from './command.ts';

interface Options extends GlobalOptions {
  withdraw?: string;
  restore?: string;
  again?: string;
  reason?: string;
}

/** Adds `imbill load`. */
export function addLoad(program: Command, cli: CommandLine): void {
  addCommand(program, 'load', 'Load new log files', [
    'imbill load --workspace demo',
    'imbill load --withdraw logs/logins/2026-09-03.csv --reason "counted twice by the collector"',
    'imbill load --restore 12 --reason "it was right after all"',
    'imbill load --again logins',
    'imbill load --again "logs/logins/2026-09-*.csv" --reason "columns were wrong"',
  ])
    .option('--withdraw <batch>', 'withdraw a file instead: its rows no longer count')
    .addOption(
      new Option(
        '--restore <batch>',
        'restore a withdrawn file instead: its rows count again',
      ).conflicts('withdraw'),
    )
    .addOption(
      new Option(
        '--again <source>',
        'also read known files again: a kind (logins, bandwidth, groups, daily), a path or a glob',
      ).conflicts(['withdraw', 'restore']),
    )
    .option('--reason <text>', 'why; recorded in the audit')
    .addOption(engineOption())
    .action(async (_options: unknown, self: Command) => {
      const options = self.optsWithGlobals<Options>();
      if ((options.withdraw ?? options.restore) === undefined) await load(options, cli);
      else await withdraw(options, cli);
    });
}

async function load(options: Options, { jobs, output }: CommandLine): Promise<void> {
  const { again, reason } = options;
  if (again === undefined && reason !== undefined)
    throw new UserError(
      '--reason belongs to --withdraw, --restore or --again.\nName the wrong file with --withdraw BATCH, or leave --reason out.',
      exitCodes.wrongUsage,
    );
  const command = again === undefined ? 'imbill load' : `imbill load --again ${again}`;
  const { model_problems, open_items, alerts, alert_problems, hooks, log, ...loaded } =
    await jobs.load(contextOf(options, output, command), {
      again,
      reason: reason?.trim(),
    });
  if (options.json)
    return printJson(output, {
      load: loaded,
      model_problems,
      open_items,
      alerts,
      alert_problems,
      hooks,
      log,
    });
  const { describeLoad } = await import('../print/load.ts');
  const { describeModelProblems } = await import('../print/model-problems.ts');
  const { describeAlerts } = await import('../print/alerts.ts');
  const { describeOpenItems } = await import('../print/open-items.ts');
  const others = [
    ...describeModelProblems(model_problems),
    ...describeAlerts({ alerts, alert_problems }),
    ...describeOpenItems(open_items),
  ];
  printText(output, [describeLoad(loaded), ...others.map((line) => `${line}\n`)].join(''));
}

async function withdraw(options: Options, { jobs, output }: CommandLine): Promise<void> {
  const action = options.withdraw === undefined ? 'restore' : 'withdraw';
  const { [action]: batch = '', reason } = options;
  const context = contextOf(options, output, `imbill load --${action}`);
  const result = await jobs.withdraw(context, { action, batch, reason });
  if (options.json) return printJson(output, result);
  const { describeWithdrawal } = await import('../print/withdrawal.ts');
  printText(output, describeWithdrawal(result));
}
