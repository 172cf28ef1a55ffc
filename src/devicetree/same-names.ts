import type { BodySyntax, NodeSyntax, PropertySyntax } from '../../grammar/syntax.ts';
import type { Place } from '../source/place.ts';
import type { Problem } from '../source/problem.ts';
import type { SilentMerge } from './tree.ts';
import type { TreeNode } from './tree-node.ts';

/** No more names, and places of one name, than these are told. */
const maximumNames = 100;
const maximumPlaces = 100;

/** Nodes and properties that a body defines twice, where dtc refuses that: in a body that builds its node. */
export function duplicateInBody(node: TreeNode, body: BodySyntax): Problem[] {
  const problems: Problem[] = [];
  for (const name of body.duplicateNodes?.slice(0, maximumNames) ?? []) {
    const places = nodesNamed(body, name).map(placeOf).slice(0, maximumPlaces);
    const message = `Node \`${name}\` is defined twice in ${node.path}.`;
    problems.push(...repeated('duplicate-node', message, places, nodeHelp(name)));
  }
  for (const name of body.duplicateProperties?.slice(0, maximumNames) ?? []) {
    const places = propertiesNamed(body, name).map(placeOf).slice(0, maximumPlaces);
    const message = `Property \`${name}\` is defined twice in ${node.path}.`;
    problems.push(...repeated('duplicate-property', message, places, 'Remove one of them.'));
  }
  return problems;
}

/** The definitions of one name in a merged body, which dtc merges without a word. */
export function silentMerge(node: TreeNode, body: BodySyntax, name: string): SilentMerge {
  const definitions = nodesNamed(body, name);
  const kept = new Map<string, PropertySyntax>();
  const lost: { name: string; lost: Place; kept: Place }[] = [];
  for (const definition of definitions.toReversed()) {
    for (const property of definition.body.properties) {
      if (property.kind !== 'property') continue;
      const later = kept.get(property.name);
      if (later === undefined) kept.set(property.name, property);
      else lost.push({ name: property.name, lost: placeOf(property), kept: placeOf(later) });
    }
  }
  return { node, places: definitions.map(placeOf), lost };
}

function nodesNamed(body: BodySyntax, name: string): NodeSyntax[] {
  return body.nodes.filter((each): each is NodeSyntax => each.kind === 'node' && each.name === name);
}

function propertiesNamed(body: BodySyntax, name: string): PropertySyntax[] {
  return body.properties.filter(
    (each): each is PropertySyntax => each.kind === 'property' && each.name === name,
  );
}

function placeOf({ text, start, end }: NodeSyntax | PropertySyntax): Place {
  return text.place(start, end);
}

function nodeHelp(name: string): string {
  return name.includes('@')
    ? 'Give each its own unit address, or join them in one node.'
    : `Join them in one node, or tell them apart: \`${name}-0\`, \`${name}-1\`.`;
}

/** One problem for each place but the first. */
function repeated(code: string, message: string, places: readonly Place[], help: string): Problem[] {
  const [first, ...rest] = places;
  if (first === undefined) return [];
  const related = [{ message: 'first defined here', place: first }];
  return rest.map((place) => ({ severity: 'error', code, message, place, related, help }));
}
