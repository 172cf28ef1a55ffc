import type { AddressRange } from '../memory/model.ts';

/** One ring of a virtio device that a firmware asks for (struct fw_rsc_vdev_vring). */
export interface FirmwareVring {
  readonly align: number;
  /** Buffers. */
  readonly num: number;
}

/** What rules need to know of a firmware file. */
export interface FirmwareImage {
  /** As the user named it. */
  readonly file: string;
  /** What the loader copies or clears, by the physical addresses of the file. */
  readonly loadSegments: readonly AddressRange[];
  /** The virtio devices of its resource table, each with its rings; none where it has no such table. */
  readonly vdevs: readonly (readonly FirmwareVring[])[];
}

const loadable = 1;
/** Qualcomm marks the segment of hashes and signatures with it, which is not loaded (qcom_mdt_get_size()). */
const hashFlags = 2 << 24;
const hashMask = 7 << 24;
/** Files from elsewhere: a hundred is many for either. */
const mostHeaders = 4096;
const virtioResource = 3;

/**
 * Reads an ELF file, or the `.mdt` or `.mbn` of Qualcomm's loaders, which begin with an ELF header: 32 or 64 bits, little-endian as
 * all remote processors are. Undefined for anything else. What points outside the file is left out.
 */
export function readFirmware(file: string, bytes: Uint8Array): FirmwareImage | undefined {
  const elf = new ElfView(bytes);
  if (!elf.isElf) return undefined;
  return { file, loadSegments: elf.loadSegments(), vdevs: readVdevs(elf.resourceTable()) };
}

/** From the first byte that is loaded to the last, the end rounded to 4 KiB as qcom_mdt_get_size() does. */
export function loadedBytes({ loadSegments }: FirmwareImage): bigint {
  const [first] = loadSegments;
  if (first === undefined) return 0n;
  let { base } = first;
  let end = 0n;
  for (const segment of loadSegments) {
    if (segment.base < base) base = segment.base;
    if (segment.base + segment.size > end) end = segment.base + segment.size;
  }
  return ((end + 0xfffn) & ~0xfffn) - base;
}

class ElfView {
  readonly #bytes: Uint8Array;
  readonly #view: DataView;
  readonly #isWide: boolean;

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    this.#isWide = bytes[4] === 2;
  }

  get isElf(): boolean {
    const [a, b, c, d, width, order] = this.#bytes;
    const hasMagic = a === 0x7f && b === 0x45 && c === 0x4c && d === 0x46;
    return hasMagic && (width === 1 || width === 2) && order === 1 && this.#bytes.length >= 64;
  }

  loadSegments(): readonly AddressRange[] {
    const wide = this.#isWide;
    const table = this.#word(wide ? 32 : 28);
    const entry = this.#half(wide ? 54 : 42);
    const count = Math.min(this.#half(wide ? 56 : 44), mostHeaders);

    const segments: AddressRange[] = [];
    for (let index = 0; index < count; index++) {
      const at = Number(table) + index * entry;
      const flags = this.#int(at + (wide ? 4 : 24));
      const base = this.#word(at + (wide ? 24 : 12));
      const size = this.#word(at + (wide ? 40 : 20));
      if (this.#int(at) === loadable && (flags & hashMask) !== hashFlags && size > 0n)
        segments.push({ base, size });
    }
    return segments;
  }

  /** The section called `.resource_table`; empty where there is none. */
  resourceTable(): DataView {
    const wide = this.#isWide;
    const table = Number(this.#word(wide ? 40 : 32));
    const entry = this.#half(wide ? 58 : 46);
    const count = Math.min(this.#half(wide ? 60 : 48), mostHeaders);
    const names = this.#section(table + this.#half(wide ? 62 : 50) * entry);

    for (let index = 0; index < count; index++) {
      const at = table + index * entry;
      if (isNamed(names, this.#int(at), '.resource_table')) return this.#section(at);
    }
    return new DataView(new ArrayBuffer(0));
  }

  #section(at: number): DataView {
    const start = Number(this.#word(at + (this.#isWide ? 24 : 16)));
    const size = Number(this.#word(at + (this.#isWide ? 32 : 20)));
    const { buffer, byteOffset, byteLength } = this.#bytes;
    return start + size <= byteLength
      ? new DataView(buffer, byteOffset + start, size)
      : new DataView(new ArrayBuffer(0));
  }

  #word(at: number): bigint {
    if (!this.#isWide) return BigInt(this.#int(at));
    return at + 8 <= this.#view.byteLength ? this.#view.getBigUint64(at, true) : 0n;
  }

  #int(at: number): number {
    return intAt(this.#view, at);
  }

  #half(at: number): number {
    return at + 2 <= this.#view.byteLength ? this.#view.getUint16(at, true) : 0;
  }
}

/** 0 beyond the end. */
function intAt(view: DataView, at: number): number {
  return at + 4 <= view.byteLength ? view.getUint32(at, true) : 0;
}

function isNamed(names: DataView, at: number, name: string): boolean {
  if (at + name.length >= names.byteLength) return false;
  for (let index = 0; index < name.length; index++)
    if (names.getUint8(at + index) !== name.charCodeAt(index)) return false;
  return names.getUint8(at + name.length) === 0;
}

/** struct resource_table and fw_rsc_vdev (include/linux/remoteproc.h). */
function readVdevs(table: DataView): readonly (readonly FirmwareVring[])[] {
  const count = Math.min(intAt(table, 4), mostHeaders);
  const vdevs: FirmwareVring[][] = [];
  for (let index = 0; index < count; index++) {
    const at = intAt(table, 16 + index * 4);
    if (at === 0 || intAt(table, at) !== virtioResource || at + 32 > table.byteLength) continue;

    // After the type: id, notifyid, two words of features, config_len, four bytes, of which the second counts the rings.
    const rings = table.getUint8(at + 4 + 21);
    const vring = (ring: number): FirmwareVring => {
      const start = at + 28 + ring * 20;
      return { align: intAt(table, start + 4), num: intAt(table, start + 8) };
    };
    vdevs.push(Array.from({ length: rings }, (_, ring) => vring(ring)).filter(({ num }) => num > 0));
  }
  return vdevs;
}
