import type { CheckItem } from '../project/check/check-item.ts';
import type { CheckedItem } from '../report/check-report.ts';
import { checkHere } from './check-here.ts';

/** What a thread of `check` does: the items of a board, in their order. */
export function checkInThread(items: readonly CheckItem[]): readonly CheckedItem[] {
  return checkHere(items);
}
