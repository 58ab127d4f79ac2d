// What a contender is told as its only argument, and how it answers on stdout.

/**
 * @typedef {object} Job
 * @property {string} folder Where the login files are.
 * @property {'csv' | 'csv.gz' | 'parquet'} format
 * @property {number} threads
 * @property {string} scratch An empty folder for a database.
 * @property {string} packages Folder below which the contenders' own packages are installed.
 */

/** @returns {Job} */
export function jobOf(argument = process.argv[3]) {
  return JSON.parse(argument);
}

/**
 * @param {object} answer `rows` (lines read), or `days`: `[app_id, 'YYYY-MM-DD', users]`, in any
 *   order; `version` of the engine; `kept_bytes` where it removed what it kept.
 */
export function answer(answer) {
  process.stdout.write(`${JSON.stringify(answer)}\n`);
}

/** @param {string} text @returns {string} An SQL literal. */
export function quoted(text) {
  return `'${text.replaceAll("'", "''")}'`;
}
