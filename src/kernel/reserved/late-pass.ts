import type { Node } from '../../devicetree/tree.ts';
import { isAvailable } from '../../memory/status.ts';
import { type BootContext, rootCells } from '../boot-context.ts';
import { extraEntries, invalidReg, reservedPrefix } from './messages.ts';
import { checkOverlaps } from './overlap-check.ts';
import { type ReadEntry, readEntries, regionNodes } from './region-nodes.ts';
import { record } from './scan.ts';
import { isValidNode } from './validate-node.ts';
import { wordsAfter } from './words-after-property.ts';

/**
 * Sets up the static regions when the tree is unflattened, and checks all for overlaps (6.12 fdt_scan_reserved_mem_reg_nodes(),
 * 7.2 fdt_scan_reserved_mem_late(); spec 01 §6). Whether reserving had worked is not asked.
 */
export function latePass(context: BootContext): void {
  if (context.profile.behaviours.staticSetup !== 'late-pass') return;
  if (context.model.reservedMemory === undefined) {
    context.log.info(`${reservedPrefix}Reserved memory: No reserved-memory node in the DT`);
    return;
  }

  const nodes = regionNodes(context) ?? [];
  for (const node of nodes) if (isAvailable(node)) setUpStatic(node, context);
  checkOverlaps(nodes, context);
}

/** The entry that 6.12 finds where an empty `reg` has none: whatever follows in the blob (spec 01 §4.3). */
function readPastEnd(node: Node, context: BootContext): ReadEntry | undefined {
  const { address, size } = rootCells(context);
  const reg = node.property('reg');
  if (context.profile.behaviours.emptyReg !== 'read-past-end' || reg?.value.length !== 0) return undefined;
  if (address + size > 8) return undefined;

  const words = wordsAfter(reg, context.model.tree, address + size);
  const number = (first: number, count: number): bigint =>
    words
      .slice(first, first + count)
      .reduce((value, word) => ((value << 32n) | BigInt(word)) & 0xffffffffffffffffn, 0n);
  const physical = (value: bigint): bigint => BigInt.asUintN(context.profile.facts.addressBits, value);
  return { base: physical(number(0, address)), size: physical(number(address, size)) };
}

function setUpStatic(node: Node, context: BootContext): void {
  const { behaviours } = context.profile;
  const reg = node.property('reg')?.value;
  if (reg === undefined) return;

  const { entries, isMalformed } = readEntries(reg, context);
  if (behaviours.malformedReg === 'absent' && (isMalformed || entries.length === 0)) return;
  if (!isValidNode(node, context)) return;
  if (isMalformed) {
    context.log.error(reservedPrefix + invalidReg(node.name));
    return;
  }
  if (entries.length > 1 && behaviours.extraEntries === 'reserved-with-warning') {
    context.log.warning(reservedPrefix + extraEntries(node.name, entries.length, false));
  }

  const first = entries[0] ?? readPastEnd(node, context);
  if (first !== undefined && first.size !== 0n) record(node, first.base, first.size, context);
}
