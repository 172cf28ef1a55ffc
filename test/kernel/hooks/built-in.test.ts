import { describe, expect, it } from 'vitest';
import { boot } from '../../../src/kernel/boot.ts';
import { type ProfileRequest, profileFor } from '../../../src/kernel/profile.ts';
import { boardFromText } from '../../helpers/board.ts';

/** The hook, or the state, of a region with this compatible and these other properties. */
function outcome(request: ProfileRequest, compatible: string, properties = ''): string {
  const found = profileFor(request);
  if (!found.ok) throw new Error(found.problem.message);
  const { model } = boardFromText(`/dts-v1/;
/ {
  #address-cells = <1>; #size-cells = <1>;
  memory@80000000 { device_type = "memory"; reg = <0x80000000 0x40000000>; };
  reserved-memory { #address-cells = <1>; #size-cells = <1>; ranges;
    r@90000000 { compatible = "${compatible}"; reg = <0x90000000 0x1000000>; ${properties} };
  };
};`);
  const [region] = boot({ model, profile: found.profile }).kernel.regions;
  return region?.hook ?? region?.state ?? 'nothing';
}

const everyVersion = ['4.14', '5.10', '6.1', '6.12', '7.2'];

describe('the built-in hooks', () => {
  it('take pools by their kind in every version', () => {
    for (const version of everyVersion) {
      expect(outcome({ version }, 'shared-dma-pool', 'no-map;'), version).toBe('dma');
      expect(outcome({ version }, 'shared-dma-pool', 'reusable;'), version).toBe('cma');
    }
  });

  it('take restricted pools from 6.1 on, where the kernel is configured for them', () => {
    const found = everyVersion.map((version) => outcome({ version }, 'restricted-dma-pool'));
    expect(found).toEqual(['reserved', 'reserved', 'dma', 'dma', 'dma']);
    expect(outcome({ version: '6.12', arch: 'arm' }, 'restricted-dma-pool')).toBe('reserved');
  });

  it("take the buffer manager's memory until 6.1, and the queue manager's never outside PowerPC", () => {
    const found = everyVersion.map((version) => outcome({ version }, 'fsl,bman-fbpr', 'no-map;'));
    expect(found).toEqual(['bman_fbpr', 'bman_fbpr', 'bman_fbpr', 'reserved', 'reserved']);
    for (const compatible of ['fsl,qman-fqd', 'fsl,qman-pfdr'])
      expect(outcome({ version: '5.10' }, compatible, 'no-map;')).toBe('reserved');
  });

  it("take Tegra210's timing tables where the configuration says so, which no defconfig does", () => {
    const config = new Map([['TEGRA210_EMC_TABLE', 'y']]);
    expect(outcome({ config }, 'nvidia,tegra210-emc-table', 'no-map;')).toBe('tegra210_emc_table');
    expect(outcome({}, 'nvidia,tegra210-emc-table', 'no-map;')).toBe('reserved');
  });
});
