import { join } from 'node:path';
import type { Command } from 'commander';
import type { Month } from '../../calendar/month.ts';
import type { KeptTimeStamp, Proofs, ProvedDocument } from '../../jobs/prove.ts';
import { printJson, printText } from '../print/output.ts';
import { assertOneChoice, monthOption } from './arguments.ts';
import { addCommand, type CommandLine, contextOf, type GlobalOptions } from './command.ts';

interface Options extends GlobalOptions {
  month?: Month;
  out?: string;
  verifier?: true;
  timestampRequest?: true;
  timestampReply?: string;
}

/** Adds `imbill invoice prove`. */
export function addInvoiceProve(group: Command, cli: CommandLine): void {
  addCommand(group, 'prove [number]', 'Write proofs that others check without imbill', [
    'imbill invoice prove INV-2026-000001 --verifier',
    'imbill invoice prove --month 2026-09 --out proofs-of-september',
    'imbill invoice prove --timestamp-reply INV-2026-000001.tsr',
  ])
    .addOption(monthOption('--month', 'all documents of a billing month'))
    .option('--out <dir>', 'folder for the proofs (default: proofs/ of the workspace)')
    .option('--verifier', 'also write the verifier, verify.mjs and verify.html')
    .option('--timestamp-request', 'also write a request for a time stamp (.tsq, RFC 3161)')
    .option('--timestamp-reply <file>', 'keep the reply to such a request (.tsr); writes no proof')
    .action((number: string | undefined, _options: unknown, self: Command) => {
      const options = self.optsWithGlobals<Options>();
      assertOneChoice(self, number, options);
      return options.timestampReply === undefined
        ? prove(number, options, cli)
        : keepTimeStamp(number, options.timestampReply, { options, self, cli });
    });
}

async function prove(
  number: string | undefined,
  options: Options,
  { jobs, output }: CommandLine,
): Promise<void> {
  const { month, out, json, verifier, timestampRequest } = options;
  const context = contextOf(options, output, 'imbill invoice prove');
  const withRequests = timestampRequest === true;
  const withVerifier = verifier === true;
  const proofs = await jobs.prove(context, { number, month, out, withRequests, withVerifier });
  if (json) printJson(output, proofs);
  else printText(output, describeProofs(proofs, out === undefined ? options.workspace : ''));
}

/** @param base Folder below which the paths are, as the user named it. */
function describeProofs({ documents, requests, verifier }: Proofs, base: string): string {
  const others = [...requests, ...verifier].map((path) => `${join(base, path)}\n`);
  return [...documents.map((one) => describeProof(one, base)), ...others].join('');
}

function describeProof(document: ProvedDocument, base: string): string {
  const { number, folder, bytes, index, size, is_dated: isDated, has_facts: hasFacts } = document;
  const dated = isDated
    ? 'dated by a witness or a time stamp'
    : 'signed by the key of the log alone';
  const facts = hasFacts ? '' : ' It has no facts: amounts cannot be calculated again.';
  return `${number}: ${join(base, folder)}, ${bytes} bytes. Entry ${index} of the log, under the checkpoint of ${size} entries, ${dated}.${facts}\n`;
}

async function keepTimeStamp(
  number: string | undefined,
  file: string,
  { options, self, cli }: { options: Options; self: Command; cli: CommandLine },
): Promise<void> {
  const { month, out, verifier, timestampRequest } = options;
  if (number ?? month ?? out ?? verifier ?? timestampRequest)
    self.error('error: --timestamp-reply writes no proof. Accepted: --timestamp-reply alone.');
  const context = contextOf(options, cli.output, 'imbill invoice prove');
  const kept = await cli.jobs.keepTimeStamp(context, file);
  if (options.json) printJson(cli.output, kept);
  else printText(cli.output, describeTimeStamp(kept));
}

function describeTimeStamp({ size, time, was_known: wasKnown }: KeptTimeStamp): string {
  const kept = wasKnown ? 'It had a time stamp before, which stays' : 'It is kept';
  return `A time stamp of ${time} for the checkpoint of ${size} entries. ${kept}. imbill invoice prove puts it into the proofs of this checkpoint.\n`;
}
