import type { BodySyntax, NodeSyntax, PropertySyntax } from '../../grammar/syntax.ts';
import type { Place } from '../source/place.ts';
import type { Problem } from '../source/problem.ts';
import type { SilentMerge } from './tree.ts';
import type { TreeNode } from './tree-node.ts';

/** No more names, and places of one name, than these are told. */
const maximumNames = 100;
const maximumPlaces = 100;

/**
 * Subnodes and properties of one name, which come about where a body that builds its node defines one twice. As dtc's checks do
 * (check_duplicate_node_names and _property_names), a subnode in force is held against all behind it, deleted ones too.
 */
export function duplicatesOf(node: TreeNode): Problem[] {
  const problems: Problem[] = [];
  for (const [name, [first, ...others]] of grouped(node.rawChildren, ({ isDeleted }) => !isDeleted)) {
    if (first === undefined || others.length === 0) continue;
    const again = others.filter(({ isDeleted }) => !isDeleted);
    if (again.length === 0) problems.push(deletedAfterDefinition(name, first, others[0] as TreeNode));
    else {
      const message = `Node \`${name}\` is defined twice in ${node.path}.`;
      const places = [first, ...again].map(({ place }) => place);
      problems.push(...repeated('duplicate-node', message, places.slice(0, maximumPlaces), nodeHelp(name)));
    }
    if (problems.length >= maximumNames) break;
  }
  const properties = node.rawProperties().filter(({ isDeleted }) => !isDeleted);
  for (const [name, each] of grouped(properties, () => true)) {
    if (each.length < 2) continue;
    const message = `Property \`${name}\` is defined twice in ${node.path}.`;
    const places = each.map(({ place }) => place).slice(0, maximumPlaces);
    problems.push(...repeated('duplicate-property', message, places, 'Remove one of them.'));
    if (problems.length >= 2 * maximumNames) break;
  }
  return problems;
}

/** Those of each name, from the first that may begin a group on. */
function grouped<Named extends { readonly name: string }>(
  list: readonly Named[],
  mayBegin: (each: Named) => boolean,
): Map<string, Named[]> {
  const groups = new Map<string, Named[]>();
  for (const each of list) {
    const group = groups.get(each.name);
    if (group !== undefined) group.push(each);
    else if (mayBegin(each)) groups.set(each.name, [each]);
  }
  return groups;
}

function deletedAfterDefinition(name: string, known: TreeNode, deletion: TreeNode): Problem {
  return {
    severity: 'error',
    code: 'duplicate-node',
    message: `\`${name}\` is defined and deleted in the same node, which deletes nothing.`,
    place: deletion.place,
    related: [{ message: 'defined here', place: known.place }],
    help: 'Delete it where the node is extended.',
  };
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
