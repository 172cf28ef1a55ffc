import { nameBit } from '../../grammar/name-bits.ts';
import type { BodySyntax, PropertySyntax, ReferenceSyntax } from '../../grammar/syntax.ts';
import type { NodeEvent, WrittenEvent } from './node-event.ts';

/** Is told of a reference what is mostly needed; the rest is `references[index]` of the syntax that it stands in. */
export type VisitReference = (
  kind: ReferenceSyntax['kind'],
  target: string,
  within: BodySyntax | PropertySyntax,
  index: number,
) => void;

/** Calls back for each reference of a body from an index up to another, for which none needs its object. */
export function visitReferences(body: BodySyntax, from: number, to: number, visit: VisitReference): void {
  for (let index = from; index < to; index++)
    visit(body.referenceKind(index), body.referenceTarget(index), body, index);
}

/** Of more properties than these, or in more bodies, each is not looked for among all. */
const fewProperties = 200;

/**
 * Calls back for each reference in the properties in force of a node that was extended, in their order, without making the
 * properties. False where that does not go so easily, since something was deleted or stands twice in a body.
 */
export function visitReferencesInForce(events: readonly NodeEvent[], visit: VisitReference): boolean {
  let count = 0;
  let hasReferences = false;
  let isEasy = true;
  for (let index = 0; index < events.length; index++) {
    const event = events[index] as NodeEvent;
    if (event.kind === 'deleted') {
      isEasy = false;
      continue;
    }
    const { referenceCount, duplicateProperties, hasDeletedProperty, propertyCount } = event.body;
    if (referenceCount > 0) hasReferences = true;
    if (duplicateProperties !== undefined || hasDeletedProperty) isEasy = false;
    count += propertyCount;
  }
  if (!hasReferences) return true;
  if (!isEasy || count > fewProperties || events.length > fewProperties) return false;

  for (let at = 0; at < events.length; at++) {
    const { body } = events[at] as WrittenEvent;
    // What stands here last, and refers to nothing, is not met at all.
    if (body.referenceCount === 0 && at === events.length - 1) break;
    for (let index = 0; index < body.propertyCount; index++) {
      const name = body.propertyName(index);
      const bit = nameBit(name);
      // It was met where its name stands first.
      if (at > 0 && lastWith(events, 0, at, name, bit) !== -1) continue;
      const last = lastWith(events, at + 1, events.length, name, bit);
      if (last === -1) {
        visitReferences(body, body.firstReference(index), body.firstReference(index + 1), visit);
        continue;
      }
      const inForce = (events[last] as WrittenEvent).body;
      const place = inForce.indexOf(name, 0);
      visitReferences(inForce, inForce.firstReference(place), inForce.firstReference(place + 1), visit);
    }
  }
  return true;
}

/** The last one from an index up to another whose body has a property of that name; -1 where none has. */
function lastWith(events: readonly NodeEvent[], from: number, to: number, name: string, bit: number): number {
  for (let at = to - 1; at >= from; at--) {
    const { body } = events[at] as WrittenEvent;
    if ((body.nameBits & bit) !== 0 && body.indexOf(name, 0) !== -1) return at;
  }
  return -1;
}
