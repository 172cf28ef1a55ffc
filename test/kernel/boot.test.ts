import { describe, expect, it } from 'vitest';
import { type BootResult, boot } from '../../src/kernel/boot.ts';
import { accepted, type Hook } from '../../src/kernel/hooks/hook.ts';
import type { MachineRequest } from '../../src/kernel/machine.ts';
import { profileFor } from '../../src/kernel/profile.ts';
import { boardFromText } from '../helpers/board.ts';

const machine: MachineRequest = {
  kernelImage: { base: 0x80200000n, size: 0x1e00000n },
  fdt: { base: 0x88000000n, size: 0x10000n },
};

interface Options {
  readonly version?: string;
  readonly machine?: MachineRequest;
  readonly hooks?: readonly Hook[];
  readonly cmdline?: string;
}

/** A board of 1 GiB at 0x80000000 with these children of /reserved-memory and these other nodes. */
function bootBoard(regions: string, others = '', options: Options = {}): BootResult {
  const found = profileFor({ version: options.version });
  if (!found.ok) throw new Error(found.problem.message);
  const { model } = boardFromText(`/dts-v1/;
/ {
  #address-cells = <1>; #size-cells = <1>;
  memory@80000000 { device_type = "memory"; reg = <0x80000000 0x40000000>; };
  reserved-memory { #address-cells = <1>; #size-cells = <1>; ranges; ${regions} };
  ${others}
};`);
  return boot({
    model,
    profile: found.profile,
    machine: { ...machine, ...options.machine, cmdline: options.cmdline ?? '' },
    hooks: options.hooks ?? [],
  });
}

function textOf({ log }: BootResult): string {
  return log.map(({ text }) => text).join('\n');
}

function statesOf({ kernel }: BootResult): readonly string[] {
  return kernel.regions.map(({ state }) => state);
}

