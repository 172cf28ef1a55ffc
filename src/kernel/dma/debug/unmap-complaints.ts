import type { Behaviours } from '../../profiles/behaviours.ts';
import { dmaAttr } from '../dma-attrs.ts';
import type { DebugEntry, DebugReference } from './debug-entry.ts';
import type { DebugTexts } from './debug-texts.ts';

/** Attributes that a mapping and its end must agree about (7.2). */
const lastingAttrs =
  dmaAttr.noKernelMapping |
  dmaAttr.forceContiguous |
  dmaAttr.mmio |
  dmaAttr.requireCoherent |
  dmaAttr.privileged |
  dmaAttr.ccShared;

/** What check_unmap() has against the end of a mapping, in its order: size, function, count, direction, attributes, error check. */
export function unmapComplaints(
  ref: DebugReference,
  entry: DebugEntry,
  texts: DebugTexts,
  { debugKinds }: Behaviours,
): readonly string[] {
  const complaints: string[] = [];
  if (ref.size !== entry.size) complaints.push(texts.otherSize(ref, entry));
  if (!isSameFunction(ref, entry, debugKinds)) complaints.push(texts.otherFunction(ref, entry));
  else if (entry.kind === 'coherent' && ref.phys !== entry.phys)
    complaints.push(texts.otherCpuAddress(ref, entry));
  if (ref.kind === 'sg' && ref.listEntries !== 0 && ref.listEntries !== entry.listEntries)
    complaints.push(texts.otherCount(ref, entry));
  if (ref.direction !== entry.direction) complaints.push(texts.otherDirection(ref, entry));
  if (debugKinds === 'physical') {
    const mapped = lasting(entry);
    const unmapped = lasting(ref);
    if (mapped !== unmapped) complaints.push(texts.otherAttributes(ref, mapped, unmapped));
  }
  if (entry.mapError === 'not-checked') complaints.push(texts.notChecked(ref, entry));
  return complaints;
}

/** A resource is a mapping with an attribute since 7.2. */
function isSameFunction(
  { kind }: DebugReference,
  entry: DebugEntry,
  kinds: Behaviours['debugKinds'],
): boolean {
  if (kind === entry.kind) return true;
  const isPhysical = (one: DebugReference['kind']): boolean => one === 'single' || one === 'resource';
  return kinds === 'physical' && isPhysical(kind) && isPhysical(entry.kind);
}

function lasting({ attrs, kind }: DebugReference): number {
  return (attrs | (kind === 'resource' ? dmaAttr.mmio : 0)) & lastingAttrs;
}
