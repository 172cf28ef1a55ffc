/** A mutant that no test can tell from the rule, and why. */
export interface Equivalent {
  readonly rule: string;
  /** As the tool prints it: the text before and after, on one line. */
  readonly from: string;
  readonly to: string;
  readonly why: string;
}

export const equivalents: readonly Equivalent[] = [
  {
    rule: 'region-overlap',
    from: 'index < mostPlaces',
    to: 'index <= mostPlaces',
    why: 'A bound against floods of text: no law hangs on its exact number.',
  },
  {
    rule: 'region-overlap',
    from: '500',
    to: '500 + 1',
    why: 'A bound against floods of text: no law hangs on its exact number.',
  },
  {
    rule: 'region-overlap',
    from: '50',
    to: '50 + 1',
    why: 'A bound against floods of text: no law hangs on its exact number.',
  },
  {
    rule: 'memory-overlaps-mmio',
    from: '256',
    to: '256 + 1',
    why: 'A bound against floods of text: no law hangs on its exact number.',
  },
  {
    rule: 'region-outside-memory',
    from: 'helped++ < mostHelped',
    to: 'helped++ <= mostHelped',
    why: 'A bound against floods of text: no law hangs on its exact number.',
  },
  {
    rule: 'region-outside-memory',
    from: '50',
    to: '50 + 1',
    why: 'A bound against floods of text: no law hangs on its exact number.',
  },
  {
    rule: 'iommu-addresses-invalid',
    from: '256',
    to: '256 + 1',
    why: 'A bound against floods of text: no law hangs on its exact number.',
  },
  {
    rule: 'iommu-addresses-invalid',
    from: 'index < mostEntries',
    to: 'index <= mostEntries',
    why: 'A bound against floods of text: no law hangs on its exact number.',
  },
  {
    rule: 'memreserve-overlap',
    from: 'a.base < b.base',
    to: 'a.base <= b.base',
    why: 'Equal bases are told apart before.',
  },
  {
    rule: 'memory-banks-overlap',
    from: 'a.bank.base < b.bank.base',
    to: 'a.bank.base <= b.bank.base',
    why: 'Equal bases are told apart before.',
  },
  {
    rule: 'dynamic-on-memreserve',
    from: 'entries.length === 0 || dynamic.length === 0',
    to: '(entries.length === 0) && (dynamic.length === 0)',
    why: 'The loop over nothing does nothing.',
  },
  {
    rule: 'memory-overlaps-mmio',
    from: 'board.ramBytes(range) > 0n',
    to: 'board.ramBytes(range) >= 0n',
    why: 'What lies in no bank is passed over again, bank by bank.',
  },
  {
    rule: 'memory-overlaps-mmio',
    from: 'cells.size === 0 || reg.length < entryLength(cells)',
    to: '(cells.size === 0) && (reg.length < entryLength(cells))',
    why: 'A range without a size covers nothing.',
  },
  {
    rule: 'region-outside-reserved-memory',
    from: 'cells.size === 0 || reg.length < entryLength(cells)',
    to: '(cells.size === 0) && (reg.length < entryLength(cells))',
    why: 'A range without a size is passed over below.',
  },
  {
    rule: 'region-outside-reserved-memory',
    from: 'base === undefined || size === 0n',
    to: '(base === undefined) && (size === 0n)',
    why: 'A range without a size lies in no RAM.',
  },
  {
    rule: 'memory-exceeds-ram',
    from: 'ramSize === undefined || last === undefined',
    to: '(ramSize === undefined) && (last === undefined)',
    why: "The rule is run only where the RAM's size is told and there is a bank.",
  },
  {
    rule: 'too-many-regions',
    from: 'counted.length <= tableSize',
    to: 'counted.length < tableSize',
    why: 'Where the table is just full, no region is lost.',
  },
  {
    rule: 'cma-alignment-portable',
    from: 'unit > cmaUnit',
    to: 'unit >= cmaUnit',
    why: "What fits the kernel's own unit fits another of the same size.",
  },
  {
    rule: 'alloc-ranges-looks-like-end',
    from: 'base < fourGib',
    to: 'base <= fourGib',
    why: 'From 4 GiB on nothing below 4 GiB is an end: the window that was meant is empty.',
  },
  {
    rule: 'alloc-ranges-looks-like-end',
    from: 'number <= fourGib',
    to: 'number < fourGib',
    why: '4 GiB is a power of two, which counts as a size.',
  },
  {
    rule: 'memory-region-names-mismatch',
    from: 'entries < names.length',
    to: 'entries <= names.length',
    why: 'Where the two numbers are the same there is no finding.',
  },
  {
    rule: 'memory-region-names-mismatch',
    from: 'entries < names.length',
    to: 'entries <= names.length',
    why: 'Where the two numbers are the same there is no finding.',
  },
  {
    rule: 'known-firmware-unreserved',
    from: 'known.length === 0 || model.tree.plugin',
    to: '(known.length === 0) && (model.tree.plugin)',
    why: 'An overlay alone has no memory, without which the rule is not run; and where nothing is known the loop does nothing.',
  },
  {
    rule: 'reg-multiple-entries',
    from: 'reg === undefined || first === undefined',
    to: '(reg === undefined) && (first === undefined)',
    why: 'Without a first entry there are no others.',
  },
  {
    rule: 'cma-alignment',
    from: 'size === undefined || region.size === undefined',
    to: '(size === undefined) && (region.size === undefined)',
    why: 'For the compiler: a region that is placed by its size has one.',
  },
  {
    rule: 'cma-spans-zone',
    from: 'base < place.base',
    to: 'base <= place.base',
    why: 'Of two equal bases either is the lower.',
  },
  {
    rule: 'region-outside-lowmem',
    from: "board.profile?.arch !== 'arm' || !board.ranges.some(({ region }) => isManaged(region))",
    to: "(board.profile?.arch !== 'arm') && (!board.ranges.some(({ region }) => isManaged(region)))",
    why: 'Spares a boot: elsewhere than on arm low memory has no end, and what is not managed is passed over below.',
  },
];
