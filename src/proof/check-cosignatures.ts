import type { Checkpoint } from '../tlog/checkpoint.ts';
import { cosignatureTime } from '../tlog/cosignature.ts';
import { isQuorum, type Policy } from '../tlog/policy.ts';
import { parsed } from './check-files.ts';
import { type Done, inBoth, notChecked, ok, Refusal } from './verdict.ts';

/** Cosignatures that are valid: name of the witness → seconds since the epoch. */
export type Cosigned = ReadonlyMap<string, number>;

/**
 * Checks the cosignatures of the witnesses of a policy, and its quorum.
 *
 * @param isPinned True if the policy is that of the person who checks, not that of the proof.
 * @throws {Refusal} If one is not valid, or there are too few.
 */
export function checkCosignatures(
  file: string,
  { note }: Checkpoint,
  policy: Policy,
  isPinned: boolean,
): Done<Cosigned> {
  const times = [...policy.witnesses].flatMap(([name, key]) => {
    const time = parsed(file, () => cosignatureTime(note, key));
    return time === undefined ? [] : [[name, time] as const];
  });
  const cosigned = new Map(times);
  const names = [...cosigned].map(([name, time]) => `${name} (${instantOf(time)})`);
  if (!isQuorum(policy, new Set(cosigned.keys())))
    throw new Refusal(
      `The policy asks for the quorum "${policy.quorum}". Cosigned by: ${names.join(', ') || 'nobody'}.`,
      `策略要求的法定见证为“${policy.quorum}”。已有见证签名：${names.join('、') || '无'}。`,
    );
  if (cosigned.size === 0)
    return notChecked(
      inBoth('No witness cosigned this checkpoint.', '没有见证人为该检查点签名。'),
      cosigned,
    );
  if (!isPinned)
    return notChecked(
      inBoth(
        `Cosigned by ${names.join(', ')}. The sender's policy names these witnesses. Give your own with --policy.`,
        `见证签名：${names.join('、')}。这些见证人由发送方的策略指定；请用 --policy 提供您自己的策略。`,
      ),
      cosigned,
    );
  return ok(
    inBoth(`Cosigned by ${names.join(', ')}.`, `见证签名：${names.join('、')}。`),
    cosigned,
  );
}

/** Writes an instant, in seconds since the epoch, as RFC 3339 in UTC. */
export function instantOf(seconds: number): string {
  return new Date(1000 * seconds).toISOString().replace('.000Z', 'Z');
}
