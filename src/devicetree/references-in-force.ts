import type { SourceText } from '../../grammar/source-text.ts';
import type { PropertySyntax, ReferenceSyntax } from '../../grammar/syntax.ts';
import type { NodeEvent } from './node-event.ts';

export type VisitReference = (reference: ReferenceSyntax, text: SourceText) => void;

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
    const { references, duplicateProperties, properties } = event.body;
    if (references !== undefined) hasReferences = true;
    if (duplicateProperties !== undefined) isEasy = false;
    count += properties.length;
  }
  if (!hasReferences) return true;
  if (!isEasy || count > fewProperties) return false;

  const inForce: PropertySyntax[] = [];
  for (let index = 0; index < events.length; index++) {
    const event = events[index] as NodeEvent;
    if (event.kind === 'deleted') return false;
    const { properties } = event.body;
    // Within a body no name stands twice.
    const before = inForce.length;
    for (let number = 0; number < properties.length; number++) {
      const property = properties[number] as PropertySyntax;
      if ((property.kind as string) === 'delete-property') return false;
      let at = 0;
      while (at < before && (inForce[at] as PropertySyntax).name !== property.name) at++;
      if (at < before) inForce[at] = property;
      else inForce.push(property);
    }
  }
  for (let at = 0; at < inForce.length; at++) {
    const { references, text } = inForce[at] as PropertySyntax;
    if (references === undefined) continue;
    for (let number = 0; number < references.length; number++)
      visit(references[number] as ReferenceSyntax, text);
  }
  return true;
}
