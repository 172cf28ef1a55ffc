import { describe, expect, it } from 'vitest';
import { bootKernel } from '../../../../src/kernel/boot-kernel.ts';
import { DmaApi } from '../../../../src/kernel/dma/api/dma-api.ts';
import { RecordedPath } from '../../../../src/kernel/dma/decision-path.ts';
import type { DmaDevice } from '../../../../src/kernel/dma/dma-device.ts';
import { DmaMachine } from '../../../../src/kernel/dma/dma-machine.ts';
import { dmaDirection } from '../../../../src/kernel/dma/streaming/direction.ts';
import { scatterList } from '../../../../src/kernel/dma/streaming/scatter-list.ts';
import { profileFor } from '../../../../src/kernel/profile.ts';
import { boardFromText } from '../../../helpers/board.ts';

const memory = 0x81000000n;
const { fromDevice, toDevice } = dmaDirection;

function behindIommu(version = '6.12', arch = 'arm64'): { api: DmaApi; device: DmaDevice; plain: DmaDevice } {
  const found = profileFor({ version, arch });
  if (!found.ok) throw new Error(found.problem.message);
  const { model } = boardFromText(`/dts-v1/;
/ {
  #address-cells = <1>; #size-cells = <1>;
  memory@80000000 { device_type = "memory"; reg = <0x80000000 0x40000000>; };
  smmu: iommu@1000000 { compatible = "arm,smmu-v3"; reg = <0x1000000 0x20000>; #iommu-cells = <1>; };
  dev { compatible = "some,dev"; iommus = <&smmu 1>; };
  plain { compatible = "some,dev"; };
};`);
  const machine = new DmaMachine(bootKernel({ model, profile: found.profile, machine: { cmdline: '' } }));
  const device = (path: string): DmaDevice => {
    const node = model.tree.nodeByPath(path);
    if (node === undefined) throw new Error(`no ${path}`);
    return machine.device(node);
  };
  return { api: new DmaApi(machine), device: device('/dev'), plain: device('/plain') };
}

const twoPages = (): ReturnType<typeof scatterList> =>
  scatterList([
    { phys: memory, length: 4096 },
    { phys: memory + 0x5000n, length: 4096 },
  ]);

describe('a list behind an IOMMU', () => {
  it('is one segment of which each entry is owned by itself', () => {
    const { api, device } = behindIommu();
    const entries = twoPages();
    expect(api.mapSg(device, entries, fromDevice)).toBe(1);
    const harm = (phys: bigint): string => api.touch({ phys, size: 4, access: 'read' })?.harm ?? 'owned';
    expect([harm(memory), harm(memory + 0x5000n), harm(memory + 0x1000n)]).toEqual([
      'stale-read',
      'stale-read',
      'owned',
    ]);
    // dma_sync_sg_for_cpu() of the first entry only.
    api.syncSgForCpu(device, entries, 1, fromDevice);
    expect([harm(memory), harm(memory + 0x5000n)]).toEqual(['owned', 'stale-read']);
    api.syncSgForDevice(device, entries, 2, fromDevice);
    expect(harm(memory)).toBe('stale-read');
    api.unmapSg(device, entries, 2, fromDevice);
    expect([harm(memory), harm(memory + 0x5000n)]).toEqual(['owned', 'owned']);
  });

  it('is explained: whether it bounces, and what it became', () => {
    const { api, device } = behindIommu();
    const path = new RecordedPath();
    api.path = path;
    const entries = twoPages();
    api.mapSg(device, entries, toDevice);
    api.unmapSg(device, entries, 2, toDevice);
    expect(path.steps.map(({ source, answer }) => `${source} ${answer}`)).toEqual([
      'dev_use_sg_swiotlb() no',
      'iommu_dma_map_sg() 1 segments',
      'iommu_dma_unmap_sg() no: one block of IOVA goes',
    ]);
  });
});

describe('a mapping behind an IOMMU', () => {
  it('is explained: no bounce, then the IOVA', () => {
    const { api, device } = behindIommu();
    const path = new RecordedPath();
    api.path = path;
    const dma = api.mapPage(device, { phys: memory, kind: 'pages' }, 4096, toDevice);
    api.unmapPage(device, dma, 4096, toDevice);
    expect(path.steps.map(({ source, answer }) => `${source} ${answer}`)).toEqual([
      'iommu_dma_map_page() no',
      '__iommu_dma_map() 0xfffff000',
      'iommu_dma_unmap_page() yes',
    ]);
  });
});

describe("32-bit Arm's own mappings", () => {
  it('are explained: nothing is asked', () => {
    const { api, plain } = behindIommu('5.10', 'arm');
    const path = new RecordedPath();
    api.path = path;
    api.mapPage(plain, { phys: memory, kind: 'pages' }, 4096, toDevice);
    expect(path.steps.map(({ source, answer }) => `${source} ${answer}`)).toEqual([
      'arm_dma_map_page() 0x81000000',
    ]);
  });
});

describe('DMA_ATTR_REQUIRE_COHERENT', () => {
  const requireCoherent = 0x1000;

  it('turns away a device that is not coherent on 7.2, lists with -EOPNOTSUPP, IOMMU or not', () => {
    const { api, device, plain } = behindIommu('7.2');
    for (const asking of [device, plain]) {
      const dma = api.mapPage(asking, { phys: memory, kind: 'pages' }, 4096, toDevice, requireCoherent);
      expect(api.mappingError(asking, dma)).toBe(-12);
      expect(api.mapSg(asking, twoPages(), toDevice, requireCoherent)).toBe(0);
      expect(api.mapSgTable(asking, twoPages(), toDevice, requireCoherent)).toEqual({
        errno: -95,
        mapped: 0,
      });
    }
  });

  it('is a bit that nobody knows before', () => {
    const { api, plain } = behindIommu('6.12');
    expect(api.mapPage(plain, { phys: memory, kind: 'pages' }, 4096, toDevice, requireCoherent)).toBe(memory);
    expect(api.mapSg(plain, twoPages(), toDevice, requireCoherent)).toBe(2);
  });
});
