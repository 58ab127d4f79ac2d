import type { BilingualText } from '../invoice/document.ts';

/** Steps of a check, in their order. */
export const stepNames = [
  'files',
  'signature',
  'inclusion',
  'consistency',
  'key',
  'since',
  'cosignatures',
  'time',
  'document',
  'facts',
  'amounts',
] as const;
export type StepName = (typeof stepNames)[number];

/** Result of a step. */
export interface Step {
  step: StepName;
  /** `not_checked`: nothing is wrong, but this says nothing either; the text says why. */
  state: 'ok' | 'failed' | 'not_checked';
  text: BilingualText;
}

/** An amount of the document with its arithmetic. */
export interface ShownLine {
  app_id: string;
  title: BilingualText;
  /** Such as `2 × 10,000 = 20,000.00`. */
  arithmetic: string;
  /** Two decimals. */
  amount: string;
  /** How the amount follows from usage, such as `Peak 886 users … − 100,000 included → 0.00`. */
  explanation: BilingualText;
}

/** Content of a proved document, for people. */
export interface ShownDocument {
  customer: string;
  issuer: string;
  month: string;
  issue_date: string;
  currency: string;
  lines: ShownLine[];
  /** Sums with their arithmetic, such as `999.00 + 10,000.00 = 10,999.00`. */
  sums: { title: BilingualText; arithmetic: string }[];
  /** Amount to pay or to credit, two decimals. */
  due: string;
}

/** Judgement on the proof of a document. */
export interface Verdict {
  /** Number of the document; empty if no file tells it. */
  number: string;
  /** False as soon as one step failed. */
  accepted: boolean;
  /** Steps up to the first that failed. */
  steps: Step[];
  /** Values that the facts do not give; of the step `amounts`. */
  differences: { path: string; issued: string; rated: string }[];
  /** Absent if a step before `facts` failed. */
  document?: ShownDocument;
}

/** A reason to refuse a proof. */
export class Refusal extends Error {
  override readonly name = 'Refusal';
  readonly text: BilingualText;

  constructor(en: string, zh: string, options?: ErrorOptions) {
    super(en, options);
    this.text = { en, zh };
  }
}

/** Returns an English and a Chinese text. */
export function inBoth(en: string, zh: string): BilingualText {
  return { en, zh };
}

/** Result of a step that does not refuse, and a value for later steps. */
export interface Done<T> {
  state: Exclude<Step['state'], 'failed'>;
  text: BilingualText;
  value: T;
}

/** Returns the result of a step that found all in order. */
export function ok<T>(text: BilingualText, value: T): Done<T> {
  return { state: 'ok', text, value };
}

/** Returns the result of a step that could not be taken. */
export function notChecked<T>(text: BilingualText, value: T): Done<T> {
  return { state: 'not_checked', text, value };
}
