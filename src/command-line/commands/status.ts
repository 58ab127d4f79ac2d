import { type Command, Option } from 'commander';
import { exitCodes, UserError } from '../../base/errors.ts';
import { describeAppStatus } from '../print/app-status.ts';
import { printJson, printText } from '../print/output.ts';
import { renderPrometheus } from '../print/prometheus.ts';
import { billingDay } from './arguments.ts';
import { addCommand, type CommandLine, contextOf, type GlobalOptions } from './command.ts';

interface Options extends GlobalOptions {
  app?: string;
  on?: string;
  check?: true;
  format?: 'prometheus';
}

/** Adds `imbill status`. */
export function addStatus(program: Command, cli: CommandLine): void {
  const description = 'Show what was loaded, rejected and issued; or the plans of an app';
  addCommand(program, 'status', description, [
    'imbill status --workspace demo',
    'imbill status --app 1400000001 --on 2026-09-15',
    'imbill status --check',
    'imbill status --format prometheus > imbill.prom.$$ && mv imbill.prom.$$ imbill.prom',
  ])
    .option('--app <app_id>', 'show the plans and packs of this app; needs no loaded logs')
    .option('--on <YYYY-MM-DD>', 'state of the app on this day (default: today)', billingDay)
    .option('--check', 'for monitoring: only what is outstanding, and exit 1 if anything is')
    .addOption(
      new Option('--format <name>', 'print metrics for the textfile collector of Prometheus')
        .choices(['prometheus'])
        .conflicts(['app', 'on', 'check']),
    )
    .action((_options: unknown, self: Command) => status(self.optsWithGlobals(), cli));
}

async function status(options: Options, { jobs, output }: CommandLine): Promise<void> {
  const { app, on, json, check, format } = options;
  const context = contextOf(options, output, 'imbill status');
  if (format !== undefined) {
    if (json) throw bothFormats();
    return output.result(renderPrometheus(await jobs.metrics(context)));
  }
  if (app !== undefined && check === undefined) {
    const found = await jobs.appStatus(context, { app, on });
    return json ? printJson(output, found) : printText(output, describeAppStatus(found));
  }
  if (on !== undefined)
    throw new UserError(
      '--on belongs to --app.\nName the app with --app APP_ID, or leave out --on.',
      exitCodes.wrongUsage,
    );
  if (app !== undefined)
    throw new UserError(
      '--check is about the whole workspace.\nLeave out --app or --check.',
      exitCodes.wrongUsage,
    );
  const found = await jobs.status(context);
  if (check) {
    const { printOpenItems } = await import('../print/open-items.ts');
    return printOpenItems(found.open_items, options, output);
  }
  if (json) return printJson(output, found);
  const { describeStatus } = await import('../print/status.ts');
  printText(output, describeStatus(found, options.workspace));
}

function bothFormats(): UserError {
  return new UserError(
    '--json and --format prometheus were given.\nAccepted: one of them.',
    exitCodes.wrongUsage,
  );
}
