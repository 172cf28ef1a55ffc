import { nearest } from '../../grammar/spelling.ts';
import type { Place } from '../source/place.ts';
import type { Problem } from '../source/problem.ts';
import { findNode } from './find-node.ts';
import { mergeNode } from './merge-node.ts';
import { cellAt, checkFixups, eachFixup } from './overlay-cells.ts';
import { renumberPhandles } from './overlay-phandles.ts';
import { joinSymbols } from './overlay-symbols.ts';
import type { PlainNode } from './plain-node.ts';
import type { PlainTree } from './plain-tree.ts';

/** No node has this number. */
const none = 0xffff_ffff;
const mostNear = 3;

/**
 * Applies an overlay to a tree, as `fdtoverlay` does (libfdt's fdt_overlay.c, fdt_overlay_apply): the overlay's
 * phandles move behind the base's, its labels are looked up in the base's `__symbols__`, each fragment is merged into its target,
 * and its own symbols join the base's. Both trees are changed; both must be copies.
 *
 * @returns what is wrong; where that is anything, the base must not be used
 */
export function applyOverlay(base: PlainTree, overlay: PlainTree): readonly Problem[] {
  if (!overlay.plugin) return overlay.isEmpty ? [] : [notAnOverlay(overlay)];
  const problems: Problem[] = [...checkFixups(overlay)];
  if (problems.length > 0) return problems;
  renumberPhandles(base, overlay, problems);
  resolveLabels(base, overlay, problems);
  if (problems.length > 0) return problems;

  const targets = mergeFragments(base, overlay, problems);
  joinSymbols(base, overlay, targets);
  return problems;
}

function resolveLabels(base: PlainTree, overlay: PlainTree, problems: Problem[]): void {
  const missing = new Set<string>();
  const hasSymbols = base.root.child('__symbols__') !== undefined;
  eachFixup(overlay, (label, property, offset) => {
    const path = base.root.child('__symbols__')?.property(label)?.asString();
    const phandle = path === undefined ? undefined : findNode(base, path)?.phandle;
    if (phandle !== undefined) property.setCell(offset, phandle);
    else if (!missing.has(label)) {
      missing.add(label);
      // Without any symbols the first label says it all.
      if (hasSymbols || missing.size === 1)
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
  if (reference !== undefined) {
    const phandle = reference.value.length === 4 ? cellAt(reference, 0) : undefined;
    return base.nodeByPhandle(phandle ?? none);
  }
  const path = fragment.property('target-path')?.asString();
  return path === undefined ? undefined : findNode(base, path);
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
  const near = nearestLabels(label, symbols).map((name) => `\`&${name}\``);
  const help = near.length === 0 ? undefined : `Did you mean ${near.join(' or ')}?`;
  return error('missing-symbol', `No node of the base has the label \`${label}\`.`, place, help);
}

function nearestLabels(label: string, symbols: PlainNode): readonly string[] {
  const left = new Set(symbols.properties.keys());
  const found: string[] = [];
  while (found.length < mostNear) {
    const near = nearest(label, left);
    if (near === undefined) break;
    found.push(near);
    left.delete(near);
  }
  return found;
}

function missingTarget(fragment: PlainNode): Problem {
  const path = fragment.property('target-path')?.asString();
  const message =
    path === undefined
      ? `${fragment.path} names no node of the base as its target.`
      : `The base has no node ${path}, which ${fragment.path} is for.`;
  return error('missing-target', message, (fragment.property('target-path') ?? fragment).place);
}
