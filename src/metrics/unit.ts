/** Unit of a metric or of a setting. */
export interface Unit {
  /** Text on documents, such as `users`. */
  unit: string;
  /** Text for exactly one. */
  one: string;
  /** Chinese text after a number. */
  zh: string;
  /** Chinese text on charts and tables; the English text is shown if absent. */
  zhLabel?: string | undefined;
}
