/** Compressed data that is not what it should be. The message is the end of a sentence. */
export class DamagedArchive extends Error {
  override readonly name = 'DamagedArchive';
}
