import type {
  BodySyntax,
  DeletePropertySyntax,
  PropertySyntax,
  ReferenceSyntax,
} from '../../grammar/syntax.ts';

/** A syntax tree as plain objects: bodies have all that they tell by index spelled out. `text` stays what it is. */
export function plainSyntax(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(plainSyntax);
  if (typeof value !== 'object' || value === null || value instanceof Uint8Array) return value;
  if (isBody(value)) return plainBody(value);
  return Object.fromEntries(
    Object.entries(value).map(([key, each]) => [key, key === 'text' ? each : plainSyntax(each)]),
  );
}

function isBody(value: object): value is BodySyntax {
  return 'nameBits' in value;
}

function plainBody(body: BodySyntax): unknown {
  // By index first: then nothing has made the objects yet.
  const byIndex = Array.from({ length: body.propertyCount }, (_, index) => ({
    name: body.propertyName(index),
    isDeletion: body.isDeletion(index),
    references: [body.firstReference(index), body.firstReference(index + 1)],
    next: body.indexOf(body.propertyName(index), index + 1),
    first: body.indexOf(body.propertyName(index), 0),
  }));
  const targets = Array.from({ length: body.referenceCount }, (_, index) => ({
    kind: body.referenceKind(index),
    target: body.referenceTarget(index),
  }));
  const members = Array.from({ length: body.propertyCount }, (_, index) => body.property(index));
  if (!areSame(members, body.properties) || !areSame(referencesOf(members), body.references ?? []))
    throw new Error('a body gives other objects when it is asked again');
  return {
    text: body.text,
    start: body.start,
    end: body.end,
    byIndex,
    targets,
    properties: plainSyntax(members),
    nameBits: body.nameBits,
    nodes: plainSyntax(body.nodes),
    references: plainSyntax(body.references),
    hasSpecialProperty: body.hasSpecialProperty,
    hasPropertyLabels: body.hasPropertyLabels,
    hasDeletedProperty: body.hasDeletedProperty,
    duplicateProperties: body.duplicateProperties,
    duplicateNodes: body.duplicateNodes,
  };
}

function referencesOf(members: readonly (PropertySyntax | DeletePropertySyntax)[]): ReferenceSyntax[] {
  return members.flatMap((each) => (each.kind === 'property' ? (each.references ?? []) : []));
}

/** Whether two lists have the same objects. */
function areSame(one: readonly unknown[], other: readonly unknown[]): boolean {
  return one.length === other.length && one.every((each, index) => each === other[index]);
}
