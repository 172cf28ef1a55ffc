import { describe, expect, it } from 'vitest';
import { boot } from '../../src/kernel/boot.ts';
import { profileFor } from '../../src/kernel/profile.ts';
import { bootJson } from '../../src/report/boot-json.ts';
import { bootText } from '../../src/report/boot-text.ts';
import { plainTerminal } from '../../src/report/terminal.ts';
import { boardFromText } from '../helpers/board.ts';

function result(regions: string) {
  const found = profileFor();
  if (!found.ok) throw new Error(found.problem.message);
  const { model } = boardFromText(`/dts-v1/;
/ {
  #address-cells = <1>; #size-cells = <1>;
  chosen { bootargs = "quiet"; };
  memory@40000000 { device_type = "memory"; reg = <0x40000000 0x40000000>; };
  reserved-memory { #address-cells = <1>; #size-cells = <1>; ranges; ${regions} };
  soc { compatible = "simple-bus"; ranges; video@1000 { memory-region = <&pool>; }; };
};`);
  const kernelImage = { base: 0x40200000n, size: 0x1ad0000n };
  return boot({ model, profile: found.profile, machine: { kernelImage } });
}

const regions = `
  pool: pool@48000000 { compatible = "shared-dma-pool"; reg = <0x48000000 0x100000>; no-map; };
  cma@58000000 { compatible = "shared-dma-pool"; reg = <0x58000000 0x800000>; reusable; linux,cma-default; };`;

