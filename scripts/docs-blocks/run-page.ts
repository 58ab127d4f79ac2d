import { type ChildProcess, spawn } from 'node:child_process';
import { chmod, mkdir, writeFile } from 'node:fs/promises';
import { delimiter, join } from 'node:path';
import { inject } from 'vitest';
import { type Ended, imbill } from '../../src/testing/command-line.ts';
import { tempFolder } from '../../src/testing/temp-folder.ts';
import { splitBlock } from './imbill-calls.ts';
import type { Block } from './read-blocks.ts';

/** Where the blocks of a page run. */
export interface PageFolder {
  folder: string;
  /** Folder with `imbill` and `npx`, which start the built command line. */
  programs: string;
}

/**
 * Runs the blocks of a page one after the other, in one folder, until one ends as it should not.
 *
 * @returns What failed: page, line, exit code, the commands and their messages. Undefined if all went well.
 */
export async function runPage(
  page: string,
  blocks: readonly Block[],
  place: PageFolder,
): Promise<string | undefined> {
  const servers: ChildProcess[] = [];
  try {
    for (const block of blocks) {
      if (block.isBackground) servers.push(await startServer(block, place));
      else {
        const ended = await runBlock(block, place);
        if (ended.exitCode !== block.exitCode) return failureOf(page, block, ended);
      }
    }
    return undefined;
  } finally {
    for (const server of servers) process.kill(-server.pid!, 'SIGTERM');
  }
}

/** Makes the folder with `imbill` and `npx`. */
export async function makePrograms(): Promise<string> {
  const programs = join(await tempFolder(), 'programs');
  await mkdir(programs);
  const start = `exec "${process.execPath}" "${inject('mainPath')}" "$@"`;
  const texts = {
    imbill: start,
    npx: `[ "$1" = imbill ] || { echo "npx $1 is not for a page; imbill is" >&2; exit 127; }\nshift\n${start}`,
  };
  for (const [name, text] of Object.entries(texts)) {
    await writeFile(join(programs, name), `#!/bin/sh\n${text}\n`);
    await chmod(join(programs, name), 0o755);
  }
  return programs;
}

async function runBlock(block: Block, place: PageFolder): Promise<Ended> {
  const { shell: commands, calls } = splitBlock(block.commands);
  let last: Ended = { exitCode: 0, stdout: '', stderr: '' };
  if (commands !== '') last = await runShell({ ...block, commands }, place);
  for (const args of calls) {
    if (last.exitCode !== 0) return last;
    last = await imbill(args, { cwd: place.folder });
  }
  return last;
}

function runShell(block: Block, place: PageFolder): Promise<Ended> {
  const child = shell(block, place);
  let stdout = '';
  let stderr = '';
  child.stdout!.setEncoding('utf8').on('data', (text: string) => (stdout += text));
  child.stderr!.setEncoding('utf8').on('data', (text: string) => (stderr += text));
  return new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (exitCode) => resolve({ exitCode, stdout, stderr }));
  });
}

/** Starts a server, and waits until it says its address. */
function startServer(block: Block, place: PageFolder): Promise<ChildProcess> {
  const child = shell(block, place);
  return new Promise((resolve, reject) => {
    let said = '';
    const listen = (text: string) => {
      said += text;
      if (/https?:\/\//.test(said)) resolve(child);
    };
    child.stdout!.setEncoding('utf8').on('data', listen);
    child.stderr!.setEncoding('utf8').on('data', listen);
    child.on('error', reject);
    child.on('close', () => reject(new Error(`The server ended:\n${said}`)));
  });
}

/** Starts a shell in a process group of its own, so that its children can be ended with it. */
function shell({ commands }: Block, { folder, programs }: PageFolder): ChildProcess {
  return spawn('bash', ['-euo', 'pipefail', '-c', commands], {
    cwd: folder,
    env: { ...process.env, PATH: `${programs}${delimiter}${process.env['PATH']}` },
    detached: true,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
}

function failureOf(page: string, { line, commands, exitCode }: Block, ended: Ended): string {
  const said = `${ended.stdout}\n${ended.stderr}`.trim().split('\n').slice(-30).join('\n');
  return `${page}, line ${line}: the block ended with ${ended.exitCode}, not with ${exitCode}.\n${commands}\n${said}\n
Correct the block. If it must end so, write <!-- exit code: ${ended.exitCode} --> above it. If it only shows a form, mark it as \`\`\`text.`;
}
