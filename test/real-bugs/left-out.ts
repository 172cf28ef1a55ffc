import type { LeftOut } from './failure.ts';

/** Documented failures that are not rebuilt. */
export const leftOut: readonly LeftOut[] = [
  {
    bug: 14,
    what: 'ZynqMP: a no-map region inside RAM fails to be reserved',
    reason: 'What held part of the range is not told.',
  },
  {
    bug: 18,
    what: 'Raspberry Pi: initrd and blob are loaded to one address',
    reason:
      'No region has a part in it, and the kernel does not notice; the boot loader decides both places.',
  },
  {
    bug: 30,
    what: "Arm FVP: 64 MiB of the firmware's memory are described as RAM",
    reason: 'The mistake is in the memory node, and nothing in the tree contradicts it.',
  },
  {
    bug: 31,
    what: 'SM8650: the page behind a region belongs to the firmware, too',
    reason: 'Right and wrong leave a gap behind the region; which page of it is used no tree says.',
  },
  { bug: 32, what: 'APQ8026 LG lenok: missing regions', reason: 'The report has no addresses.' },
  {
    bug: 35,
    what: "MT8186 Corsola: the audio core's regions leave a hole of 6 MiB",
    reason:
      "That the hole belongs to the core the firmware's own map says, which is no ELF file and no UEFI map.",
  },
  {
    bug: 36,
    what: 'SA8775P: a new memory map of the firmware',
    reason: 'Two maps, each right for its firmware.',
  },
  {
    bug: 38,
    what: 'SDM845 phones: memory beside rmtfs needs guard pages',
    reason: 'There is no rule on guard pages: which neighbours a firewall of this chip minds is not known.',
  },
  {
    bug: 44,
    what: 'RISC-V: OpenSBI without no-map, and a UEFI map that calls it free',
    reason: "The tree is right; the boot loader's map is made after it.",
  },
  {
    bug: 45,
    what: "RISC-V: loaders that do not read OpenSBI's region",
    reason: 'The tree is right; the loader did not read it.',
  },
  {
    bug: 46,
    what: 'EBBR: whether regions stand in the UEFI map',
    reason: 'A question to a specification; its answer is what efi-map-conflict goes by.',
  },
  {
    bug: 47,
    what: 'm1n1: GPU memory must be mapped',
    reason: 'The tree is right without no-map: no rule may ask for it.',
  },
  {
    bug: 64,
    what: 'OpenIPC: ramoops on the command line costs a unit of CMA',
    reason: 'The report has no addresses, and the range is kept on the command line, not in the tree.',
  },
  {
    bug: 65,
    what: 'TQMa8MPQL: SRAM stands among the regions',
    reason: 'A no-map region outside RAM is accepted and harms nothing; the node was superfluous.',
  },
  {
    bug: 70,
    what: 'AST2500: a region that U-Boot and the kernel leave out of memory',
    reason:
      "What ended low memory at 384 MiB on that kernel is not told, and the first line is the boot loader's.",
  },
  {
    bug: 71,
    what: 'Rocket: a region at the top of RAM, where U-Boot keeps its stack',
    reason: "The tree is right; the boot loader's own memory is not emulated.",
  },
  {
    bug: 72,
    what: 'AM62: U-Boot cannot reserve the frame buffer that it added',
    reason: 'A line of the boot loader, whose memory is not emulated; Linux sees nothing wrong.',
  },
  {
    bug: 75,
    what: 'CV1800B Milk-V Duo: a full memory node and a region',
    reason: 'The right form of 74, not a failure.',
  },
  {
    bug: 80,
    what: 'Qualcomm GPU regions that boards write again',
    reason: 'The copies said the same: nothing was lost.',
  },
  {
    bug: 82,
    what: 'Exynos MFC v6 and later: two pools that it does not need',
    reason: 'The device names both pools; that its driver takes no notice of them is no rule yet.',
  },
  {
    bug: 83,
    what: "AM5726: other processes take the DSP's CMA memory",
    reason: 'That is what a reusable pool is for; the tree is right.',
  },
  {
    bug: 87,
    what: 'J721E: carve-outs in an order that looks wrong',
    reason: 'The order was intended: no rule may judge by it.',
  },
  {
    bug: 95,
    what: 'rpicam: mapping a buffer fails',
    reason: "It was the memory of the mapping's own list that was short, no pool.",
  },
  { bug: 105, what: 'Keystone: no CMA at all', reason: 'Neither the tree nor the log is told.' },
  {
    bug: 110,
    what: 'Apollo audio: a ring of 4 MiB fails when memory is fragmented',
    reason: "A PC, without a device tree; and the page allocator's fragmentation is not emulated.",
  },
];
