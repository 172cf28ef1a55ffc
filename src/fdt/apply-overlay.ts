import { nearest } from '../../grammar/spelling.ts';
import type { Place } from '../source/place.ts';
import type { Problem } from '../source/problem.ts';
import { mergeNode } from './merge-node.ts';
import { cellAt, eachFixup, eachLocalFixup } from './overlay-cells.ts';
import { PlainNode, PlainProperty } from './plain-node.ts';
import type { PlainTree } from './plain-tree.ts';

const encoder = new TextEncoder();
const none = 0xffff_ffff;

/**
 * Applies an overlay to a tree, as `fdtoverlay` does (libfdt's fdt_overlay.c, fdt_overlay_apply): the overlay's phandles move
 * behind the base's, its labels are looked up in the base's `__symbols__`, each fragment is merged into its target, and its own
 * symbols join the base's. Both trees are changed; both must be copies.
 *
 * @returns what is wrong; where that is anything, the base must not be used
 */
export function applyOverlay(base: PlainTree, overlay: PlainTree): readonly Problem[] {
  if (!overlay.plugin) return [notAnOverlay(overlay)];
  const problems: Problem[] = [];
  renumber(base, overlay, problems);
  resolveLabels(base, overlay, problems);
  if (problems.length > 0) return problems;

  const targets = mergeFragments(base, overlay, problems);
  joinSymbols(base, overlay, targets);
  return problems;
}

/** The overlay's phandles begin behind the largest of the base. */
function renumber(base: PlainTree, overlay: PlainTree, problems: Problem[]): void {
  let delta = 0;
  for (const phandle of base.byPhandle.keys()) delta = Math.max(delta, phandle);
  for (const node of overlay.nodes()) {
    for (const name of ['phandle', 'linux,phandle']) {
      const property = node.property(name);
      const phandle = property?.value.length === 4 ? cellAt(property, 0) : undefined;
      if (property === undefined || phandle === undefined || isFixups(node)) continue;
      if (phandle + delta >= none) {
        problems.push(
          error('bad-phandle', `The phandle of ${node.path} is too large for the base.`, property.place),
        );
        return;
      }
      property.setCell(0, phandle + delta);
      node.phandle = phandle + delta;
    }
  }
  eachLocalFixup(overlay, (property, offset) => {
    property.setCell(offset, (cellAt(property, offset) ?? 0) + delta);
  });
}

function isFixups({ path }: PlainNode): boolean {
  return /^\/__(local_)?fixups__(\/|$)/.test(path);
}

function resolveLabels(base: PlainTree, overlay: PlainTree, problems: Problem[]): void {
  const missing = new Set<string>();
  eachFixup(overlay, (label, property, offset) => {
    const path = base.root.child('__symbols__')?.property(label)?.asString();
    const phandle = path === undefined ? undefined : base.nodeByPath(path)?.phandle;
    if (phandle !== undefined) property.setCell(offset, phandle);
    else if (!missing.has(label)) {
      missing.add(label);
      problems.push(missingSymbol(label, base, property.placeOfByte(offset)));
    }
  });
}

/** One after the other: a fragment may be for a node that an earlier one brought. Returns where each went. */
function mergeFragments(
  base: PlainTree,
  overlay: PlainTree,
  problems: Problem[],
): ReadonlyMap<PlainNode, PlainNode> {
  const targets = new Map<PlainNode, PlainNode>();
  for (const fragment of overlay.root.children.values()) {
    const content = fragment.child('__overlay__');
    if (content === undefined) continue;
    const target = targetOf(base, fragment);
    if (target === undefined) {
      problems.push(missingTarget(fragment));
      continue;
    }
    mergeNode(base, target, content);
    targets.set(fragment, target);
  }
  return targets;
}

function targetOf(base: PlainTree, fragment: PlainNode): PlainNode | undefined {
  const reference = fragment.property('target');
  if (reference !== undefined) return base.nodeByPhandle(cellAt(reference, 0) ?? none);
  const path = fragment.property('target-path')?.asString();
  if (path === undefined || path.startsWith('/'))
    return path === undefined ? undefined : base.nodeByPath(path);

  const [alias = '', ...rest] = path.split('/');
  const whole = base.root.child('aliases')?.property(alias)?.asString();
  return whole === undefined ? undefined : base.nodeByPath([whole, ...rest].join('/'));
}

/** `/fragment@0/__overlay__/uart` is the target's `uart` now. */
function joinSymbols(base: PlainTree, overlay: PlainTree, targets: ReadonlyMap<PlainNode, PlainNode>): void {
  const symbols = overlay.root.child('__symbols__');
  if (symbols === undefined) return;
  const joined = base.root.child('__symbols__') ?? new PlainNode('__symbols__', base.root, base.file, 0);
  base.root.children.set(joined.name, joined);
  for (const symbol of symbols.properties.values()) {
    const [, name = '', rest = ''] =
      /^\/([^/]+)\/__overlay__((?:\/.*)?)$/.exec(symbol.asString() ?? '') ?? [];
    const fragment = overlay.root.child(name);
    const target = fragment === undefined ? undefined : targets.get(fragment);
    if (target === undefined) continue;
    const path = target.parent === undefined ? rest || '/' : `${target.path}${rest}`;
    const value = encoder.encode(`${path}\0`);
    joined.properties.set(symbol.name, new PlainProperty(symbol.name, joined, value, symbol));
  }
}

function error(code: string, message: string, place: Place, help?: string): Problem {
  return { severity: 'error', code, message, place, help };
}

function notAnOverlay({ root }: PlainTree): Problem {
  return error(
    'not-an-overlay',
    'This is a whole tree, where an overlay is expected.',
    root.place,
    'An overlay begins with `/dts-v1/; /plugin/;`.',
  );
}

function missingSymbol(label: string, base: PlainTree, place: Place): Problem {
  const symbols = base.root.child('__symbols__');
  if (symbols === undefined) {
    const message = `The base has no labels, so that \`&${label}\` is unknown.`;
    return error('missing-symbol', message, place, 'Compile the base with -@.');
  }
  const near = nearest(label, symbols.properties.keys());
  const help = near === undefined ? undefined : `Did you mean \`&${near}\`?`;
  return error('missing-symbol', `No node of the base has the label \`${label}\`.`, place, help);
}

function missingTarget(fragment: PlainNode): Problem {
  const path = fragment.property('target-path')?.asString();
  const message =
    path === undefined
      ? `${fragment.path} names no node of the base as its target.`
      : `The base has no node ${path}, which ${fragment.path} is for.`;
  return error('missing-target', message, (fragment.property('target-path') ?? fragment).place);
}
