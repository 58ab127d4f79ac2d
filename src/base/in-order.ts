import pLimit from 'p-limit';

/**
 * Works on pieces, some at a time, which begin in their order.
 *
 * @returns The results, in the order of the pieces.
 * @throws The error of the first piece in order that failed, after all that had begun have ended. No further piece
 *   begins after a failure. So the error does not depend on how many run at a time.
 */
export async function inOrder<Piece, Result>(
  pieces: readonly Piece[],
  atATime: number,
  work: (piece: Piece, index: number) => Promise<Result>,
): Promise<Result[]> {
  const results: Result[] = [];
  const failures = new Map<number, unknown>();
  const task = pLimit(atATime);
  const doOne = async (piece: Piece, index: number) => {
    if (failures.size > 0) return;
    try {
      results[index] = await work(piece, index);
    } catch (error) {
      failures.set(index, error);
    }
  };
  await Promise.all(pieces.map((piece, index) => task(() => doOne(piece, index))));
  if (failures.size > 0) throw failures.get(Math.min(...failures.keys()));
  return results;
}
