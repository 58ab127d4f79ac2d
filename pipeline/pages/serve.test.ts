import { describe, expect, it } from 'vitest';
import { imbillProcess, startImbill } from '../../src/testing/command-line.ts';
import { tempFolder } from '../../src/testing/temp-folder.ts';
import { writeWorkspace } from '../../src/testing/write-workspace.ts';

describe('imbill serve', () => {
  it('says where it serves, serves there, and ends with Ctrl-C', async () => {
    const folder = await writeWorkspace();
    const args = ['serve', '--port', '0', '--json', '--workspace', folder];
    const { child, ended } = startImbill(args);
    const { address } = JSON.parse(await firstOutput(child.stdout!));
    expect(address).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/$/);
    const answer = await fetch(`${address}en/`);
    expect([answer.status, await answer.text()]).toEqual([
      200,
      expect.stringContaining('No month yet'),
    ]);
    child.kill('SIGINT');
    expect(await ended).toMatchObject({ exitCode: 0, stderr: '' });
  });

  it('refuses a folder that is no workspace, and a port that is none', async () => {
    const folder = await tempFolder();
    expect(await imbillProcess(['serve', '--port', '0', '--workspace', folder])).toEqual({
      exitCode: 2,
      stdout: '',
      stderr:
        'There is no imbill.yaml here: this folder is not a workspace.\nName one with --workspace DIR, or make one with: imbill init DIR\n',
    });
    const { exitCode, stderr } = await imbillProcess(['serve', '--port', '65536']);
    expect(exitCode).toBe(2);
    expect(stderr).toContain('Accepted: a whole number from 0 to 65535.');
  });
});

describe('imbill report', () => {
  it('has nothing to write where nothing is published', async () => {
    const folder = await writeWorkspace();
    expect(await imbillProcess(['report', '--html', '--workspace', folder])).toEqual({
      exitCode: 4,
      stdout: '',
      stderr:
        'Nothing is published yet: no load or run has ended in this workspace.\nLoad what the sources match with: imbill load\n',
    });
  });
});

function firstOutput(stream: NodeJS.ReadableStream): Promise<string> {
  return new Promise((resolve) => stream.once('data', (text) => resolve(String(text))));
}
