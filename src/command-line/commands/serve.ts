import { type Command, InvalidArgumentError } from 'commander';
import { defaultMemoryMegabytes, smallestMemoryMegabytes } from '../../analyst/sandbox/limits.ts';
import { printJson, printText } from '../print/output.ts';
import { addLimits, type LimitOptions, limitsOf } from './arguments.ts';
import { addCommand, type CommandLine, contextOf, type GlobalOptions } from './command.ts';

interface Options extends GlobalOptions, LimitOptions {
  port: number;
  host: string;
}

/** Half of the memory of a single query, because two queries run at once. */
const boxMemoryMegabytes = Math.max(
  smallestMemoryMegabytes,
  Math.floor(defaultMemoryMegabytes() / 2),
);

/** Adds `imbill serve`. */
export function addServe(program: Command, cli: CommandLine): void {
  const command = addCommand(program, 'serve', 'Serve web pages of invoices and usage', [
    'imbill serve --workspace demo',
    'imbill serve --port 0 --json --workspace demo',
  ])
    .option('--port <number>', 'port; 0 uses any free port', portNumber, 8460)
    .option(
      '--host <address>',
      'address to listen on; the default is reachable only from this machine',
      '127.0.0.1',
    );
  addLimits(
    command,
    { timeoutSeconds: 120, memoryMegabytes: boxMemoryMegabytes },
    {
      timeout: 'stop a query of the SQL box after this time',
      memory: 'memory of a query of the SQL box; two run at once',
    },
  ).action((_options: unknown, self: Command) => serve(self.optsWithGlobals(), cli));
}

async function serve(options: Options, { jobs, output }: CommandLine): Promise<void> {
  const { host, port, json } = options;
  const context = contextOf(options, output, 'imbill serve');
  const onListening = (address: string) => {
    if (json) printJson(output, { address });
    else
      printText(output, `Serving ${context.workspace.root} at ${address}\nPress Ctrl-C to stop.\n`);
  };
  await jobs.serve(context, { host, port, ...limitsOf(options), onListening });
}

function portNumber(text: string): number {
  if (/^\d{1,5}$/.test(text) && Number(text) <= 65_535) return Number(text);
  throw new InvalidArgumentError('Accepted: a whole number from 0 to 65535.');
}
