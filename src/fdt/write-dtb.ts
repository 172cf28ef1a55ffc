import type { DeviceTree, Memreserve } from '../devicetree/tree.ts';
import { ByteWriter } from './byte-writer.ts';
import { addFixups } from './fixups.ts';
import { type OutputNode, type OutputTree, outputTree } from './output-tree.ts';
import { formatPhandles, type PhandleFormat } from './phandle-format.ts';
import { StringsBlock } from './strings-block.ts';
import { addAliases, addSymbols } from './symbols.ts';
import { walk } from './walk.ts';

/** dtc's options that decide over the bytes. */
export interface WriteDtbOptions {
  /** `-b`: boot_cpuid_phys in the header; by default what the tree says. */
  readonly bootCpu?: number | undefined;
  /** `-@`. The tree must have been built with `keepLabelled`. */
  readonly symbols?: boolean | undefined;
  /** `-A`: labels as aliases. */
  readonly autoAlias?: boolean | undefined;
  /** `-L`: fixups; of an overlay always. */
  readonly fixups?: boolean | undefined;
  /** `-H`; default: `epapr`. */
  readonly phandleFormat?: PhandleFormat | undefined;
  /** `-s`: properties and nodes by name, reservations by address. */
  readonly sort?: boolean | undefined;
  /** `-R`: so many empty reservations more. */
  readonly reservationSlots?: number | undefined;
  /** `-p`: so many bytes of padding. */
  readonly padBytes?: number | undefined;
  /** `-S`: padding up to so many bytes. */
  readonly minimumBytes?: number | undefined;
  /** `-a`: padding to a multiple of so many bytes. */
  readonly alignBytes?: number | undefined;
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
  writeNodes(finishedTree(tree, options).root, structure, strings);
  structure.cell(end);
  const reservations = writeReservations(tree.memreserves, options);
  const structureOffset = headerSize + reservations.length;
  const stringsOffset = structureOffset + structure.length;
  const totalSize = paddedSize(stringsOffset + strings.length, options);

  const whole = new ByteWriter();
  whole.cell(magic);
  whole.cell(totalSize);
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
  whole.zerosUpTo(totalSize);
  return whole.finish();
}

/** With the nodes that are made for the blob, in dtc's order. */
export function finishedTree(tree: DeviceTree, options: WriteDtbOptions): OutputTree {
  const { phandleFormat = 'epapr' } = options;
  const output = outputTree(tree);
  formatPhandles(output, phandleFormat);
  if (options.autoAlias) addAliases(output);
  if (options.symbols) addSymbols(tree, output, phandleFormat);
  if (options.fixups || tree.plugin) addFixups(tree, output);
  if (options.sort) for (const node of allNodes(output.root)) sortNode(node);
  return output;
}

/** dtc's dt_to_blob: `-a` comes after the others. */
function paddedSize(
  size: number,
  { padBytes = 0, minimumBytes = 0, alignBytes = 0 }: WriteDtbOptions,
): number {
  const padded = padBytes > 0 ? size + padBytes : Math.max(size, minimumBytes);
  return alignBytes > 0 ? Math.ceil(padded / alignBytes) * alignBytes : padded;
}

function writeReservations(
  memreserves: readonly Memreserve[],
  { sort = false, reservationSlots = 0 }: WriteDtbOptions,
): ByteWriter {
  const writer = new ByteWriter();
  for (const { address, size } of sort ? memreserves.toSorted(byAddress) : memreserves) {
    writer.doubleCell(address);
    writer.doubleCell(size);
  }
  writer.zerosUpTo(writer.length + 16 * (reservationSlots + 1));
  return writer;
}

function byAddress(left: Memreserve, right: Memreserve): number {
  return Number(left.address - right.address) || Number(left.size - right.size);
}

function* allNodes(root: OutputNode): Iterable<OutputNode> {
  const waiting = [root];
  for (let node = waiting.pop(); node !== undefined; node = waiting.pop()) {
    yield node;
    for (const child of node.children) waiting.push(child);
  }
}

function sortNode(node: OutputNode): void {
  node.properties.sort(byName);
  node.children.sort(byName);
}

function byName(left: { readonly name: string }, right: { readonly name: string }): number {
  return left.name < right.name ? -1 : Number(left.name > right.name);
}

function writeNodes(root: OutputNode, writer: ByteWriter, strings: StringsBlock): void {
  const begin = ({ name, properties, children }: OutputNode): readonly OutputNode[] => {
    writer.cell(beginNode);
    writer.text(name);
    writer.align(4);
    for (const each of properties) {
      writer.cell(property);
      writer.cell(each.value.length);
      writer.cell(strings.offsetOf(each.name));
      writer.bytes(each.value);
      writer.align(4);
    }
    return children;
  };
  walk(root, begin, () => writer.cell(endNode));
}
