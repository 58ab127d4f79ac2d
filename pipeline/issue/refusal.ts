/** A reason for which a month is not issued. */
export interface Refusal {
  /** Name of the reason, for programs, such as `month-not-over`. */
  code: string;
  /** Facts in sentences, on one line. */
  reason: string;
  /** Further facts, a line each, printed below the reason; absent without any. */
  lines?: readonly string[];
  /** Advice in sentences, on one line. */
  nextStep: string;
  /** Further keys of the error's JSON document; absent without any. */
  details?: Readonly<Record<string, unknown>>;
}
