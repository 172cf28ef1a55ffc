import { dmaDirection } from '../streaming/direction.ts';
import type { DebugEntry, DebugReference } from './debug-entry.ts';
import type { DebugTexts } from './debug-texts.ts';

/**
 * What check_sync() has against a synchronisation. The entry holds the whole range where there is one, so that one that reaches
 * beyond a mapping is of memory that nobody mapped.
 */
export function syncComplaints(
  ref: DebugReference,
  entry: DebugEntry | undefined,
  to: 'cpu' | 'device',
  texts: DebugTexts,
): readonly string[] {
  if (entry === undefined) return [texts.syncNotAllocated(ref)];
  if (entry.direction === dmaDirection.bidirectional) return [];

  const complaints: string[] = [];
  if (ref.direction !== entry.direction) complaints.push(texts.syncOtherDirection(ref, entry));
  if (to === 'cpu' && entry.direction !== dmaDirection.fromDevice && ref.direction !== dmaDirection.toDevice)
    complaints.push(texts.syncReadOnly(ref, entry));
  if (
    to === 'device' &&
    entry.direction !== dmaDirection.toDevice &&
    ref.direction !== dmaDirection.fromDevice
  )
    complaints.push(texts.syncWriteOnly(ref, entry));
  if (ref.kind === 'sg' && ref.listEntries !== 0 && ref.listEntries !== entry.listEntries)
    complaints.push(texts.syncOtherCount(ref, entry));
  return complaints;
}
