import type { AddressRange } from '../memory/model.ts';

/** One descriptor of a UEFI memory map. */
export interface EfiRange extends AddressRange {
  /** As the specification spells it, without blanks: `ReservedMemoryType` is `Reserved`, `EfiBootServicesData` is `BootServicesData`. */
  readonly type: string;
}

/** What the kernel's log and the shell's `memmap` call the types, lower case and without blanks. */
const typeNames: Readonly<Record<string, string>> = {
  reserved: 'Reserved',
  loadercode: 'LoaderCode',
  loadercd: 'LoaderCode',
  loaderdata: 'LoaderData',
  loaderdt: 'LoaderData',
  bootcode: 'BootServicesCode',
  bscode: 'BootServicesCode',
  bootdata: 'BootServicesData',
  bsdata: 'BootServicesData',
  runtimecode: 'RuntimeServicesCode',
  rtcode: 'RuntimeServicesCode',
  runtimedata: 'RuntimeServicesData',
  rtdata: 'RuntimeServicesData',
  conventional: 'Conventional',
  conventionalmemory: 'Conventional',
  available: 'Conventional',
  unusable: 'Unusable',
  unusablememory: 'Unusable',
  acpireclaim: 'AcpiReclaim',
  acpireclaimmemory: 'AcpiReclaim',
  acpirecl: 'AcpiReclaim',
  acpinvs: 'AcpiNvs',
  acpimemnvs: 'AcpiNvs',
  acpimemorynvs: 'AcpiNvs',
  mmio: 'Mmio',
  memorymappedio: 'Mmio',
  mmioport: 'MmioPort',
  palcode: 'PalCode',
  persistent: 'Persistent',
  persistentmemory: 'Persistent',
};

/** A map has some hundred descriptors. */
const mostRanges = 4096;

/** `0x000080000000-0x0000bfffffff [Conventional|...]`, what arm64 and riscv log with `efi=debug`. */
const plainLine = /0x([0-9a-f]+)-0x([0-9a-f]+)\s+\[([^|\]]+)/i;
/** `mem00: [Conventional|...] range=[0x80000000-0xbfffffff]`, the same of newer kernels. */
const rangeLine = /\[([^|\]]+)[^\]]*\]\s+range=\[0x([0-9a-f]+)-0x([0-9a-f]+)\]/i;
/** `Available  0000000080000000-00000000BFFFFFFF 0000000000040000 000000000000000F`, the UEFI shell's `memmap`. */
const shellLine = /^\s*(\w+)\s+([0-9a-f]{8,16})-([0-9a-f]{8,16})\s+[0-9a-f]{8,16}\b/i;

/**
 * Reads a UEFI memory map from a kernel's log (booted with `efi=debug`) or from what the UEFI shell's `memmap` prints. Lines that
 * are no descriptors are passed over. In address order.
 */
export function readEfiMap(text: string): readonly EfiRange[] {
  const ranges: EfiRange[] = [];
  for (const line of text.split('\n')) {
    const range = readLine(line);
    if (range !== undefined && ranges.length < mostRanges) ranges.push(range);
  }
  return ranges.sort((a, b) => (a.base === b.base ? 0 : a.base < b.base ? -1 : 1));
}

function readLine(line: string): EfiRange | undefined {
  const newer = rangeLine.exec(line);
  if (newer !== null) return rangeOf(newer[1], newer[2], newer[3]);
  const plain = plainLine.exec(line);
  if (plain !== null) return rangeOf(plain[3], plain[1], plain[2]);
  const shell = shellLine.exec(line);
  return shell === null ? undefined : rangeOf(shell[1], shell[2], shell[3]);
}

function rangeOf(name = '', first = '', last = ''): EfiRange | undefined {
  const key = name.toLowerCase().replace(/[^a-z]/g, '');
  const type = Object.hasOwn(typeNames, key) ? typeNames[key] : undefined;
  const base = BigInt(`0x${first}`);
  const end = BigInt(`0x${last}`) + 1n;
  return type === undefined || end <= base ? undefined : { base, size: end - base, type };
}
