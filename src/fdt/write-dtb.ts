import type { DeviceTree, Memreserve, Node } from '../devicetree/tree.ts';
import { ByteWriter } from './byte-writer.ts';
import { StringsBlock } from './strings-block.ts';

export interface WriteDtbOptions {
  /** boot_cpuid_phys in the header; by default what the tree says, as dtc does without `-b`. */
  readonly bootCpu?: number;
}

const magic = 0xd00d_feed;
const version = 17;
const lastCompatibleVersion = 16;
const headerSize = 40;

const beginNode = 1;
const endNode = 2;
const property = 3;
const end = 9;

/**
 * The tree as a flattened device tree, version 17: header, reservations, structure, strings, without gaps, byte for byte as
 * dtc 1.8.1 writes it (flattree.c).
 */
export function writeDtb(tree: DeviceTree, options: WriteDtbOptions = {}): Uint8Array {
  const strings = new StringsBlock();
  const structure = new ByteWriter();
  writeNode(tree.root, structure, strings);
  structure.cell(end);
  const reservations = writeReservations(tree.memreserves);
  const structureOffset = headerSize + reservations.length;
  const stringsOffset = structureOffset + structure.length;

  const whole = new ByteWriter();
  whole.cell(magic);
  whole.cell(stringsOffset + strings.length);
  whole.cell(structureOffset);
  whole.cell(stringsOffset);
  whole.cell(headerSize);
  whole.cell(version);
  whole.cell(lastCompatibleVersion);
  whole.cell(options.bootCpu ?? tree.bootCpu ?? 0);
  whole.cell(strings.length);
  whole.cell(structure.length);
  whole.bytes(reservations.finish());
  whole.bytes(structure.finish());
  whole.bytes(strings.finish());
  return whole.finish();
}

function writeReservations(memreserves: readonly Memreserve[]): ByteWriter {
  const writer = new ByteWriter();
  for (const { address, size } of memreserves) {
    writer.doubleCell(address);
    writer.doubleCell(size);
  }
  writer.doubleCell(0n);
  writer.doubleCell(0n);
  return writer;
}

function writeNode(node: Node, writer: ByteWriter, strings: StringsBlock): void {
  writer.cell(beginNode);
  writer.text(node.name);
  writer.align(4);
  for (const { name, value } of node.properties.values()) {
    writer.cell(property);
    writer.cell(value.length);
    writer.cell(strings.offsetOf(name));
    writer.bytes(value);
    writer.align(4);
  }
  for (const child of node.children.values()) writeNode(child, writer, strings);
  writer.cell(endNode);
}
