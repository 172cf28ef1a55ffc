import { describe, expect, it } from 'vitest';
import { boot } from '../../../src/kernel/boot.ts';
import { createDmaSystem } from '../../../src/kernel/dma/dma-system.ts';
import type { DmaSystem } from '../../../src/kernel/dma/types.ts';
import { declareReservedMemory } from '../../../src/kernel/hooks/declare.ts';
import type { ReservedMemoryDriver } from '../../../src/kernel/hooks/driver.ts';
import { profileFor } from '../../../src/kernel/profile.ts';
import { boardFromText } from '../../helpers/board.ts';

interface Booted {
  readonly dma: DmaSystem;
  readonly state: string | undefined;
  readonly result: number | undefined;
}

/** 1 GiB at 0x40000000, and a region of 1 MiB with this driver that a camera names. */
function bootWith(driver: ReservedMemoryDriver, { version = '6.12', properties = 'no-map;' } = {}): Booted {
  const found = profileFor({ version });
  if (!found.ok) throw new Error(found.problem.message);
  const { model } = boardFromText(`/dts-v1/;
/ {
  #address-cells = <1>; #size-cells = <1>;
  memory@40000000 { device_type = "memory"; reg = <0x40000000 0x40000000>; };
  reserved-memory { #address-cells = <1>; #size-cells = <1>; ranges;
    r: ring@50000000 { compatible = "acme,ring"; reg = <0x50000000 0x100000>; ${properties} };
  };
  camera { memory-region = <&r>; };
};`);
  const hooks = [declareReservedMemory('Acme,Ring', driver)];
  const { kernel, devices } = boot({ model, profile: found.profile, hooks });
  const result = devices[0]?.assignments[0]?.result;
  return { dma: createDmaSystem(kernel), state: kernel.regions[0]?.state, result };
}

const declares: ReservedMemoryDriver = {
  deviceInit: ({ base, size }, device) => device.declareCoherentMemory(base, 0x9000_0000, size),
};

describe('a reserved-memory driver', () => {
  it('gives its device a pool at a DMA address of its own', () => {
    const { dma, result } = bootWith(declares);
    const first = dma.alloc('/camera', { size: 0x1000 });
    const second = dma.alloc('/camera', { size: 0x2000 });
    expect(result).toBe(0);
    expect(first).toMatchObject({ ok: true, allocation: { dma: 0x9000_0000n, phys: 0x5000_0000n } });
    expect(second).toMatchObject({ ok: true, allocation: { dma: 0x9000_2000n, from: 'coherent' } });
  });

  it('cannot declare memory that Linux has mapped', () => {
    expect(bootWith(declares, { properties: '' })).toMatchObject({ state: 'initialized', result: -22 });
  });

  it('shares its requests with other allocators only before there were no flags, and only if it says so', () => {
    const source = (version: string, exclusive: boolean): string => {
      const { dma } = bootWith(
        {
          deviceInit: ({ base, size }, device) =>
            device.declareCoherentMemory(base, base, size, { exclusive }),
        },
        { version },
      );
      const result = dma.alloc('/camera', { size: 0x200000 });
      return result.ok ? result.allocation.from : 'nobody';
    };
    expect(source('4.14', false)).toBe('default-cma');
    expect(source('4.14', true)).toBe('nobody');
    expect(source('6.12', false)).toBe('nobody');
  });

  it('refuses a region with an errno', () => {
    expect(bootWith({ setup: () => -22 }).state).toBe('failed');
    expect(bootWith({ setup: () => -19 }, { version: '7.2' }).state).toBe('reserved');
  });

  it('answers -EINVAL to devices where it has no deviceInit', () => {
    expect(bootWith({ setup: () => 0 })).toMatchObject({ state: 'initialized', result: -22 });
  });

  it('may not return what is no errno', () => {
    expect(() => bootWith({ setup: () => 1 })).toThrow(TypeError);
    expect(() => bootWith({ setup: () => -4096 })).toThrow(TypeError);
    expect(() => bootWith({ deviceInit: () => Number.NaN })).toThrow(TypeError);
  });
});
