import { describe, expect, it } from 'vitest';
import { loadedBytes, readFirmware } from '../../../src/lint/firmware-image.ts';
import { poolSmallerThanFirmware } from '../../../src/lint/rules/pool-smaller-than-firmware.ts';
import { reserved, ruleTest } from '../rule-test.ts';

const board = (size: string): string =>
  reserved(
    `slpi: slpi@96700000 { reg = <0x96700000 ${size}>; no-map; };`,
    'rproc: rproc { compatible = "qcom,sdm845-slpi-pas"; memory-region = <&slpi>; };',
  );

const given = (path: string) => {
  const loadSegments = [
    { base: 0x8f000000n, size: 0x100000n },
    { base: 0x8fe00000n, size: 0x1fff01n },
  ];
  return { firmware: new Map([[path, { file: 'slpi.mbn', loadSegments, vdevs: [] }]]) };
};

ruleTest(poolSmallerThanFirmware, {
  valid: [
    { name: 'no firmware', dts: board('0x1000') },
    { name: 'room to the byte', dts: board('0x1000000'), input: given('/rproc') },
    { name: 'the firmware of another device', dts: board('0x1000'), input: given('/other') },
    {
      name: 'a device with two regions, of which nobody knows which',
      dts: `${board('0x1000')}\n&rproc { memory-region = <&slpi>, <&slpi>; };`,
      input: given('/rproc'),
    },
    {
      name: 'a placeholder, of which nobody knows the size',
      dts: board('0x1000').replace('reg = <0x96700000 0x1000>; ', ''),
      input: given('/rproc'),
    },
  ],
  invalid: [
    {
      name: "a device's region",
      dts: board('0xf00000'),
      input: given('/rproc'),
      findings: [
        {
          severity: 'error',
          message:
            '/reserved-memory/slpi@96700000 has 0xf00000 (15 MiB), and slpi.mbn loads 0x1000000 (16 MiB).',
          at: '0xf00000',
          related: [['/rproc loads into it', '&slpi']],
          note: 'The loader answers -EINVAL ("segment outside memory range"), and the processor does not start.',
          help: 'Make the region 0x1000000 (16 MiB).',
        },
      ],
    },
    {
      name: 'the region by its own path',
      dts: board('0xffffff'),
      input: given('/reserved-memory/slpi@96700000'),
      findings: [
        {
          severity: 'error',
          message:
            '/reserved-memory/slpi@96700000 has 0xffffff (16 MiB), and slpi.mbn loads 0x1000000 (16 MiB).',
          at: '0xffffff',
          related: [['/rproc loads into it', '&slpi']],
        },
      ],
    },
    {
      name: 'a size from a macro that an override sets',
      dts: `#define SLPI 0x96700000 0xe00000\n${board('0x1000000')}\n&slpi { reg = <SLPI>; };`,
      input: given('/rproc'),
      findings: [
        {
          severity: 'error',
          message:
            '/reserved-memory/slpi@96700000 has 0xe00000 (14 MiB), and slpi.mbn loads 0x1000000 (16 MiB).',
          at: 'SLPI',
          related: [
            ['/rproc loads into it', '&slpi'],
            ['SLPI is defined here', 'SLPI'],
          ],
        },
      ],
    },
    {
      name: "the region of one device, beside another's and beside what other properties name",
      dts: `${board('0xf00000')}
/ { other { memory-region = <&slpi>; }; };
&rproc { sram = <&slpi>; };`,
      input: given('/rproc'),
      findings: [
        {
          severity: 'error',
          message:
            '/reserved-memory/slpi@96700000 has 0xf00000 (15 MiB), and slpi.mbn loads 0x1000000 (16 MiB).',
          at: '0xf00000',
        },
      ],
    },
  ],
});

describe('a firmware file', () => {
  /** An ELF file of 32 bits: a header, two program headers, and a section that holds a resource table. */
  function elf32(): Uint8Array {
    const names = '\0.resource_table\0.shstrtab\0';
    const bytes = new Uint8Array(0x300);
    const view = new DataView(bytes.buffer);
    const words = (at: number, ...values: number[]): void => {
      for (const [index, value] of values.entries()) view.setUint32(at + index * 4, value, true);
    };
    bytes.set([0x7f, 0x45, 0x4c, 0x46, 1, 1, 1]);
    words(28, 52, 0x200);
    for (const [index, value] of [52, 32, 3, 40, 3, 2].entries()) view.setUint16(40 + index * 2, value, true);

    // Type, offset, virtual and physical address, bytes in the file and in memory, flags, alignment.
    words(52, 1, 0, 0, 0x90000000, 0x10, 0x1800, 5, 4);
    words(84, 1, 0, 0, 0x90010000, 0x10, 0x10, 5, 4);
    words(116, 1, 0, 0, 0xa0000000, 0x10, 0x10, 2 << 24, 4);

    // Version, entries, two reserved words, one offset; then a virtio device with one ring of 64.
    words(0x100, 1, 1, 0, 0, 20, 3, 7, 0, 1, 0, 0);
    bytes.set([0, 1], 0x100 + 20 + 24);
    words(0x100 + 20 + 28, 0xffffffff, 4096, 64, 1, 0);
    bytes.set(new TextEncoder().encode(names), 0x180);
    words(0x228, 1, 1, 0, 0, 0x100, 0x60);
    words(0x250, 17, 3, 0, 0, 0x180, names.length);
    return bytes;
  }

  it('tells what is loaded, without the hashes', () => {
    const image = readFirmware('a.elf', elf32());
    expect(image?.loadSegments).toEqual([
      { base: 0x90000000n, size: 0x1800n },
      { base: 0x90010000n, size: 0x10n },
    ]);
    expect(image === undefined ? 0n : loadedBytes(image)).toBe(0x11000n);
  });

  it('tells the rings of its virtio devices', () => {
    expect(readFirmware('a.elf', elf32())?.vdevs).toEqual([[{ align: 4096, num: 64 }]]);
  });

  it('is none without an ELF header, and is read as far as it goes where it ends early', () => {
    expect(readFirmware('a.bin', new Uint8Array(100))).toBeUndefined();
    for (let length = 64; length < 0x300; length += 7)
      expect(readFirmware('a.elf', elf32().slice(0, length))).toBeDefined();
  });
});
