import type { Node } from '../../devicetree/tree.ts';
import type { BootContext } from '../boot-context.ts';
import { errno } from '../hooks/hook.ts';
import { isCompatible } from './compatible.ts';

/**
 * Asks hooks about a node before anything of it is reserved (7.2 node_validate; spec 01 §4.3): 0, -ENODEV where none minds, or the
 * first other errno, with which the kernel leaves the node alone.
 */
export function validateNode(node: Node, context: BootContext): number {
  if (context.profile.behaviours.hookInterface !== 'operations') return 0;

  for (const hook of context.hooks) {
    if (hook.validate === undefined || !isCompatible(node, hook.compatible)) continue;
    const result = hook.validate(node, context);
    if (result !== errno.noDevice) return result;
  }
  return errno.noDevice;
}

/** Whether a node may be reserved. One that may not has failed, in the words that its hook has just printed. */
export function isValidNode(node: Node, context: BootContext): boolean {
  const printed = context.log.lines.length;
  const result = validateNode(node, context);
  if (result === 0 || result === errno.noDevice) return true;

  const said = context.log.lines[printed]?.text ?? `the hook for its compatible returned ${result}`;
  context.table.mark(node, 'failed', said);
  context.trace?.add(node, () => ({ kind: 'skipped', why: 'refused', message: said }));
  return false;
}
