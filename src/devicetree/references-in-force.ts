import type { BodySyntax, PropertySyntax, ReferenceSyntax } from '../../grammar/syntax.ts';
import type { NodeEvent } from './node-event.ts';

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

/** Of more properties than these each is not looked for among all. */
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
  if (!isEasy || count > fewProperties) return false;

  const names: string[] = [];
  const bodies: BodySyntax[] = [];
  const indices: number[] = [];
  for (let at = 0; at < events.length; at++) {
    const event = events[at] as NodeEvent;
    if (event.kind === 'deleted') return false;
    const { body } = event;
    // Within a body no name stands twice.
    const before = names.length;
    for (let index = 0; index < body.propertyCount; index++) {
      const name = body.propertyName(index);
      let known = 0;
      while (known < before && names[known] !== name) known++;
      const place = known < before ? known : names.length;
      names[place] = name;
      bodies[place] = body;
      indices[place] = index;
    }
  }
  for (let at = 0; at < names.length; at++) {
    const body = bodies[at] as BodySyntax;
    const index = indices[at] as number;
    visitReferences(body, body.firstReference(index), body.firstReference(index + 1), visit);
  }
  return true;
}
