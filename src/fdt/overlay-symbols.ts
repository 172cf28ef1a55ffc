import { PlainNode, PlainProperty } from './plain-node.ts';
import type { PlainTree } from './plain-tree.ts';

const encoder = new TextEncoder();

/**
 * The overlay's symbols join the base's, with the paths that their nodes have there: `/fragment@0/__overlay__/uart` is the
 * target's `uart` now. Symbols of what does not get into the base are left out (libfdt's overlay_symbol_update, to the slash
 * that it leaves at the end of a target's own path).
 *
 * @param targets of the overlay's fragments
 */
export function joinSymbols(
  base: PlainTree,
  overlay: PlainTree,
  targets: ReadonlyMap<PlainNode, PlainNode>,
): void {
  const symbols = overlay.root.child('__symbols__');
  if (symbols === undefined) return;
  const joined = base.root.child('__symbols__') ?? new PlainNode('__symbols__', base.root, base.file, 0);
  if (!base.root.children.has(joined.name)) base.root.adopt(joined);
  for (const symbol of symbols.properties.values()) {
    const [, name = '', rest = ''] =
      /^\/([^/]+)\/__overlay__(?:\/(.*))?$/s.exec(symbol.asString() ?? '') ?? [];
    const fragment = overlay.root.child(name);
    const target = fragment === undefined ? undefined : targets.get(fragment);
    if (fragment === undefined || target === undefined) continue;
    const path = pathOfTarget(fragment, target);
    const value = encoder.encode(`${path === '/' ? '' : path}/${rest}\0`);
    joined.properties.set(symbol.name, new PlainProperty(symbol.name, joined, value, symbol));
  }
}

/** As the fragment names it, be it by an alias. */
function pathOfTarget(fragment: PlainNode, target: PlainNode): string {
  if (fragment.property('target') !== undefined) return target.path;
  return fragment.property('target-path')?.asString() ?? target.path;
}
