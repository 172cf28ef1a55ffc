import type { Property } from '../devicetree/tree.ts';
import type { BootedDevice } from '../kernel/boot.ts';
import { errnoName } from '../kernel/hooks/errno-names.ts';
import type { RegionUse } from '../memory/model.ts';
import { isReachable } from '../memory/status.ts';
import type { BoardBoot } from './board-boot.ts';
import { code, logBlock, prose } from './markdown.ts';
import { kindOf, rangeText } from './region-hover.ts';

const mostEntries = 16;

/** What a device gets from its `memory-region`, entry by entry. */
export function deviceMarkdown(property: Property, uses: readonly RegionUse[], boot: BoardBoot): string {
  const device = boot.result?.devices.find(({ node }) => node === property.node);
  const lines = uses.slice(0, mostEntries).map((use) => `- ${entryText(use, device, boot)}`);
  const more = uses.length > mostEntries ? [`- … and ${uses.length - mostEntries} more`] : [];
  const parts = [
    `**${code(property.node.path)}** gets from ${code(property.name)}:`,
    [...lines, ...more].join('\n'),
    driverText(property, device, boot),
    ...printed(property, boot),
  ];
  return parts.filter((part) => part !== '').join('\n\n');
}

function printed({ node }: Property, boot: BoardBoot): readonly string[] {
  const lines = boot.linesAbout(node);
  return lines.length === 0 ? [] : [`The kernel prints:\n${logBlock(lines)}`];
}

/** One entry: which region, and what the driver's call gives. */
export function entryText(use: RegionUse, device: BootedDevice | undefined, boot: BoardBoot): string {
  const { index, name, target, region } = use;
  const entry = `entry ${index}${name === undefined ? '' : ` "${prose(name)}"`}`;
  if (target === undefined) return `${entry}: no node has this phandle`;
  const what = region === undefined ? `${code(target.path)}, which is no region` : regionText(use, boot);
  const assignment = device?.assignments.find((one) => one.index === index);
  return `${entry}: ${what}${assignment === undefined ? '' : `: ${resultText(assignment, region !== undefined && boot.regionOf(region.node)?.state === 'reserved')}`}`;
}

function regionText({ region }: RegionUse, boot: BoardBoot): string {
  if (region === undefined) return '';
  const booted = boot.regionOf(region.node);
  const base = booted?.base;
  const range = base === undefined ? region.reg[0] : { base, size: booted?.size ?? 0n };
  return `${code(region.name)} (${kindOf(region)})${range === undefined ? '' : ` at ${rangeText(range)}`}`;
}

const deeds: Readonly<Record<BootedDevice['assignments'][number]['how'], string>> = {
  assign: '`of_reserved_mem_device_init_by_idx()` assigns it (0)',
  map: 'its driver maps it itself',
  resource: 'its driver takes place and size only',
  lookup: 'its driver looks it up in the table of regions',
  unread: 'its driver does not look at it',
};

function resultText({ how, result }: BootedDevice['assignments'][number], isPlain: boolean): string {
  if (result === undefined || result === 0) return deeds[how];
  const call =
    how === 'assign' ? '`of_reserved_mem_device_init_by_idx()` returns' : `${deeds[how]}, in vain:`;
  const plain = isPlain ? ' (a plain region has no hook that could give it)' : '';
  return `${call} **${errnoName(result)}**${plain}`;
}

function driverText({ node }: Property, device: BootedDevice | undefined, boot: BoardBoot): string {
  if (boot.result === undefined) return boot.why === undefined ? '' : `_Not booted:_ ${prose(boot.why)}`;
  if (device === undefined)
    return isReachable(node)
      ? 'The emulated boot does not come to this device.'
      : 'It is disabled, or a node above it is: Linux makes no device of it.';
  if (device.driver === undefined)
    return 'Its driver is not known: it is taken to ask for entry 0 with `of_reserved_mem_device_init()`.';
  if (device.driver === 'no driver') return 'Linux has no driver that binds to it.';
  return `Driver: ${code(device.driver)}${device.works ? '' : ', which **gives up**: what it needs is not there'}.`;
}