describe('the boot report', () => {
  it('is JSON of the documented form', () => {
    expect(JSON.parse(bootJson(result(regions)))).toMatchInlineSnapshot(`
      {
        "cma": [
          {
            "base": "0x58000000",
            "default": true,
            "exact": true,
            "name": "cma@58000000",
            "orderPerBit": 0,
            "pageCount": 2048,
          },
        ],
        "devices": [
          {
            "assignments": [
              {
                "basis": "assumed",
                "how": "assign",
                "index": 0,
                "region": "/reserved-memory/pool@48000000",
                "result": 0,
              },
            ],
            "node": "/soc/video@1000",
          },
        ],
        "iomem": [
          {
            "base": "0x40000000",
            "depth": 0,
            "name": "System RAM",
            "size": "0x8000000",
          },
          {
            "base": "0x40200000",
            "depth": 1,
            "name": "Kernel image",
            "size": "0x1ad0000",
          },
          {
            "base": "0x41e00000",
            "depth": 1,
            "name": "reserved",
            "size": "0x20000",
          },
          {
            "base": "0x48000000",
            "depth": 0,
            "name": "reserved",
            "size": "0x100000",
          },
          {
            "base": "0x48100000",
            "depth": 0,
            "name": "System RAM",
            "size": "0x37f00000",
          },
          {
            "base": "0x58000000",
            "depth": 1,
            "name": "reserved",
            "size": "0x800000",
          },
        ],
        "kernel": {
          "arch": "arm64",
          "assumed": [
            "fdt",
          ],
          "basis": "recorded",
          "cmdline": "quiet",
          "fdt": "0x20000@0x41e00000",
          "initrd": null,
          "kconfig": null,
          "kernelImage": "0x1ad0000@0x40200000",
          "pageSize": 4096,
          "requested": null,
          "version": "6.12",
        },
        "log": [
          {
            "level": "info",
            "text": "Reserved memory: created DMA memory pool at 0x0000000048000000, size 1 MiB",
          },
          {
            "level": "info",
            "text": "OF: reserved mem: initialized node pool@48000000, compatible id shared-dma-pool",
          },
          {
            "level": "info",
            "text": "OF: reserved mem: 0x0000000048000000..0x00000000480fffff (1024 KiB) nomap non-reusable pool@48000000",
          },
          {
            "level": "info",
            "text": "Reserved memory: created CMA memory pool at 0x0000000058000000, size 8 MiB",
          },
          {
            "level": "info",
            "text": "OF: reserved mem: initialized node cma@58000000, compatible id shared-dma-pool",
          },
          {
            "level": "info",
            "text": "OF: reserved mem: 0x0000000058000000..0x00000000587fffff (8192 KiB) map reusable cma@58000000",
          },
          {
            "level": "info",
            "text": "platform soc:video@1000: assigned reserved memory node pool@48000000",
          },
        ],
        "memory": [
          {
            "base": "0x40000000",
            "noMap": false,
            "size": "0x8000000",
          },
          {
            "base": "0x48000000",
            "noMap": true,
            "size": "0x100000",
          },
          {
            "base": "0x48100000",
            "noMap": false,
            "size": "0x37f00000",
          },
        ],
        "outcome": "boots",
        "regions": [
          {
            "base": "0x48000000",
            "compatible": [
              "shared-dma-pool",
            ],
            "hook": "dma",
            "kind": "static",
            "noMap": true,
            "node": "/reserved-memory/pool@48000000",
            "reusable": false,
            "size": "0x100000",
            "state": "initialized",
          },
          {
            "base": "0x58000000",
            "compatible": [
              "shared-dma-pool",
            ],
            "hook": "cma",
            "kind": "static",
            "noMap": false,
            "node": "/reserved-memory/cma@58000000",
            "reusable": true,
            "size": "0x800000",
            "state": "initialized",
          },
        ],
        "reserved": [
          {
            "base": "0x40200000",
            "size": "0x1ad0000",
          },
          {
            "base": "0x41e00000",
            "size": "0x20000",
          },
          {
            "base": "0x58000000",
            "size": "0x800000",
          },
        ],
        "schemaVersion": 1,
      }
    `);
  });

  it('is a log and tables for people', () => {
    expect(bootText(result(regions), plainTerminal)).toMatchInlineSnapshot(`
      "Linux 6.12 arm64, 4 KiB pages, defconfig (recorded)
      kernel image 0x1ad0000@0x40200000, no initrd, device tree 0x20000@0x41e00000 (assumed)
      command line: quiet

      Kernel log
        Reserved memory: created DMA memory pool at 0x0000000048000000, size 1 MiB
        OF: reserved mem: initialized node pool@48000000, compatible id shared-dma-pool
        OF: reserved mem: 0x0000000048000000..0x00000000480fffff (1024 KiB) nomap non-reusable pool@48000000
        Reserved memory: created CMA memory pool at 0x0000000058000000, size 8 MiB
        OF: reserved mem: initialized node cma@58000000, compatible id shared-dma-pool
        OF: reserved mem: 0x0000000058000000..0x00000000587fffff (8192 KiB) map reusable cma@58000000
        platform soc:video@1000: assigned reserved memory node pool@48000000

      Memory
              base         end     size  flags
        0x40000000  0x48000000  128 MiB
        0x48000000  0x48100000    1 MiB  no-map
        0x48100000  0x80000000  895 MiB

      Reserved
              base         end       size
        0x40200000  0x41cd0000  26.81 MiB
        0x41e00000  0x41e20000    128 KiB
        0x58000000  0x58800000      8 MiB

      /proc/iomem
        40000000-47ffffff : System RAM
          40200000-41ccffff : Kernel image
          41e00000-41e1ffff : reserved
        48000000-480fffff : reserved
        48100000-7fffffff : System RAM
          58000000-587fffff : reserved

      Regions
        region               base         end   size  flags     hook  state
        pool@48000000  0x48000000  0x48100000  1 MiB  no-map    dma   initialized
        cma@58000000   0x58000000  0x58800000  8 MiB  reusable  cma   initialized

      CMA areas
        area                base         end   size  pages  notes
        cma@58000000  0x58000000  0x58800000  8 MiB   2048  default

      Devices
        device           index  region         driver   result
        /soc/video@1000      0  pool@48000000  assumed  assigned

      The kernel boots; no region fails.
      "
    `);
  });

  it('says which regions fail and why, and colours the line of the log', () => {
    const text = bootText(
      result(
        `${regions} bad@59000001 { compatible = "shared-dma-pool"; reusable; reg = <0x59000001 0x1000>; };`,
      ),
      {
        ...plainTerminal,
        colour: true,
      },
    );
    expect(text).toContain('\u001b[31m  Reserved memory: incorrect alignment of CMA region\u001b[39m');
    expect(text).toContain('The kernel boots; 1 region fails:');
  });

  it('ends with the reason where the kernel panics', () => {
    const panics = result(
      `${regions} far@90000000 { compatible = "shared-dma-pool"; reusable; reg = <0x90000000 0x400000>; };`,
    );
    expect(bootText(panics, plainTerminal)).toMatch(
      /The kernel panics: .*far@90000000 has no memory at 0x90000000/,
    );
    expect(JSON.parse(bootJson(panics))).toMatchObject({
      outcome: 'panics',
      outcomeReason: expect.stringContaining('far@90000000'),
    });
  });
});
