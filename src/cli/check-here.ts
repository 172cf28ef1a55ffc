import { relative } from 'node:path';
import type { CheckItem } from '../project/check/check-item.ts';
import { ItemChecker } from '../project/check/item-checker.ts';
import { checkedItem } from '../report/check-item-json.ts';
import type { CheckedItem } from '../report/check-report.ts';
import { FileStore } from '../source/file-store.ts';
import { isLog } from '../workload/is-log.ts';
import { openWorkloadFile } from './open-workload.ts';

/** Checks items in this thread, and tells of each as plain data. */
export function checkHere(
  items: readonly CheckItem[],
  onDone: () => void = () => {},
): readonly CheckedItem[] {
  const files = new FileStore();
  const checker = new ItemChecker((path) => openWorkloadFile(shown(path), isLog, files));
  return items.map((item) => {
    const result = checkedItem(checker.check(item));
    onDone();
    return result;
  });
}

/** As a user names it: from the working folder, where it lies below that. */
function shown(path: string): string {
  const below = relative(process.cwd(), path);
  return below === '' || below.startsWith('..') ? path : below;
}
