/** A file of a proof that does not have its form. The message names the file, the place and the value seen. */
export class BundleError extends Error {
  override readonly name = 'BundleError';
}
