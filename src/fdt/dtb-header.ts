import type { FdtFaults } from './fdt-faults.ts';

/** The first cell of every flattened device tree. */
export const fdtMagic = 0xd00d_feed;

/** Whether bytes begin as a flattened device tree does. */
export function isFdt(bytes: Uint8Array): boolean {
  return bytes[0] === 0xd0 && bytes[1] === 0x0d && bytes[2] === 0xfe && bytes[3] === 0xed;
}

/** A stretch of a blob, half-open. */
export interface Block {
  readonly start: number;
  readonly end: number;
}

export interface DtbHeader {
  readonly version: number;
  readonly lastCompatibleVersion: number;
  readonly bootCpu: number;
  readonly totalSize: number;
  readonly reservations: Block;
  readonly structure: Block;
  readonly strings: Block;
}

const newestVersion = 17;

/**
 * The header (Devicetree Specification 0.4, section 5.2; of versions before 16, dtc's flattree.c). Blocks whose size an old
 * version does not tell go up to the next one. Blocks may overlap, as dtc and libfdt let them: each is read within its own bounds.
 *
 * @returns undefined where a fault makes the rest unreadable
 */
export function readDtbHeader(view: DataView, faults: FdtFaults): DtbHeader | undefined {
  if (view.byteLength < 28) {
    faults.add('dtb-truncated', `The blob ends within its header, after ${view.byteLength} bytes.`, 0);
    return undefined;
  }
  const totalSize = view.getUint32(4);
  const version = view.getUint32(20);
  const lastCompatibleVersion = view.getUint32(24);
  if (version === 0 || lastCompatibleVersion > newestVersion) {
    const message =
      version === 0
        ? `The blob is of version 0; versions 1 to ${newestVersion} can be read.`
        : `The blob asks for a reader of version ${lastCompatibleVersion}; Linux and carveout read up to ${newestVersion}.`;
    faults.add('dtb-version', message, version === 0 ? 20 : 24);
    return undefined;
  }
  const size = headerSize(version);
  if (totalSize > view.byteLength || totalSize < size) {
    const message = `The header says ${totalSize} bytes in all, and there are ${view.byteLength}.`;
    faults.add(totalSize < size ? 'dtb-header' : 'dtb-truncated', message, 4);
    return undefined;
  }
  const header = {
    version,
    lastCompatibleVersion,
    totalSize,
    bootCpu: version >= 2 ? view.getUint32(28) : 0,
  };
  return withBlocks(header, view, size, faults);
}

function headerSize(version: number): number {
  if (version >= 17) return 40;
  if (version >= 3) return 36;
  return version === 2 ? 32 : 28;
}

function withBlocks(
  header: Pick<DtbHeader, 'version' | 'lastCompatibleVersion' | 'totalSize' | 'bootCpu'>,
  view: DataView,
  headerEnd: number,
  faults: FdtFaults,
): DtbHeader | undefined {
  const { version, totalSize } = header;
  const starts = {
    structure: view.getUint32(8),
    strings: view.getUint32(12),
    reservations: view.getUint32(16),
  };
  const upToNext = (start: number): number => {
    const later = Object.values(starts).filter((other) => other > start);
    return Math.min(totalSize, ...later);
  };
  const block = (start: number, size: number | undefined): Block => ({
    start,
    end: size === undefined ? upToNext(start) : start + size,
  });
  const blocks = {
    reservations: block(starts.reservations, undefined),
    structure: block(starts.structure, version >= 17 ? view.getUint32(36) : undefined),
    strings: block(starts.strings, version >= 3 ? view.getUint32(32) : undefined),
  };

  let sound = true;
  for (const [name, { start, end }] of Object.entries(blocks)) {
    if (start >= headerEnd && end <= totalSize) continue;
    const message = `The ${blockName[name]} block, from ${start} to ${end}, does not lie between header and end (${headerEnd} to ${totalSize}).`;
    faults.add('dtb-header', message, headerField[name] ?? 0);
    sound = false;
  }
  if (starts.structure % 4 !== 0) {
    const message = `The structure block begins at ${starts.structure}, no multiple of 4.`;
    faults.add('dtb-header', message, 8, { severity: 'warning' });
  }
  return sound ? { ...header, ...blocks } : undefined;
}

const blockName: Readonly<Record<string, string>> = {
  reservations: 'reservation',
  structure: 'structure',
  strings: 'strings',
};
const headerField: Readonly<Record<string, number>> = { structure: 8, strings: 12, reservations: 16 };
