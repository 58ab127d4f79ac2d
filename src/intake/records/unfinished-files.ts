import picomatch from 'picomatch';

/**
 * Globs of files that are no deliveries: files that a tool still writes, its own notes, and copies of editors.
 * `ignore:` in imbill.yaml replaces them.
 */
export const unfinishedFiles: readonly string[] = [
  // Hadoop and Spark
  '**/_temporary/**',
  '**/_SUCCESS',
  '**/_started_*',
  '**/_committed_*',
  '**/*._COPYING_',
  '**/_metadata',
  '**/_common_metadata',
  '**/_spark_metadata/**',
  '**/_delta_log/**',
  '**/*.crc',
  // Flink and other collectors
  '**/*.inprogress',
  '**/*.inprogress.*',
  '**/*.in-progress',
  '**/*.pending',
  // Copies and downloads under way
  '**/*.tmp',
  '**/*.temp',
  '**/*.part',
  '**/*.partial',
  '**/*.filepart',
  '**/*.crdownload',
  // Office programs and editors
  '**/.~lock.*',
  '**/~$*',
  '**/*~',
  '**/#*#',
  '**/.#*',
  '**/*.{swp,swo,bak,orig}',
];

/**
 * Builds the test whether a file is no delivery, by its path below the workspace, in any case.
 *
 * @param globs The default ones where absent.
 */
export function ignoredBy(globs: readonly string[] = unfinishedFiles): (name: string) => boolean {
  return picomatch([...globs], { dot: true, nocase: true });
}
