import { type Policy, parsePolicy } from '../tlog/policy.ts';
import { shownDocument } from './arithmetic.ts';
import { checkAmounts, checkFacts, type Rules } from './check-amounts.ts';
import { checkCosignatures } from './check-cosignatures.ts';
import { checkDocument } from './check-document.ts';
import { type Bundle, checkFiles, type Files, parsed, textOf } from './check-files.ts';
import { checkConsistency, checkOwnInclusion, readProof } from './check-inclusion.ts';
import { checkSignature, type KeyOfLog, keysOfLog } from './check-keys.ts';
import { checkSince } from './check-since.ts';
import { checkTime } from './check-time.ts';
import type { Trust } from './trust.ts';
import {
  type Done,
  inBoth,
  notChecked,
  ok,
  Refusal,
  type Step,
  type StepName,
  type Verdict,
} from './verdict.ts';

/**
 * Judges the proof of a document. A step that fails ends the check: what follows would build on it.
 *
 * @param files Files of one proof, by name.
 * @returns A verdict also for the most damaged files; it never throws.
 */
export async function verifyBundle(files: Files, trust: Trust, rules: Rules): Promise<Verdict> {
  const verdict: Verdict = { number: '', accepted: false, steps: [], differences: [] };
  try {
    await takeSteps(files, trust, rules, verdict);
    verdict.accepted = true;
  } catch (error) {
    if (!(error instanceof StepFailed)) throw error;
  }
  return verdict;
}

/** A step failed; the verdict has it. */
class StepFailed extends Error {}

async function takeSteps(
  files: Files,
  trust: Trust,
  rules: Rules,
  verdict: Verdict,
): Promise<void> {
  const step = <T>(name: StepName, work: () => Done<T> | Promise<Done<T>>) =>
    take(verdict.steps, name, work);
  const { value: bundle } = await step('files', () => checkFiles(files));
  verdict.number = bundle.number;
  const { value: signed } = await step('signature', () => checkSigned(bundle, trust));
  const { proof, keys, policy, signer } = signed;
  await step('inclusion', () => checkOwnInclusion(bundle, proof));
  const { value: later } = await step('consistency', () => checkConsistency(bundle, proof, keys));
  await step('key', () => checkKey(signer, later, trust));
  await step('since', () => checkSince(bundle, proof.parsed, keys, trust.since));
  const cosigned = await step('cosignatures', () =>
    checkCosignatures(bundle.names.proof, proof.parsed, policy, trust.policy !== undefined),
  );
  const { authorities } = trust;
  await step('time', () => checkTime(bundle, proof.parsed, { cosigned, authorities }));
  const { value: proved } = await step('document', () => checkDocument(bundle, proof));
  const { value: facts } = await step('facts', () => {
    const checked = checkFacts(bundle, proved);
    verdict.document = shownDocument(proved.document);
    return checked;
  });
  const { value: rated } = await step('amounts', () =>
    checkAmounts(bundle, { ...proved, facts }, rules, verdict.differences),
  );
  verdict.document = shownDocument(proved.document, rated);
}

/** Takes a step and notes it. @throws {StepFailed} If it refuses, for whatever reason. */
async function take<T>(
  steps: Step[],
  step: StepName,
  work: () => Done<T> | Promise<Done<T>>,
): Promise<Done<T>> {
  try {
    const done = await work();
    steps.push({ step, state: done.state, text: done.text });
    return done;
  } catch (error) {
    const { message } = error as Error;
    const unexpected = inBoth(
      `The files cannot be read as a proof: ${message}.`,
      `无法将这些文件作为证明读取：${message}。`,
    );
    const text = error instanceof Refusal ? error.text : unexpected;
    steps.push({ step, state: 'failed', text });
    throw new StepFailed();
  }
}

/** Checks the signature of the proof's checkpoint by the key that was in force. */
function checkSigned(bundle: Bundle, trust: Trust) {
  const { names, files } = bundle;
  const ownPolicy = parsed(names.policy, () => parsePolicy(textOf(files, names.policy)));
  if (ownPolicy.logs.length !== 1)
    throw new Refusal(
      `${names.policy} must name one log; it names ${ownPolicy.logs.length}.`,
      `${names.policy} 应指明一个日志，而其中有 ${ownPolicy.logs.length} 个。`,
    );
  const policy: Policy = trust.policy ?? ownPolicy;
  const pinned = trust.key === undefined ? (trust.policy?.logs ?? []) : [trust.key];
  const known = pinned.length > 0 ? pinned : ownPolicy.logs;
  const keys = keysOfLog(bundle, known, ownPolicy.logs);
  const proof = readProof(bundle, names.proof);
  const signer = checkSignature(names.proof, proof.parsed, keys);
  return ok(
    inBoth(
      `The checkpoint of ${proof.parsed.size} entries is signed by ${signer.key.text}.`,
      `含 ${proof.parsed.size} 条记录的检查点由 ${signer.key.text} 签名。`,
    ),
    { proof, keys, policy, signer },
  );
}

/**
 * Checks that the key is one that the person who checks gave, or comes from one. A key before it will do if
 * the known key signed a later checkpoint that goes on from the proof's.
 *
 * @param later Key of that checkpoint, if there is one.
 * @throws {Refusal} If it is another key.
 */
function checkKey(
  signer: KeyOfLog,
  later: KeyOfLog | undefined,
  { key, policy }: Trust,
): Done<undefined> {
  const given = key === undefined ? (policy?.logs ?? []) : [key];
  if (given.length === 0)
    return notChecked(
      inBoth(
        `Nobody but this proof says that the key is the sender's. Compare it with the key that the sender published, or give that one with --key: ${signer.key.text}`,
        `仅此证明声称该密钥属于发送方。请与发送方公布的密钥核对，或用 --key 提供：${signer.key.text}`,
      ),
      undefined,
    );
  const texts = given.map(({ text }) => text).join(', ');
  if (!signer.isKnown && later?.isKnown !== true)
    throw new Refusal(
      `The proof is signed by ${signer.key.text}, not by the key that you gave: ${texts}.`,
      `该证明由 ${signer.key.text} 签名，而非您提供的密钥：${texts}。`,
    );
  return ok(
    inBoth(
      `The log is signed by the key that you gave, ${texts}, or by one that it handed over to.`,
      `日志由您提供的密钥 ${texts} 或其移交的密钥签名。`,
    ),
    undefined,
  );
}
