import type { MemoryModel, Region } from '../../../src/memory/model.ts';
import { overlapBytes } from '../../../src/memory/ranges.ts';

/** A pattern of upstream's boards that looks like a fault and is none. */
export interface Trap {
  readonly name: string;
  /** Those that might fall into it. */
  readonly rules: readonly string[];
  /** Part of the boards' paths; without it: all. */
  readonly boards?: RegExp;
  isIn(region: Region, model: MemoryModel): boolean;
}

const isOutside = ({ reg }: Region, { banks }: MemoryModel): boolean =>
  reg.length > 0 && reg.every((range) => banks.every((bank) => overlapBytes(range, bank) === 0n));
const hasKnownMemory = ({ banks }: MemoryModel): boolean => banks.some(({ size }) => size > 0n);
const has = ({ node }: Region, property: string): boolean => node.property(property) !== undefined;
const isNamed =
  (pattern: RegExp) =>
  ({ node }: Region): boolean =>
    pattern.test(node.name);

/** Rules may give infos of them, and neither errors nor warnings. */
export const traps: readonly Trap[] = [
  {
    name: 'mailboxes smaller than a page',
    rules: ['region-start-unaligned', 'suspicious-size', 'region-outside-memory'],
    isIn: ({ compatible }) => compatible.includes('arm,scmi-shmem'),
  },
  {
    name: 'framebuffers of the size of their picture',
    rules: ['region-start-unaligned', 'suspicious-size', 'framebuffer-region-mismatch'],
    isIn: ({ node, reg }) =>
      /^(framebuffer|splash|cont.splash)/.test(node.name) &&
      reg.some(({ base, size }) => base % 4096n === 0n && size % 4096n !== 0n),
  },
  {
    name: 'no-map regions that are no RAM',
    rules: ['region-outside-memory', 'shared-pool-without-mode', 'memory-overlaps-mmio'],
    isIn: (region, model) => region.noMap && hasKnownMemory(model) && isOutside(region, model),
  },
  {
    name: 'banks that were cut for a region',
    rules: ['region-outside-memory'],
    boards: /ipq8064-rb3011|r8a779g3|hi6220-hikey|axs10/,
    isIn: isOutside,
  },
  {
    name: 'what only boards with more RAM must not use',
    rules: ['region-outside-memory'],
    boards: /rk3288/,
    isIn: isNamed(/^dma-unusable/),
  },
  {
    name: 'boards whose memory the boot loader tells',
    rules: ['region-outside-memory', 'cma-spans-zone', 'dynamic-region-not-placed', 'spin-table-unreserved'],
    isIn: (_, model) => !hasKnownMemory(model),
  },
  {
    name: 'placeholders that firmware fills and enables',
    rules: ['memory-region-disabled', 'zero-size-region', 'reg-cells-mismatch', 'region-unused'],
    isIn: (region) => !region.available && !has(region, 'reg') && !has(region, 'size'),
  },
  {
    name: 'disabled regions of no size',
    rules: ['zero-size-region', 'region-outside-memory'],
    isIn: (region) => !region.available && region.reg.some(({ size }) => size === 0n),
  },
  {
    name: "regions that a board moves by their label, under the SoC's name",
    rules: ['unit-address-mismatch'],
    boards: /imx8mp-(cubox|hummingboard)|msm8998-oneplus/,
    isIn: ({ node, reg }) =>
      node.unitAddress !== undefined && reg[0] !== undefined && node.unitAddress !== reg[0].base.toString(16),
  },
  {
    name: 'regions below a disabled one',
    rules: ['region-overlap'],
    boards: /tqma8x/,
    isIn: ({ available }) => !available,
  },
  {
    name: 'a /memreserve/ entry over a mapped region',
    rules: ['memreserve-overlap', 'dynamic-on-memreserve'],
    boards: /rtd1(195|293|295|395)|axiado/,
    isIn: () => true,
  },
  {
    name: 'alignment beside reg',
    rules: ['reg-and-size', 'reg-cells-mismatch', 'cma-alignment'],
    isIn: (region) => has(region, 'reg') && has(region, 'alignment'),
  },
  {
    name: 'memory beyond 4 GiB in folders of 32-bit architectures',
    rules: ['region-outside-lowmem', 'region-outside-memory'],
    boards: /keystone/,
    isIn: ({ reg }) => reg.some(({ base }) => base >= 0x1_0000_0000n),
  },
  {
    name: 'regions that nothing names',
    rules: ['region-unused'],
    isIn: ({ node }, { uses }) => !uses.some(({ target }) => target === node),
  },
  {
    name: 'regions whose users are all disabled, of files that boards share',
    rules: ['reserved-for-disabled-device', 'memory-region-disabled'],
    isIn: ({ node }, { uses }) => {
      const users = uses.filter(({ target }) => target === node);
      return users.length > 0 && users.every(({ deviceAvailable }) => !deviceAvailable);
    },
  },
  {
    name: 'a region called reserved-memory',
    rules: ['reserved-root-cells', 'silent-node-merge', 'region-outside-reserved-memory'],
    isIn: isNamed(/^reserved-memory@/),
  },
  {
    name: 'addresses for an IOMMU',
    rules: ['iommu-addresses-invalid'],
    isIn: (region) => has(region, 'iommu-addresses'),
  },
  {
    name: 'a status that is written',
    rules: ['status-reserved-region'],
    isIn: (region) => has(region, 'status'),
  },
  {
    name: "ramoops' own mem-type",
    rules: ['misspelt-property'],
    isIn: (region) => has(region, 'mem-type'),
  },
];
