import type { Region, RegionUse } from '../memory/model.ts';
import { formatBytes, hex, hexBytes } from '../memory/quantity.ts';
import { bootSummary } from '../project/explain/explain-node.ts';
import { profileLine } from '../report/kernel-line.ts';
import type { BoardBoot } from './board-boot.ts';
import { code, logBlock, prose } from './markdown.ts';

/** A region in words: what it is, where, for whom, and what the kernel will do with it. */
export function regionMarkdown(region: Region, boot: BoardBoot): string {
  const parts = [
    `**${code(region.name)}**: ${kindOf(region)}`,
    placeLines(region).join('  \n'),
    usersLine(region.users),
    ...kernelLines(region, boot),
  ];
  return parts.filter((part) => part !== '').join('\n\n');
}

/** `CMA pool`, `no-map carve-out`: by its properties, as hooks of the kernel choose. */
export function kindOf({ kind, available, compatible, noMap, reusable, cmaDefault }: Region): string {
  const isPool = compatible.includes('shared-dma-pool');
  const what = isPool
    ? reusable
      ? `CMA pool${cmaDefault ? ' (the default one)' : ''}`
      : noMap
        ? 'coherent DMA pool'
        : 'shared DMA pool'
    : compatible.length > 0
      ? code(compatible[0] ?? '')
      : 'region without a compatible';
  const flags = [
    kind === 'placeholder' ? 'without reg and size' : kind,
    ...(noMap ? ['no-map'] : []),
    ...(reusable ? ['reusable'] : []),
    ...(available ? [] : ['**disabled**']),
  ];
  return `${what}, ${flags.join(', ')}`;
}

const mostEntries = 8;

function placeLines({ kind, reg, size, alignment, allocRanges }: Region): readonly string[] {
  if (kind === 'static') {
    const lines = reg.slice(0, mostEntries).map((range) => rangeText(range));
    return reg.length > mostEntries ? [...lines, `… and ${reg.length - mostEntries} more entries`] : lines;
  }
  if (size === undefined) return [];
  const where = allocRanges.slice(0, mostEntries).map((range) => rangeText(range));
  return [
    `${hexBytes(size)}, placed at boot${alignment === undefined ? '' : `, at a multiple of ${hexBytes(alignment)}`}`,
    ...(where.length === 0 ? [] : [`inside ${where.join(' or ')}`]),
  ];
}

/** `0x50000000..0x51000000 (16 MiB)`, the end exclusive. */
export function rangeText({ base, size }: { readonly base: bigint; readonly size: bigint }): string {
  return `${code(`${hex(base)}..${hex(base + size)}`)} (${formatBytes(size)})`;
}

const mostUsers = 8;

function usersLine(users: readonly RegionUse[]): string {
  if (users.length === 0) return 'No device names it.';
  const texts = users.slice(0, mostUsers).map(({ device, property, index, name, deviceAvailable }) => {
    const entry = `${property.name}[${index}]${name === undefined ? '' : ` "${name}"`}`;
    return `${code(device.path)} ${prose(entry)}${deviceAvailable ? '' : ' (disabled)'}`;
  });
  const more = users.length > mostUsers ? [`and ${users.length - mostUsers} more`] : [];
  return `Users: ${[...texts, ...more].join(', ')}`;
}

function kernelLines({ node }: Region, boot: BoardBoot): readonly string[] {
  const { result } = boot;
  if (result === undefined) return boot.why === undefined ? [] : [`_Not booted:_ ${prose(boot.why)}`];
  const lines = boot.linesAbout(node);
  return [
    prose(bootSummary(node, result)),
    ...(lines.length === 0
      ? [`${prose(profileLine(result.kernel.profile))} prints nothing about it.`]
      : [`${prose(profileLine(result.kernel.profile))} prints:\n${logBlock(lines)}`]),
  ];
}
