import { type Command, InvalidArgumentError } from 'commander';
import { isLoopbackHost } from '../serve/allowed-hosts.ts';
import { workspaceAt } from '../workspace/workspace.ts';
import type { Jobs } from './jobs.ts';
import { type Output, printJson } from './output.ts';
import { assertWorkspace } from './snapshot.ts';

export const serveExamples = [
  'imbill serve --workspace demo',
  'imbill serve --port 0 --json --workspace demo',
];

interface ServeCommand {
  workspace: string;
  json?: true;
  threads: number;
  port: number;
  host: string;
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
    else output.result(`Serving ${workspace.root} at ${address}\nCtrl-C ends it.\n`);
  };
  const context = { workspace, command: 'imbill serve', threads, progress: output.progress };
  await jobs.serve({ host, port, onListening, say: (text) => output.say(text) }, context);
}

function portNumber(text: string): number {
  if (/^\d{1,5}$/.test(text) && Number(text) <= 65_535) return Number(text);
  throw new InvalidArgumentError('Accepted: a whole number from 0 to 65535.');
}
