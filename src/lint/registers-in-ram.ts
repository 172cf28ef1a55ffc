import { nodeMark } from '../devicetree/node-marks.ts';
import type { FoundBytes, Node } from '../devicetree/tree.ts';
import { translateAddress } from '../memory/address-translation.ts';
import { busCells, readNumber } from '../memory/cells.ts';
import type { AddressRange } from '../memory/model.ts';
import { isReachable } from '../memory/status.ts';
import type { BoardFacts } from './board-facts.ts';
import { RamFilter } from './ram-filter.ts';

/** The first registers of a device. */
export interface Registers extends AddressRange {
  readonly node: Node;
}

/** A bank that covers more is wrong by then. */
const mostDevices = 256;

const noBytes = new Uint8Array(0);

const deviceMarks = nodeMark.compatible | nodeMark.interrupts | nodeMark.reg;

/**
 * Devices whose registers lie in RAM, of those whose registers are beyond doubt: they are clocked or interrupt, and no driver of
 * theirs keeps its buffers in RAM.
 */
export function registersInRam(board: BoardFacts): readonly Registers[] {
  const filter = new RamFilter(board.ram);
  const found: Registers[] = [];
  const written: FoundBytes = { bytes: noBytes, start: 0, end: 0 };

  for (const node of board.model.tree.nodes()) {
    const { parent } = node;
    if ((node.marks & deviceMarks) !== deviceMarks || parent === undefined) continue;
    // Nearly all devices end here: what follows is exact, and dear.
    if (filter.passesByAll(parent)) continue;
    if (node.findBytes?.('reg', written) === true && filter.passesBy(parent, written)) continue;
    const reg = node.property('reg')?.value;
    if (reg === undefined || filter.passesBy(parent, { bytes: reg, start: 0, end: reg.length })) continue;

    if (!mayBeDevice(node) || !isReachable(node)) continue;
    const range = firstRange(node, parent, reg);
    if (range === undefined || board.ramBytes(range) === 0n) continue;
    found.push({ ...range, node });
    if (found.length === mostDevices) break;
  }
  return found;
}

function mayBeDevice(node: Node): boolean {
  const hasSign = node.property('interrupts') ?? node.property('interrupts-extended');
  return (
    hasSign !== undefined &&
    node.property('compatible') !== undefined &&
    node.property('memory-region') === undefined &&
    node.property('device_type') === undefined
  );
}

function firstRange(node: Node, bus: Node, reg: Uint8Array): AddressRange | undefined {
  const { address, size } = busCells(bus);
  const written = readNumber(reg, 0, address);
  // Some bindings write an offset within the parent's registers, which no bus translates.
  if (node.unitAddress !== undefined && node.unitAddress !== written.toString(16)) return undefined;
  const base = translateAddress(node, written);
  return base === undefined ? undefined : { base, size: readNumber(reg, address * 4, size) };
}
