import type { AddressRange } from '../../memory/model.ts';

/** Memory that firmware of a chip keeps for itself. */
export interface KnownFirmware extends AddressRange {
  /** Of the root node: the chip, or the board. */
  readonly compatibles: readonly string[];
  readonly what: string;
  /** Where it is documented. */
  readonly source: string;
}

const mebibyte = 0x100000n;

/** What boards froze over because nothing reserved it. Each stands in Linux 7.1's own device trees, under the path given. */
export const knownFirmware: readonly KnownFirmware[] = [
  {
    compatibles: ['amlogic,meson8b', 'amlogic,meson8', 'amlogic,meson8m2'],
    base: 0n,
    size: 2n * mebibyte,
    what: "the boot ROM's data",
    source: 'arm/amlogic/meson8.dtsi and meson8b.dtsi, hwrom@0 (b9b4bf504c9e: silent freezes under load)',
  },
  {
    compatibles: ['amlogic,meson-gxbb', 'amlogic,meson-gxl', 'amlogic,meson-gxm'],
    base: 0x10000000n,
    size: 2n * mebibyte,
    what: 'Trusted Firmware (BL31)',
    source: 'arm64/amlogic/meson-gx.dtsi, secmon@10000000',
  },
  {
    compatibles: ['amlogic,meson-gxl', 'amlogic,meson-gxm'],
    base: 0x05000000n,
    size: 3n * mebibyte,
    what: "Trusted Firmware (BL31) of the vendor's newer loaders",
    source: 'arm64/amlogic/meson-gx.dtsi, secmon@5000000 (4ee8e51b9edf)',
  },
  {
    compatibles: ['retronix,sparrow-hawk'],
    base: 0x40000000n,
    size: 128n * mebibyte,
    what: 'Trusted Firmware',
    source:
      'arm64/renesas/r8a779g3-sparrow-hawk.dts, tfa@40000000 (9909a4af67ac: memory tests hang the system)',
  },
  {
    compatibles: ['mediatek,mt8516'],
    base: 0x43000000n,
    size: 0x30000n,
    what: 'Trusted Firmware (BL31)',
    source: 'arm64/mediatek/mt8516.dtsi, secmon@43000000 (6b2a638f1caa: 192 KiB, before 128 KiB)',
  },
];
