import { describe, expect, it } from 'vitest';
import { bootKernel } from '../../../src/kernel/boot-kernel.ts';
import { createDmaSystem } from '../../../src/kernel/dma/dma-system.ts';
import { dmaDirection } from '../../../src/kernel/dma/streaming/direction.ts';
import type { DmaSystem } from '../../../src/kernel/dma/types.ts';
import { profileFor } from '../../../src/kernel/profile.ts';
import { boardFromText } from '../../helpers/board.ts';
import { far, streamingBoard } from './streaming/streaming-board.ts';

function systemOf(version: string, cmdline = '', arch = 'arm64'): DmaSystem {
  const found = profileFor({ version, arch });
  if (!found.ok) throw new Error(found.problem.message);
  const { model } = boardFromText(`/dts-v1/;
/ {
  #address-cells = <2>; #size-cells = <2>;
  memory@80000000 { device_type = "memory"; reg = <0 0x80000000 1 0x80000000>; };
  dev { compatible = "some,dev"; };
};`);
  return createDmaSystem(bootKernel({ model, profile: found.profile, machine: { cmdline } }));
}

/** A mapping of memory above 4 GiB, of which a device with 32 bits is shown bounce slots. */
function mapHigh(system: DmaSystem, size: number): ReturnType<DmaSystem['perform']> {
  const at = 0x1_0000_0000n;
  const { made } = system.perform('/dev', { kind: 'buffer', size, from: 'pages', at, zone: undefined });
  if (made?.kind !== 'memory') throw new Error('no memory');
  return system.perform('/dev', {
    kind: 'map',
    call: 'single',
    memory: made,
    offset: 0,
    size,
    direction: dmaDirection.toDevice,
    attrs: 0,
    checked: true,
  });
}

describe('a kernel that panics in a call', () => {
  it('is told of by the call, and by those after it (4.14, a full bounce buffer and more than the spare holds)', () => {
    const system = systemOf('4.14', 'swiotlb=128');
    // 128 slots of 2 KiB: the first mapping takes 100 of them, and 64 KiB more find none.
    expect(mapHigh(system, 200 * 1024)).toMatchObject({ ok: true, from: 'bounce' });
    expect(mapHigh(system, 64 * 1024)).toMatchObject({
      ok: false,
      panics: 'DMA: Random memory could be DMA read',
    });
    expect(system.takeLog().at(-1)?.text).toBe(
      'Kernel panic - not syncing: DMA: Random memory could be DMA read',
    );
    const later = system.alloc('/dev', { size: 4096 });
    expect(later.ok ? '' : later.failure.message).toBe('4 KiB: the kernel has panicked, and stands still.');
    expect(system.perform('/dev', { kind: 'bind' })).toMatchObject({
      ok: false,
      panics: 'DMA: Random memory could be DMA read',
    });
  });

  it('goes on where the spare buffer is large enough (4.14), or an error is the answer (6.12)', () => {
    const old = systemOf('4.14', 'swiotlb=128');
    mapHigh(old, 200 * 1024);
    const spare = mapHigh(old, 32 * 1024 + 28 * 1024);
    expect(spare.panics).toBe('DMA: Random memory could be DMA read');
    const small = systemOf('4.14', 'swiotlb=128');
    for (const _ of [1, 2, 3, 4, 5, 6, 7, 8]) mapHigh(small, 32 * 1024);
    expect(mapHigh(small, 32 * 1024).panics).toBeUndefined();

    const newer = systemOf('6.12', 'swiotlb=128');
    for (const _ of [1, 2, 3, 4, 5, 6, 7, 8]) mapHigh(newer, 32 * 1024);
    expect(newer.perform('/dev', { kind: 'bind' }).panics).toBeUndefined();
  });

  it('is one without bounce buffers on 5.10, and none on 6.1', () => {
    const { api, narrow, log } = streamingBoard({ version: '5.10', slots: 0, gibibytes: 8 });
    api.mapSingle(narrow, { phys: far, kind: 'pages' }, 4096, dmaDirection.toDevice);
    const text =
      "Can not allocate SWIOTLB buffer earlier and can't now provide you with the DMA bounce buffer";
    expect(api.machine.panicked).toBe(text);
    expect(log()).toEqual([`Kernel panic - not syncing: ${text}`]);

    const newer = streamingBoard({ version: '6.1', slots: 0, gibibytes: 8 });
    newer.api.mapSingle(newer.narrow, { phys: far, kind: 'pages' }, 4096, dmaDirection.toDevice);
    expect(newer.api.machine.panicked).toBeUndefined();
  });
});

describe('a call that a kernel does not have', () => {
  it.each([
    ['4.14', 'pages', 'no-function'],
    ['5.10', 'pages', 'default-cma'],
    // DMA_ATTR_NON_CONSISTENT, which arm64 did not heed.
    ['4.14', 'noncoherent', 'default-cma'],
    ['5.10', 'pci-consistent', 'atomic-pool'],
    ['6.1', 'pci-consistent', 'no-function'],
  ] as const)('Linux %s, %s: %s', (version, call, expected) => {
    const result = systemOf(version, 'cma=64M').alloc('/dev', { size: 8192, call });
    expect(result.ok ? result.allocation.from : result.failure.code).toBe(expected);
    if (!result.ok) expect(result.failure.message).toBe('8 KiB: there is no such function in this kernel.');
  });
});

describe('the words for an allocation that failed', () => {
  it('name the pool for callers that may not sleep, where that was asked', () => {
    const result = systemOf('4.14', 'cma=64M').alloc('/dev', { size: 1 << 20, maySleep: false });
    expect(result.ok ? '' : result.failure.message).toBe(
      '1 MiB: the pool for callers that may not sleep has no room for it that the device reaches.',
    );
  });

  it('name what the kernel does with a mask of nothing', () => {
    const system = systemOf('4.14', 'cma=64M', 'arm');
    system.perform('/dev', { kind: 'setCoherentMask', mask: 0xffffffffn });
    const result = system.alloc('/dev', { size: 0 });
    expect(result.ok ? '' : result.failure.message).toBe(
      '0 bytes: the page allocator gives nothing for a size of 0.',
    );
  });
});
