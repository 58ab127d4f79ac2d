import { utf8Of } from '../base/bytes.ts';
import { sha256Bytes } from '../base/sha256.ts';
import type { Checkpoint } from '../tlog/checkpoint.ts';
import type { Certificate } from './certificate.ts';
import { type Cosigned, instantOf } from './check-cosignatures.ts';
import type { Bundle } from './check-files.ts';
import { type CheckedTimeStamp, checkTimeStamp } from './time-stamp.ts';
import { type Done, inBoth, notChecked, ok, Refusal } from './verdict.ts';

/**
 * Finds since when the document is known to be in the log: by a time stamp, or else by the first cosignature.
 *
 * @param authorities Certificates of authorities that are trusted.
 * @throws {Refusal} If the time stamp is not valid, or not of a trusted authority.
 */
export async function checkTime(
  { names, files }: Bundle,
  { note }: Checkpoint,
  { cosigned, authorities }: { cosigned: Done<Cosigned>; authorities?: Certificate[] | undefined },
): Promise<Done<undefined>> {
  const reply = files.get(names.timestamp);
  if (reply === undefined) return timeOfCosignatures(cosigned);
  const stamp = await checkReply(names.timestamp, reply, note.text, authorities);
  const time = instantOf(stamp.time / 1000);
  if (stamp.isTrusted === false)
    throw new Refusal(
      `${names.timestamp}: no certificate that you trust (--tsa-ca) issued that of ${stamp.authority}.`,
      `${names.timestamp}：${stamp.authority} 的证书并非由您信任的证书（--tsa-ca）签发。`,
    );
  if (stamp.isTrusted === undefined)
    return notChecked(
      inBoth(
        `Time stamp of ${time} by "${stamp.authority}". The certificate of this authority was not compared with one that you trust. Give one with --tsa-ca.`,
        `“${stamp.authority}”的时间戳为 ${time}。该机构的证书未与您信任的证书比较；请用 --tsa-ca 提供。`,
      ),
      undefined,
    );
  return ok(
    inBoth(
      `In the log since ${time} at the latest, by the time stamp of ${stamp.authority}.`,
      `根据 ${stamp.authority} 的时间戳，最迟于 ${time} 已在日志中。`,
    ),
    undefined,
  );
}

async function checkReply(
  name: string,
  reply: Uint8Array,
  text: string,
  authorities: Certificate[] | undefined,
): Promise<CheckedTimeStamp> {
  try {
    return await checkTimeStamp(reply, sha256Bytes(utf8Of(text)), authorities);
  } catch (cause) {
    const { message } = cause as Error;
    throw new Refusal(`${name}: ${message}.`, `${name}：时间戳无效（${message}）。`, { cause });
  }
}

function timeOfCosignatures({ state, value }: Done<Cosigned>): Done<undefined> {
  if (value.size === 0)
    return notChecked(
      inBoth(
        'Nobody but the sender says since when: there is no time stamp and no cosignature.',
        '除发送方外无人证明时间：既无时间戳，也无见证签名。',
      ),
      undefined,
    );
  const time = instantOf(Math.min(...value.values()));
  const text = inBoth(
    `In the log since ${time} at the latest, by the first cosignature.`,
    `根据最早的见证签名，最迟于 ${time} 已在日志中。`,
  );
  return { state, text, value: undefined };
}
