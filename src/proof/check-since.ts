import { areSameBytes } from '../base/bytes.ts';
import { parseAnyCheckpoint } from '../tlog/any-checkpoint.ts';
import type { Checkpoint } from '../tlog/checkpoint.ts';
import { isConsistent } from '../tlog/merkle.ts';
import { parseWitnessRequest } from '../tlog/witness-request.ts';
import { type Bundle, parsed, textOf } from './check-files.ts';
import { checkSignature, type KeyOfLog } from './check-keys.ts';
import { type Done, inBoth, notChecked, ok, Refusal } from './verdict.ts';

/** A state of the log that somebody holds. */
interface State {
  file: string;
  checkpoint: Checkpoint;
}

/** Proof that one state is the beginning of another. */
interface Link {
  from: Checkpoint;
  to: Checkpoint;
}

/**
 * Checks that the log of a proof and the log of earlier checkpoints are one: of each, both are the
 * beginning of a common later state.
 *
 * @param since Checkpoints, proofs, and proofs of consistency, by file name.
 * @throws {Refusal} If two states contradict each other, or no proof links them.
 */
export function checkSince(
  bundle: Bundle,
  own: Checkpoint,
  keys: readonly KeyOfLog[],
  since: ReadonlyMap<string, string> | undefined,
): Done<undefined> {
  if (since === undefined)
    return notChecked(
      inBoth(
        'No earlier checkpoint was given to compare with (--since).',
        '未提供用于比较的更早检查点（--since）。',
      ),
      undefined,
    );
  const texts = new Map(since);
  if (bundle.files.has(bundle.names.consistency))
    texts.set(
      `${bundle.number}/${bundle.names.consistency}`,
      textOf(bundle.files, bundle.names.consistency),
    );
  const states = statesOf(texts, own, keys, bundle.names.proof);
  for (const one of states) for (const other of states) compareStates(one, other);
  const links = linksOf(texts, states);
  const reached = statesAfter(own, links);
  for (const { file, checkpoint } of states) {
    if (!since.has(file)) continue;
    const isLinked = statesAfter(checkpoint, links).some(({ size }) =>
      reached.some((later) => later.size === size),
    );
    if (!isLinked)
      throw new Refusal(
        `${file}: nothing shows that its ${checkpoint.size} entries and the ${own.size} entries of the proof are of one log. Ask the sender for a proof of consistency (imbill log request --since ${checkpoint.size}), and give it with another --since.`,
        `${file}：没有证据表明其 ${checkpoint.size} 条记录与证明中的 ${own.size} 条记录属于同一日志。请向发送方索取一致性证明（imbill log request --since ${checkpoint.size}），并再用一个 --since 提供。`,
      );
  }
  return ok(
    inBoth(
      `The log goes on from what you have: ${[...since.keys()].join(', ')}.`,
      `日志与您持有的检查点一致：${[...since.keys()].join('、')}。`,
    ),
    undefined,
  );
}

/** Reads all states, and checks their signatures. */
function statesOf(
  texts: ReadonlyMap<string, string>,
  own: Checkpoint,
  keys: readonly KeyOfLog[],
  ownFile: string,
): State[] {
  const states: State[] = [{ file: ownFile, checkpoint: own }];
  for (const [file, text] of texts) {
    const checkpoint = parsed(file, () => parseAnyCheckpoint(text));
    if (checkpoint.origin !== own.origin)
      throw new Refusal(
        `${file} is of the log ${checkpoint.origin}, the proof of ${own.origin}.`,
        `${file} 属于日志 ${checkpoint.origin}，而证明属于 ${own.origin}。`,
      );
    checkSignature(file, checkpoint, keys);
    states.push({ file, checkpoint });
  }
  return states;
}

function compareStates(one: State, other: State): void {
  const [a, b] = [one.checkpoint, other.checkpoint];
  if (a.size !== b.size || areSameBytes(a.root, b.root)) return;
  throw new Refusal(
    `${one.file} and ${other.file} contradict each other: both are signed states of ${a.size} entries, with different roots. The log was rewritten, or there are two logs under one key. Keep both files.`,
    `${one.file} 与 ${other.file} 相互矛盾：二者都是含 ${a.size} 条记录的已签名状态，根哈希却不同。日志已被改写，或同一密钥下有两个日志。请保留这两个文件。`,
  );
}

/** Checks all proofs of consistency whose earlier state is known. */
function linksOf(texts: ReadonlyMap<string, string>, states: readonly State[]): Link[] {
  return [...texts]
    .filter(([, text]) => text.startsWith('old '))
    .flatMap(([file, text]) => {
      const { from, path, parsed: to } = parsed(file, () => parseWitnessRequest(text));
      const earlier = states.find(({ checkpoint }) => checkpoint.size === from)?.checkpoint;
      if (earlier === undefined) return [];
      const proof = { from, fromRoot: earlier.root, to: to.size, toRoot: to.root, path };
      if (isConsistent(proof)) return [{ from: earlier, to }];
      throw new Refusal(
        `${file}: the log of ${to.size} entries does not begin with the ${from} entries of before. It was rewritten.`,
        `${file}：含 ${to.size} 条记录的日志并非以此前的 ${from} 条记录开头，日志已被改写。`,
      );
    });
}

/** Lists a state and all states that are proved to go on from it. */
function statesAfter(state: Checkpoint, links: readonly Link[]): Checkpoint[] {
  const found = [state];
  for (const one of found)
    for (const { from, to } of links)
      if (from.size === one.size && !found.some(({ size }) => size === to.size)) found.push(to);
  return found;
}
