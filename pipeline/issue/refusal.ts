/** A reason for which a month is not issued. */
export interface Refusal {
  /** Name of the reason, for programs, such as `month-not-over`. */
  code: string;
  /** Facts in sentences, on one line. */
  reason: string;
  /** Advice in sentences, on one line. */
  nextStep: string;
}
