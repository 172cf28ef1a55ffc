/** So many boards are named beside a finding that more have. */
const mostBoards = 3;

/** The boards that have a finding, in words: all of a few, else their number and the first. */
export function boardsText(
  boards: readonly string[],
  nameOf: (board: string) => string = (board) => board,
): string {
  const named = boards.slice(0, mostBoards).map(nameOf).join(', ');
  const left = boards.length - mostBoards;
  return left > 0 ? `${boards.length} boards: ${named} and ${left} more` : named;
}
