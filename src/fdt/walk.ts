/**
 * Walks a tree depth first without recursion: a hostile blob nests as deep as its limit allows, deeper than the stack is.
 *
 * @param enter does what is to be done before the children, and gives them
 * @param leave does what is to be done behind them
 */
export function walk<T>(root: T, enter: (item: T) => Iterable<T>, leave?: (item: T) => void): void {
  const open = [{ item: root, children: enter(root)[Symbol.iterator]() }];
  for (let last = open.at(-1); last !== undefined; last = open.at(-1)) {
    const { done, value } = last.children.next();
    if (done) {
      open.pop();
      leave?.(last.item);
    } else {
      open.push({ item: value, children: enter(value)[Symbol.iterator]() });
    }
  }
}
