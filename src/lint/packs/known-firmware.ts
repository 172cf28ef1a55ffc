import type { AddressRange } from '../../memory/model.ts';

/** Memory that firmware of a chip keeps for itself. */
export interface KnownFirmware extends AddressRange {
  /** Of the root node: the chip, or a board of it. */
  readonly compatibles: readonly string[];
  readonly what: string;
  /** Where it is documented: a commit of Linux's device trees unless it says otherwise. */
  readonly source: string;
}

const mebibyte = 0x100000n;

/** What boards froze over because nothing reserved it. */
export const knownFirmware: readonly KnownFirmware[] = [
  {
    compatibles: ['amlogic,meson8b', 'amlogic,meson8', 'amlogic,meson8m2'],
    base: 0n,
    size: 2n * mebibyte,
    what: "the boot ROM's data",
    source: 'b9b4bf504c9e: silent freezes under load',
  },
  {
    compatibles: ['amlogic,meson-gxbb', 'amlogic,meson-gxl', 'amlogic,meson-gxm'],
    base: 0x10000000n,
    size: 2n * mebibyte,
    what: 'the secure monitor',
    source: 'arm64/amlogic/meson-gx.dtsi',
  },
  {
    compatibles: ['amlogic,meson-gxl', 'amlogic,meson-gxm'],
    base: 0x05000000n,
    size: 3n * mebibyte,
    what: "the secure monitor of the vendor's firmware since May 2017",
    source: '4ee8e51b9edf',
  },
  {
    compatibles: ['renesas,r8a779g3'],
    base: 0x40000000n,
    size: 128n * mebibyte,
    what: 'Trusted Firmware',
    source: '9909a4af67ac: memory tests hang the system',
  },
  {
    compatibles: ['mediatek,mt8516'],
    base: 0x43000000n,
    size: 0x30000n,
    what: 'Trusted Firmware (BL31)',
    source: '6b2a638f1caa: 192 KiB, before 128 KiB',
  },
  {
    compatibles: ['nxp,s32g3'],
    base: 0xfb000000n,
    size: 16n * mebibyte,
    what: 'memory that hangs the early boot where it is used',
    source: 'NXP community, S32G, 2188109',
  },
];
