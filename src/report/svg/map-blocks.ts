import type { BootedKernel, BootedRegion } from '../../kernel/booted-kernel.ts';
import type { MemoryLayout } from '../../memory/layout.ts';
import type { AddressRange } from '../../memory/model.ts';
import { formatBytes } from '../../memory/quantity.ts';
import { endOf } from '../../memory/ranges.ts';
import { memorySymbols, reservationKind, stretchKind } from '../memory-symbols.ts';
import type { MapKind } from './picture-theme.ts';

/** One block of a memory map. */
export interface MapBlock extends AddressRange {
  readonly kind: MapKind;
  /** Empty for what nobody keeps. */
  readonly label: string;
  /** A few words behind the size. */
  readonly note: string;
  /** All that there is to say, for the block's title. */
  readonly detail: string;
  /** Path of its node, if a region has it: by it, two maps find the same block. */
  readonly node: string | undefined;
}

/** What the map calls the area that no region made. */
export const defaultAreaLabel = 'default CMA';

/** Who keeps a range, before the ranges are laid beside each other. */
interface Owner extends AddressRange {
  readonly kind: MapKind;
  readonly label: string;
  readonly detail: string;
  readonly node: string | undefined;
}

/** The memory of a tree as it is written: banks, static regions, /memreserve/ entries. */
export function layoutBlocks(layout: MemoryLayout): readonly MapBlock[] {
  return layout.stretches.map((stretch): MapBlock => {
    const kind = stretchKind(stretch, layout.memoryKnown);
    const names = stretch.owners.map((owner) =>
      owner.kind === 'region' ? shortName(owner.region.name) : '/memreserve/',
    );
    const kinds = stretch.owners.map((owner) => memorySymbols[reservationKind(owner)].legend);
    const [owner, second] = stretch.owners;
    const node = owner?.kind === 'region' && second === undefined ? owner.region.node.path : undefined;
    return {
      base: stretch.base,
      size: stretch.size,
      kind,
      label: names.join(' + '),
      note: '',
      detail: [...new Set(kinds)].join(', '),
      node,
    };
  });
}

/** The memory of a board that has booted: also dynamic regions where they were put, the default CMA area, and what was loaded. */
export function bootedBlocks(
  kernel: BootedKernel,
  noteOf: (node: string | undefined, name: string) => string = () => '',
): readonly MapBlock[] {
  const banks = kernel.machine.memory ?? kernel.model.banks;
  const owners: Owner[] = [
    ...kernel.regions.flatMap(regionOwner),
    ...kernel.model.memreserves.map(({ address, size }) =>
      loaded(address, size, 'memreserve', '/memreserve/'),
    ),
    ...loadedOwners(kernel),
  ].filter(({ size }) => size > 0n);
  const known = new Set(owners.map(({ base }) => base));
  for (const area of kernel.cma) {
    const size = BigInt(area.pageCount) * BigInt(kernel.profile.config.pageSize);
    if (known.has(area.base) || size === 0n) continue;
    const detail = `CMA area ${area.name}${area.isDefault ? ', the default' : ''}${area.exact ? '' : '; its place is modelled'}`;
    owners.push({
      base: area.base,
      size,
      kind: 'reusable',
      label: area.isDefault ? defaultAreaLabel : area.name,
      detail,
      node: undefined,
    });
  }
  return stretchesOf(banks, owners).map((block) => ({ ...block, note: noteOf(block.node, block.label) }));
}

function regionOwner(region: BootedRegion): readonly Owner[] {
  const { base, size, node, noMap, reusable, compatible, state, hook } = region;
  if (base === undefined || size === undefined || state === 'ignored') return [];
  const kind: MapKind = noMap ? 'noMap' : reusable ? 'reusable' : 'mapped';
  const facts = [
    node.path,
    region.kind,
    memorySymbols[kind].legend,
    ...(compatible.length === 0 ? [] : [compatible.join(', ')]),
    state,
    ...(hook === undefined ? [] : [`taken by ${hook}`]),
  ];
  return [{ base, size, kind, label: shortName(node.name), detail: facts.join('; '), node: node.path }];
}

