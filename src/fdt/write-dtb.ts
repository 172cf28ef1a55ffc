import type { DeviceTree, Memreserve } from '../devicetree/tree.ts';
import { ByteWriter } from './byte-writer.ts';
import { addFixups } from './fixups.ts';
import { type OutputNode, OutputTree } from './output-tree.ts';
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
  const writer = new ByteWriter();
  writer.zerosUpTo(headerSize);
  writeReservations(tree.memreserves, writer, options);
  const structureOffset = writer.length;
  writeNodes(finishedTree(tree, options).root, writer, strings, options);
  writer.cell(end);
  const stringsOffset = writer.length;
  writer.bytes(strings.finish());
  const totalSize = paddedSize(writer.length, options);
  writer.zerosUpTo(totalSize);

  const header = [
    magic,
    totalSize,
    structureOffset,
    stringsOffset,
    headerSize,
    version,
    lastCompatibleVersion,
    options.bootCpu ?? tree.bootCpu ?? 0,
    strings.length,
    stringsOffset - structureOffset,
  ];
  for (const [index, cell] of header.entries()) writer.cellAt(index * 4, cell);
  return writer.finish();
}

/** With the nodes that are made for the blob, in dtc's order. */
export function finishedTree(tree: DeviceTree, options: WriteDtbOptions): OutputTree {
  const { phandleFormat = 'epapr' } = options;
  const output = new OutputTree(tree);
  formatPhandles(output, phandleFormat);
  if (options.autoAlias) addAliases(output);
  if (options.symbols) addSymbols(tree, output, phandleFormat);
  if (options.fixups || tree.plugin) addFixups(tree, output);
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
  writer: ByteWriter,
  { sort = false, reservationSlots = 0 }: WriteDtbOptions,
): void {
  for (const { address, size } of sort ? memreserves.toSorted(byAddress) : memreserves) {
    writer.doubleCell(address);
    writer.doubleCell(size);
  }
  writer.zerosUpTo(writer.length + 16 * (reservationSlots + 1));
}

function byAddress(left: Memreserve, right: Memreserve): number {
  return Number(left.address - right.address) || Number(left.size - right.size);
}

function byName(left: { readonly name: string }, right: { readonly name: string }): number {
  return left.name < right.name ? -1 : Number(left.name > right.name);
}

function writeNodes(
  root: OutputNode,
  writer: ByteWriter,
  strings: StringsBlock,
  { sort = false }: WriteDtbOptions,
): void {
  const begin = (node: OutputNode): Iterable<OutputNode> => {
    writer.cell(beginNode);
    writer.text(node.name);
    writer.align(4);
    for (const each of sort ? [...node.properties].sort(byName) : node.properties) {
      const { name, value } = each;
      writer.cell(property);
      writer.cell(value.length);
      writer.cell(strings.offsetOf(name));
      writer.bytes(value);
      writer.align(4);
    }
    return sort ? [...node.children()].sort(byName) : node.children();
  };
  walk(root, begin, () => writer.cell(endNode));
}
