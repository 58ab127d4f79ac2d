import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { utf8Of } from '../base/bytes.ts';
import { sha256Bytes } from '../base/sha256.ts';
import { tempFolder } from '../testing/temp-folder.ts';
import { hasOpenssl, timeStampAuthority } from '../testing/time-stamp-authority.ts';
import { type Certificate, parsePem } from './certificate.ts';
import { checkTimeStamp } from './time-stamp.ts';
import { timeStampRequest } from './time-stamp-request.ts';

const text = utf8Of('ledger.example\n5\nroot\n');
const imprint = sha256Bytes(text);
let reply: Uint8Array;
/** Certificate of the authority that issued that of the reply, and one of a stranger of the same name. */
let trusted: Certificate[];
let strangers: Certificate[];

describe.skipIf(!(await hasOpenssl()))('checkTimeStamp', () => {
  beforeAll(async () => {
    const request = join(await tempFolder(), 'text.tsq');
    await writeFile(request, timeStampRequest(text));
    const [authority, stranger] = await Promise.all([timeStampAuthority(), timeStampAuthority()]);
    reply = await readFile(await authority.answer(request));
    trusted = parsePem(await readFile(authority.ca, 'utf8'));
    strangers = parsePem(await readFile(stranger.ca, 'utf8'));
  });

  it('accepts a reply of openssl, and says if its authority is trusted', async () => {
    const stamp = await checkTimeStamp(reply, imprint);
    expect(stamp).toMatchObject({ authority: 'Test TSA', isTrusted: undefined });
    expect(Math.abs(Date.now() - stamp.time)).toBeLessThan(120_000);
    expect(await checkTimeStamp(reply, imprint, trusted)).toEqual({ ...stamp, isTrusted: true });
    expect(await checkTimeStamp(reply, imprint, strangers)).toEqual({ ...stamp, isTrusted: false });
    expect((await checkTimeStamp(reply, imprint, [...strangers, ...trusted])).isTrusted).toBe(true);
  });

  it('refuses the stamp of another text', async () => {
    await expect(checkTimeStamp(reply, sha256Bytes(utf8Of('other')))).rejects.toThrow(
      /stamps something else/,
    );
  });

  it('refuses a reply with any byte changed, cut off anywhere, or with a byte more', async () => {
    const accepted: string[] = [];
    const judge = async (bytes: Uint8Array, what: string) => {
      const isAccepted = await checkTimeStamp(bytes, imprint, trusted).then(
        ({ isTrusted }) => isTrusted,
        () => false,
      );
      if (isAccepted) accepted.push(what);
    };
    for (let at = 0; at < reply.length; at++) {
      for (const mask of [0x01, 0x20, 0x80]) {
        const altered = Uint8Array.from(reply);
        altered[at]! ^= mask;
        await judge(altered, `byte ${at} ^ ${mask}`);
      }
      await judge(reply.subarray(0, at), `the first ${at} bytes`);
    }
    await judge(Uint8Array.of(...reply, 0), 'a byte more');
    expect(accepted).toEqual([]);
  });
});