describe('boot', () => {
  it('reserves a map region over the kernel silently, and refuses a no-map one', () => {
    const result = bootBoard(`
      a@81000000 { reg = <0x81000000 0x100000>; };
      b@81800000 { reg = <0x81800000 0x100000>; no-map; };`);
    expect(textOf(result)).toContain(
      "OF: reserved mem: Reserved memory: failed to reserve memory for node 'b@81800000': base 0x0000000081800000, size 1 MiB",
    );
    expect(statesOf(result)).toEqual(['reserved', 'failed']);
  });

  it('places dynamic regions by the worked example, upwards next to a neighbour from 6.12 on', () => {
    const regions = `
      a { size = <0x1000000>; };
      b { size = <0x400000>; alignment = <0x400000>; alloc-ranges = <0x80000000 0x20000000>; };
      c { size = <0x200000>; alloc-ranges = <0xa0000000 0x10000000>; };`;
    const bases = (version: string): unknown =>
      bootBoard(regions, '', { version }).kernel.regions.map(({ base }) => base?.toString(16));
    expect(bases('6.12')).toEqual(['bf000000', '9fc00000', 'a0000000']);
    expect(bases('6.1')).toEqual(['bf000000', '9fc00000', 'afe00000']);
  });

  it('logs what the example of the specification logs', () => {
    const result = bootBoard(`
      linux,cma { compatible = "shared-dma-pool"; reusable; size = <0x4000000>; };
      vdev0buffer@90000000 { compatible = "shared-dma-pool"; reg = <0x90000000 0x800000>; no-map; };`);
    expect(textOf(result).split('\n').slice(0, 6)).toEqual([
      'Reserved memory: created CMA memory pool at 0x00000000bc000000, size 64 MiB',
      'OF: reserved mem: initialized node linux,cma, compatible id shared-dma-pool',
      'OF: reserved mem: 0x00000000bc000000..0x00000000bfffffff (65536 KiB) map reusable linux,cma',
      'Reserved memory: created DMA memory pool at 0x0000000090000000, size 8 MiB',
      'OF: reserved mem: initialized node vdev0buffer@90000000, compatible id shared-dma-pool',
      'OF: reserved mem: 0x0000000090000000..0x00000000907fffff (8192 KiB) nomap non-reusable vdev0buffer@90000000',
    ]);
  });

  it('ignores all regions where the cells differ from the root, and says so twice', () => {
    const found = profileFor();
    if (!found.ok) throw new Error(found.problem.message);
    const { model } = boardFromText(`/dts-v1/;
/ {
  #address-cells = <1>; #size-cells = <1>;
  memory@80000000 { device_type = "memory"; reg = <0x80000000 0x40000000>; };
  reserved-memory { #address-cells = <2>; #size-cells = <1>; ranges; a@0 { reg = <0 0x90000000 0x1000>; }; };
};`);
    const result = boot({ model, profile: found.profile, machine });
    const line = 'OF: reserved mem: Reserved memory: unsupported node format, ignoring';
    expect(result.log.filter(({ text }) => text === line)).toHaveLength(2);
    expect(statesOf(result)).toEqual(['ignored']);
  });

  it('reports overlapping neighbours with both ranges', () => {
    const result = bootBoard(`
      a@90000000 { reg = <0x90000000 0x200000>; };
      b@90100000 { reg = <0x90100000 0x200000>; };`);
    expect(textOf(result)).toContain(
      'OVERLAP DETECTED!\na@90000000 (0x0000000090000000--0x0000000090200000) overlaps with b@90100000 (0x0000000090100000--0x0000000090300000)',
    );
  });

  it('frees a misaligned CMA region again', () => {
    const result = bootBoard(
      'c@90100000 { compatible = "shared-dma-pool"; reusable; reg = <0x90100000 0x200000>; };',
    );
    expect(textOf(result)).toContain('Reserved memory: incorrect alignment of CMA region');
    expect(textOf(result)).toContain('node c@90100000 compatible matching fail');
    expect(result.kernel.memblock.overlapsReserved(0x90100000n, 0x200000n)).toBe(false);
    expect(statesOf(result)).toEqual(['failed']);
  });

  it('panics over a CMA region without memory under it, and assigns nothing then', () => {
    const result = bootBoard(
      'c@d0000000 { compatible = "shared-dma-pool"; reusable; reg = <0xd0000000 0x400000>; };',
      'video@1000 { memory-region = <&{/reserved-memory/c@d0000000}>; };',
    );
    expect(result.kernel.outcome).toBe('panics');
    expect(result.kernel.outcomeReason).toMatch(/c@d0000000 has no memory at 0xd0000000/);
    expect(result.log.at(-1)).toMatchObject({ level: 'emerg' });
    expect(result.devices).toEqual([]);
  });

  it("gives devices their regions with the kernel's return codes", () => {
    const result = bootBoard(
      `pool: pool@90000000 { compatible = "shared-dma-pool"; no-map; reg = <0x90000000 0x100000>; };
       plain: plain@91000000 { reg = <0x91000000 0x100000>; };
       off: off@92000000 { compatible = "shared-dma-pool"; no-map; reg = <0x92000000 0x100000>; status = "disabled"; };
       mapped: mapped@93000000 { compatible = "shared-dma-pool"; reg = <0x93000000 0x100000>; };`,
      `soc { compatible = "simple-bus"; #address-cells = <1>; #size-cells = <1>; ranges;
         a@1000 { reg = <0x1000 0x10>; memory-region = <&pool>; };
         b@2000 { reg = <0x2000 0x10>; memory-region = <&plain>; memory-region-names = "b"; };
         c@3000 { reg = <0x3000 0x10>; memory-region = <&off>; };
         d@4000 { reg = <0x4000 0x10>; memory-region = <&mapped>; };
         idle@5000 { reg = <0x5000 0x10>; memory-region = <&pool>; status = "disabled"; };
       };`,
    );
    expect(result.devices.map(({ assignments }) => assignments.map((one) => one.result))).toEqual([
      [0],
      [-22],
      [0],
      [-22],
    ]);
    expect(result.log.at(-1)?.text).toBe('platform 1000.a: assigned reserved memory node pool@90000000');
    expect(result.devices[1]?.assignments[0]).toMatchObject({
      name: 'b',
      region: '/reserved-memory/plain@91000000',
    });
  });

  it("lets a hook of the user's own take its regions, after the built-in ones", () => {
    const seen: string[] = [];
    const hook: Hook = {
      name: 'mine',
      compatible: 'acme,frames',
      setup: (region, { log }) => {
        log.info(`frames at 0x${region.base.toString(16)}`);
        return accepted({
          deviceInit: (one, device) => {
            seen.push(`${device.node.path} ${one.name}`);
            return 0;
          },
        });
      },
    };
    const result = bootBoard(
      'f: frames@90000000 { compatible = "acme,frames"; reg = <0x90000000 0x100000>; no-map; };',
      'camera { memory-region = <&f>; };',
      { hooks: [hook] },
    );
    expect(textOf(result)).toContain(
      'frames at 0x90000000\nOF: reserved mem: initialized node frames@90000000, compatible id acme,frames',
    );
    expect(seen).toEqual(['/camera frames@90000000']);
    expect(result.kernel.regions[0]).toMatchObject({ hook: 'mine', state: 'initialized' });
  });

  it('forgets memory above mem=, before it looks at regions', () => {
    const result = bootBoard(
      'pool@b0000000 { compatible = "shared-dma-pool"; no-map; reg = <0xb0000000 0x100000>; };',
      '',
      {
        cmdline: 'mem=512M',
      },
    );
    expect(result.kernel.memblock.endOfDram()).toBe(0xa0000000n);
    expect(statesOf(result)).toEqual(['initialized']);
  });

  it('lets cma= win over a region that wants to be the default', () => {
    const region = `cma@98000000 { compatible = "shared-dma-pool"; reusable; linux,cma-default; reg = <0x98000000 0x800000>; };`;
    const result = bootBoard(region, '', { cmdline: 'cma=16M@0x90000000' });
    expect(textOf(result)).toContain('bypass cma@98000000 node, using cmdline CMA params instead');
    expect(result.kernel.cma).toMatchObject([
      { name: 'reserved', base: 0x90000000n, isDefault: true, exact: true },
    ]);

    const without = bootBoard(region);
    expect(without.kernel.cma).toMatchObject([{ name: 'cma@98000000', isDefault: true }]);
  });

  it('marks a default area that Kconfig sizes as not exact', () => {
    expect(bootBoard('').kernel.cma).toMatchObject([{ name: 'reserved', pageCount: 8192, exact: false }]);
  });

  it('replaces the memory nodes by what the user says, and assumes places that no region claims', () => {
    const result = bootBoard('fw@100000000 { reg = <0x40000000 0x600000>; no-map; };', '', {
      machine: { memory: [{ base: 0x40000000n, size: 0x20000000n }], kernelImage: undefined, fdt: undefined },
    });
    expect(result.kernel.memblock.startOfDram()).toBe(0x40000000n);
    expect(result.kernel.machine.assumed).toEqual(['kernelImage', 'fdt']);
    expect(result.kernel.machine.kernelImage.base).toBe(0x40600000n);
    expect(statesOf(result)).toEqual(['reserved']);
  });

  it('takes thousands of regions without growing slow', () => {
    const many = Array.from({ length: 4000 }, (_, at) => {
      const base = (0x90000000 + at * 0x1000).toString(16);
      return `r@${base} { reg = <0x${base} 0x1000>; ${at % 16 === 0 ? 'no-map;' : ''} };`;
    });
    const start = performance.now();
    const result = bootBoard(many.join('\n'));
    expect(result.kernel.table.entries).toHaveLength(4000);
    expect(performance.now() - start).toBeLessThan(5000);
  });
});
