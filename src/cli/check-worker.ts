import { parentPort } from 'node:worker_threads';
import type { CheckItem } from '../project/check/check-item.ts';
import { checkHere } from './check-here.ts';

// The program of a thread of `check`: the items of a board, in their order.
parentPort?.on('message', (items: readonly CheckItem[]) => parentPort?.postMessage(checkHere(items)));
