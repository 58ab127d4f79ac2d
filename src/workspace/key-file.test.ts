import { chmod, mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { signingKey } from '../testing/signing-key.ts';
import { tempFolder } from '../testing/temp-folder.ts';
import { newSigningKey } from '../tlog/note-key.ts';
import { readKeyFile, readWorkspaceKey } from './key-file.ts';
import { noLogSettings } from './log-settings.ts';
import { workspaceAt } from './workspace.ts';

async function emptyWorkspace() {
  const folder = await tempFolder();
  await writeFile(join(folder, 'imbill.yaml'), 'sources: {}\n');
  return workspaceAt(folder);
}

describe('readKeyFile', () => {
  it('reads a file of this user alone', async () => {
    const path = await signingKey();
    expect((await readKeyFile(path, 1)).verifier.name).toBe('example.com/ledger');
  });

  it.skipIf(process.platform === 'win32')('refuses a file that others can read', async () => {
    const path = await signingKey();
    await chmod(path, 0o640);
    await expect(readKeyFile(path, 1)).rejects.toThrow(
      `can be read or written by others (mode 0640).\nAccepted: a file of this user alone.\nRun: chmod 600 ${path}`,
    );
  });

  it('refuses the key of a witness, and text that is no key, without showing it', async () => {
    const path = await signingKey();
    await writeFile(path, `${newSigningKey('w', 4).text}\n`);
    await expect(readKeyFile(path, 1)).rejects.toThrow('holds the key of a witness (w).');
    await writeFile(path, 'PRIVATE+KEY+secret\n');
    const message = await readKeyFile(path, 1).catch((error: Error) => error.message);
    expect(message).toContain('holds no signing key.');
    expect(message).not.toContain('secret');
  });
});

describe('readWorkspaceKey', () => {
  it('takes the key of the environment before that of the settings', async () => {
    const workspace = await emptyWorkspace();
    const settings = { ...noLogSettings, key: await signingKey('example.com/settings') };
    const name = async (value?: string) =>
      (await readWorkspaceKey(workspace, settings, { IMBILL_KEY: value }))?.verifier.name;
    expect(await name()).toBe('example.com/settings');
    expect(await name(await signingKey('example.com/file'))).toBe('example.com/file');
    expect(await name(newSigningKey('example.com/text', 1).text)).toBe('example.com/text');
    expect(await readWorkspaceKey(workspace, noLogSettings, {})).toBeUndefined();
  });

  it('refuses a file inside the workspace', async () => {
    const workspace = await emptyWorkspace();
    await mkdir(join(workspace.root, 'keys'));
    const settings = { ...noLogSettings, key: 'keys/ledger.key' };
    await expect(readWorkspaceKey(workspace, settings, {})).rejects.toThrow(
      'is inside the workspace ',
    );
  });
});
