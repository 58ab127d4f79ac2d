/** Compressed bytes that do not hold what they promise. The message is the end of a sentence. */
export class DamagedArchive extends Error {
  override readonly name = 'DamagedArchive';
}
