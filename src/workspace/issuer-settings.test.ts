import { symlink } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { sha256Of } from '../base/sha256.ts';
import { jpeg, png } from '../testing/pictures.ts';
import { tempFolder } from '../testing/temp-folder.ts';
import { writeFiles } from '../testing/write-workspace.ts';
import { parseSettings, readSettings } from './settings.ts';

const accepted =
  'accepted: a PNG or JPEG file below the workspace, of at most 256 KB and 4096 × 4096 pixels';
let folder: string;

beforeAll(async () => {
  folder = await tempFolder();
  await writeFiles(folder, {
    'ws/logo.png': png(24, 8),
    'ws/logo.jpg': jpeg(24, 8),
    'ws/cut.png': png(24, 8).subarray(0, 60),
    'ws/wide.png': png(5000, 8),
    'ws/text.png': 'not a picture',
    'ws/large.png': Buffer.alloc(256 * 1024 + 1),
    'outside.png': png(1, 1),
  });
  await symlink(join(folder, 'outside.png'), join(folder, 'ws/link.png'));
});

async function read(issuer: string) {
  await writeFiles(folder, {
    'ws/imbill.yaml': `sources: {}\nissuer:\n  name: Tongxin\n${issuer}\n`,
  });
  return readSettings(join(folder, 'ws/imbill.yaml'));
}

function parse(issuer: string) {
  return parseSettings(`sources: {}\nissuer:\n  name: Tongxin\n${issuer}\n`);
}

describe('readSettings with an issuer', () => {
  it('reads its details, and an address as lines or as a list', () => {
    const { issuer, issuerDetails } = parse(
      '  address: |\n    1 Long Road\n    Shenzhen\n  tax_id: 91440300MA5F0000XX\n  bank_account: CMB 7559 0000\n  contact: billing@tongxin.example',
    );
    expect([issuer, issuerDetails]).toEqual([
      'Tongxin',
      {
        address: ['1 Long Road', 'Shenzhen'],
        tax_id: '91440300MA5F0000XX',
        bank_account: 'CMB 7559 0000',
        contact: 'billing@tongxin.example',
      },
    ]);
    expect(parse('  address: [1 Long Road, Shenzhen]').issuerDetails?.address).toEqual([
      '1 Long Road',
      'Shenzhen',
    ]);
  });

  it('has no details for a name alone, as before', () => {
    expect(parse('')).not.toHaveProperty('issuerDetails');
  });

  it.each([
    ['png', 'image/png', png(24, 8)],
    ['jpg', 'image/jpeg', jpeg(24, 8)],
  ])('reads a logo.%s by its bytes', async (ending, media_type, bytes) => {
    const { issuerDetails, logo } = await read(`  logo: logo.${ending}`);
    const reference = { media_type, sha256: sha256Of(bytes) };
    expect(issuerDetails).toEqual({ logo: reference });
    expect(logo).toEqual({ ...reference, base64: bytes.toString('base64') });
  });

  it.each([
    ['none.png', 'is not there'],
    ['cut.png', 'is not a whole PNG or JPEG picture'],
    ['text.png', 'is not a whole PNG or JPEG picture'],
    ['wide.png', 'has 5000 × 8 pixels'],
    ['large.png', 'is larger than 256 KB'],
    ['link.png', 'leads outside of the workspace'],
  ])('refuses %s, which %s', async (file, problem) => {
    await expect(read(`  logo: ${file}`)).rejects.toThrow(
      `imbill.yaml:4:9: issuer.logo is "${file}", which ${problem}; ${accepted}\nCorrect the path or the file and run again.`,
    );
  });

  it.each([
    ['  logo: ../outside.png', `imbill.yaml:4:9: issuer.logo is "../outside.png"; ${accepted}`],
    [
      '  tax_id: "two\\nlines"',
      'imbill.yaml:4:11: issuer.tax_id is "two\\nlines"; accepted: one line of text of at most 300 characters',
    ],
    [
      '  address: []',
      'imbill.yaml:4:12: issuer.address is a list; accepted: 1 to 8 lines of at most 300 characters',
    ],
  ])('refuses %s', (issuer, message) => {
    expect(() => parse(issuer)).toThrow(message);
  });
});
