import type { Behaviours } from '../../profiles/behaviours.ts';
import type { SlotOrigin } from './slot-request.ts';

/** dev_WARN_ONCE() of swiotlb_bounce(): `key` tells its messages apart. */
type Warn = (key: 'overflow' | 'before' | 'behind', text: string) => void;

/** Bytes of a copy that the kernel makes, where more are asked for than the mapping has left (swiotlb_bounce()). */
export function copiedBytes(
  bounceOverrun: Behaviours['bounceOverrun'],
  origin: SlotOrigin,
  size: number,
  warn: Warn,
): number {
  if (bounceOverrun === 'unchecked') return size;
  if (bounceOverrun === 'start-and-size' && startsOutside(origin, size, warn)) return 0;
  if (bounceOverrun === 'size') {
    // Up to 5.12 the mapping's size from the slot on is looked at, wherever in the slot the copy begins.
    const bytes = origin.bytes + origin.within;
    if (size <= bytes) return size;
    warn('overflow', `Attempt for buffer overflow. Original size: ${bytes}. Mapping size: ${size}.`);
    return bytes;
  }
  // An unsigned number that fell below nought is a large one.
  if (size <= origin.bytes || origin.bytes < 0) return size;
  warn('overflow', `Buffer overflow detected. Allocation size: ${origin.bytes}. Mapping size: ${size}.`);
  return origin.bytes;
}

/** Whether a copy begins before the mapping, or behind it: 5.13 to 6.8 do not make it. */
function startsOutside({ bytes, within, kept }: SlotOrigin, size: number, warn: Warn): boolean {
  if (within < 0) {
    warn(
      'before',
      `Access before mapping start detected. orig offset ${kept}, requested offset ${within + kept}.`,
    );
    return true;
  }
  if (bytes >= 0) return false;
  warn(
    'behind',
    `Buffer overflow detected. Allocation size: ${bytes + within}. Mapping size: ${size}+${within}.`,
  );
  return true;
}
