import type { Command } from 'commander';
import { visibleCharacters } from '../../base/visible-characters.ts';
import { printJson, printText } from '../print/output.ts';
import { addCommand, type CommandLine, contextOf, type GlobalOptions } from './command.ts';

/** Adds `imbill worker pack`. */
export function addWorkerPack(group: Command, { jobs, output }: CommandLine): void {
  const description = 'Pack what an executor of a Spark cluster needs to load files';
  addCommand(group, 'pack', description, [
    'imbill worker pack',
    'imbill worker pack --out worker.tgz && tar xzf worker.tgz -C /opt/imbill-worker',
  ])
    .option('--out <file>', 'file of the archive; a name with version and system if absent')
    .action(async (_options: unknown, self: Command) => {
      const { out, json, ...options } = self.optsWithGlobals<GlobalOptions & { out?: string }>();
      const packed = await jobs.packWorker(contextOf(options, output, 'imbill worker pack'), {
        out,
      });
      if (json) return printJson(output, packed);
      const { file, bytes, sha256, imbill, node, platform } = packed;
      printText(
        output,
        `Packed imbill ${imbill} with Node.js ${node} for ${platform}: ${visibleCharacters(file)} (${Math.round(bytes / 1e6)} MB)\nSHA-256 ${sha256}\nUnpack it into the same folder on every node, and name the folder with engine.spark.worker in imbill.yaml.\n`,
      );
    });
}