function loadedOwners({ machine }: BootedKernel): readonly Owner[] {
  const { kernelImage, initrd, fdt, assumed } = machine;
  const mark = (field: string): string => (assumed.includes(field) ? ' (assumed)' : '');
  return [
    loaded(kernelImage.base, kernelImage.size, 'image', `kernel image${mark('kernelImage')}`),
    ...(initrd === undefined ? [] : [loaded(initrd.base, initrd.size, 'image', 'initrd')]),
    loaded(fdt.base, fdt.size, 'image', `device tree${mark('fdt')}`),
  ];
}

function loaded(base: bigint, size: bigint, kind: MapKind, label: string): Owner {
  return { base, size, kind, label, detail: label, node: undefined };
}

/** A node's name without the address, which the map shows anyway. */
function shortName(name: string): string {
  return name.replace(/@[0-9a-f,]+$/i, '') || name;
}

/** Banks and owners side by side: one block for each stretch in which nothing changes. */
function stretchesOf(banks: readonly AddressRange[], owners: readonly Owner[]): readonly MapBlock[] {
  const edges: { at: bigint; begins: boolean; bank: boolean; owner: Owner | undefined }[] = [];
  for (const bank of banks) {
    edges.push({ at: bank.base, begins: true, bank: true, owner: undefined });
    edges.push({ at: endOf(bank), begins: false, bank: true, owner: undefined });
  }
  for (const owner of owners) {
    edges.push({ at: owner.base, begins: true, bank: false, owner });
    edges.push({ at: endOf(owner), begins: false, bank: false, owner });
  }
  edges.sort((left, right) => (left.at === right.at ? 0 : left.at < right.at ? -1 : 1));

  const open = new Set<Owner>();
  const blocks: MapBlock[] = [];
  let openBanks = 0;
  let from = edges[0]?.at ?? 0n;
  for (const { at, begins, bank, owner } of edges) {
    if (at > from) {
      addBlock(blocks, { base: from, size: at - from }, open, openBanks > 0);
      from = at;
    }
    if (bank) openBanks += begins ? 1 : -1;
    else if (owner !== undefined && begins) open.add(owner);
    else if (owner !== undefined) open.delete(owner);
  }
  return blocks;
}

const mostNames = 4;

function addBlock(blocks: MapBlock[], range: AddressRange, open: ReadonlySet<Owner>, isRam: boolean): void {
  const [first] = open;
  if (first === undefined) {
    const kind = isRam ? 'free' : 'hole';
    const before = blocks.at(-1);
    // Two banks that touch are one piece of RAM.
    if (before?.kind === kind && endOf(before) === range.base) {
      blocks[blocks.length - 1] = { ...before, size: before.size + range.size };
      return;
    }
    blocks.push({ ...range, kind, label: '', note: '', detail: '', node: undefined });
    return;
  }
  const { label, node } = first;
  if (open.size === 1) {
    const outside = isRam ? '' : '; no RAM there';
    blocks.push({ ...range, kind: first.kind, label, note: '', detail: `${first.detail}${outside}`, node });
    return;
  }
  // The firmware's reservation of a blob or an image that a region also keeps is no conflict of interest.
  const kinds = new Set([...open].map(({ kind }) => kind));
  const names = [...open].slice(0, mostNames).map((owner) => owner.label);
  const more = open.size - names.length;
  const all = `${names.join(' + ')}${more > 0 ? ` and ${more} more` : ''}`;
  const harmless = kinds.has('image') || kinds.has('memreserve');
  const kind = harmless && kinds.size > 1 ? first.kind : 'shared';
  blocks.push({ ...range, kind, label: all, note: '', detail: `${all} overlap`, node: undefined });
}

/** A block in words: `0x5000_0000 to 0x50ff_ffff, 16 MiB: video-pool, …`. */
export function blockSentence(block: MapBlock, name: (address: bigint) => string, legend: string): string {
  const where = `${name(block.base)} to ${name(endOf(block) - 1n)}, ${formatBytes(block.size)}`;
  const what = [block.label || legend, block.detail, block.note].filter((part) => part !== '');
  return `${where}: ${[...new Set(what)].join('; ')}`;
}
