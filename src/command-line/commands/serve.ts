import { type Command, InvalidArgumentError, Option } from 'commander';
import { defaultMemoryMegabytes, smallestMemoryMegabytes } from '../../analyst/sandbox/limits.ts';
import { megabytesText } from '../../base/memory-size.ts';
import type { Jobs } from '../../jobs/jobs.ts';
import { isLoopbackHost } from '../../serve/allowed-hosts.ts';
import { assertWorkspace } from '../../snapshot/read/with-snapshot.ts';
import { workspaceAt } from '../../workspace/workspace.ts';
import { type Output, printJson, printText } from '../output.ts';
import { memorySize } from '../sql/options.ts';

export const serveExamples = [
  'imbill serve --workspace demo',
  'imbill serve --port 0 --json --workspace demo',
];

/** Half of what one query alone may take, for two run at a time. */
const boxMemoryMegabytes = Math.max(
  smallestMemoryMegabytes,
  Math.floor(defaultMemoryMegabytes() / 2),
);

interface ServeCommand {
  workspace: string;
  json?: true;
  threads: number;
  port: number;
  host: string;
  memory: number;
  timeout: number;
}

/** The options of `imbill serve`, and what it does. */
export function addServeCommand(command: Command, jobs: Jobs, output: Output): void {
  command
    .option('--port <number>', 'port; 0 takes any that is free', portNumber, 8460)
    .option(
      '--host <address>',
      'address to listen on; others than this machine must be named',
      '127.0.0.1',
    )
    .addOption(
      new Option('--timeout <seconds>', 'stop a query of the SQL box that computes longer')
        .default(120)
        .argParser(wholeNumber),
    )
    .addOption(
      new Option('--memory <size>', 'what a query of the SQL box may take; two run at a time')
        .default(boxMemoryMegabytes, megabytesText(boxMemoryMegabytes))
        .argParser(memorySize),
    )
    .action((_options: unknown, self: Command) => serve(self.optsWithGlobals(), jobs, output));
}

async function serve(options: ServeCommand, jobs: Jobs, output: Output): Promise<void> {
  const { host, port, json, threads } = options;
  const workspace = workspaceAt(options.workspace);
  assertWorkspace(workspace);
  if (!isLoopbackHost(host))
    output.say(
      `Warning: --host ${host} lets everybody who reaches this machine read all that is published; there is no password.\n`,
    );
  const onListening = (address: string) => {
    if (json) printJson(output, { address });
    else printText(output, `Serving ${workspace.root} at ${address}\nCtrl-C ends it.\n`);
  };
  const context = { workspace, command: 'imbill serve', threads, progress: output.progress };
  const limits = { memoryMegabytes: options.memory, timeoutSeconds: options.timeout };
  const say = (text: string) => output.say(text);
  await jobs.serve({ host, port, ...limits, onListening, say }, context);
}

function portNumber(text: string): number {
  if (/^\d{1,5}$/.test(text) && Number(text) <= 65_535) return Number(text);
  throw new InvalidArgumentError('Accepted: a whole number from 0 to 65535.');
}

function wholeNumber(text: string): number {
  if (/^[1-9]\d{0,5}$/.test(text)) return Number(text);
  throw new InvalidArgumentError('Accepted: a whole number from 1.');
}
