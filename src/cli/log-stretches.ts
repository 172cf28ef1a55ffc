import type { LogStretch } from '../workload/run-operation-log.ts';
import { streamPieces } from './streams.ts';

/** A scatter list of the most entries takes about as many; no operation needs a longer line. */
const mostLineCharacters = 1 << 24;

/**
 * An operation log piece by piece, each of whole lines: whatever its length, no more than a piece is held.
 *
 * @throws UsageError when it cannot be read
 */
export function* logStretches(input: string): Generator<LogStretch> {
  const decoder = new TextDecoder();
  let pending = '';
  let firstLine = 1;
  for (const bytes of streamPieces(input)) {
    pending += decoder.decode(bytes, { stream: true });
    const end = pending.lastIndexOf('\n') + 1;
    if (end === 0) {
      if (pending.length <= mostLineCharacters) continue;
      yield { text: pending.slice(0, 80), firstLine, isCut: true };
      return;
    }
    const text = pending.slice(0, end);
    pending = pending.slice(end);
    yield { text, firstLine };
    firstLine += lineFeeds(text);
  }
  pending += decoder.decode();
  if (pending !== '') yield { text: pending, firstLine };
}

function lineFeeds(text: string): number {
  let count = 0;
  for (let at = text.indexOf('\n'); at !== -1; at = text.indexOf('\n', at + 1)) count++;
  return count;
}
