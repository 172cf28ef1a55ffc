import { describe, expect, it } from 'vitest';
import { type BootedDevice, boot } from '../../../src/kernel/boot.ts';
import { profileFor } from '../../../src/kernel/profile.ts';
import { boardFromText } from '../../helpers/board.ts';

/** What becomes of this device, which may name the regions `pool`, `plain`, `plain2`, `off` and `vdev`. */
function probed(device: string, version = '6.12'): BootedDevice {
  const found = profileFor({ version });
  if (!found.ok) throw new Error(found.problem.message);
  const { model } = boardFromText(`/dts-v1/;
/ {
  #address-cells = <1>; #size-cells = <1>;
  memory@80000000 { device_type = "memory"; reg = <0x80000000 0x40000000>; };
  reserved-memory { #address-cells = <1>; #size-cells = <1>; ranges;
    pool: pool@90000000 { compatible = "shared-dma-pool"; no-map; reg = <0x90000000 0x100000>; };
    plain: plain@91000000 { no-map; reg = <0x91000000 0x100000>; };
    plain2: plain@92000000 { no-map; reg = <0x92000000 0x100000>; };
    off: off@93000000 { no-map; reg = <0x93000000 0x100000>; status = "disabled"; };
    vdev: vdev0buffer@94000000 { compatible = "shared-dma-pool"; no-map; reg = <0x94000000 0x100000>; };
  };
  ${device}
};`);
  const [first] = boot({ model, profile: found.profile }).devices;
  if (first === undefined) throw new Error('no device');
  return first;
}

/** `how result` of each entry. */
function entries({ assignments }: BootedDevice): readonly string[] {
  return assignments.map(({ how, result }) => `${how} ${result ?? '-'}`);
}

describe('a device', () => {
  it('whose driver is not known gets its first region, and no other', () => {
    const device = probed('video { compatible = "acme,video"; memory-region = <&pool>, <&vdev>; };');
    expect(device).toMatchObject({ driver: undefined, works: true });
    expect(entries(device)).toEqual(['assign 0', 'unread -']);
  });

  it('whose driver maps firmware itself is not refused its region', () => {
    const device = probed(
      'rproc { compatible = "qcom,sm8550-adsp-pas"; memory-region = <&plain>, <&plain2>; };',
    );
    expect(device).toMatchObject({ driver: 'qcom_q6v5_pas', works: true });
    expect(entries(device)).toEqual(['map 0', 'map 0']);
  });

  it('whose driver takes a pool first and maps the rest', () => {
    const node = 'r5f { compatible = "ti,am62-r5f"; memory-region = <&pool>, <&plain>, <&plain2>; };';
    expect(entries(probed(node))).toEqual(['assign 0', 'map 0', 'map 0']);
  });

  it('whose driver gives up where it needs more regions', () => {
    const device = probed('r5f { compatible = "ti,am62-r5f"; memory-region = <&pool>; };');
    expect(device.works).toBe(false);
    expect(entries(device)).toEqual(['assign 0']);
  });

  it('whose driver gives up at an error does not get to its other regions', () => {
    const device = probed('r5f { compatible = "ti,am62-r5f"; memory-region = <&plain>, <&plain2>; };');
    expect(device.works).toBe(false);
    expect(entries(device)).toEqual(['assign -22', 'unread -']);
  });

  it('whose driver goes by names', () => {
    const device = probed(
      'dsp { compatible = "fsl,imx8ulp-dsp"; memory-region = <&plain>, <&pool>; memory-region-names = "sram", "dma"; };',
    );
    expect(entries(device)).toEqual(['map 0', 'assign 0']);
  });

  it('whose driver goes by the names of region nodes', () => {
    const device = probed('m4 { compatible = "st,stm32mp1-m4"; memory-region = <&plain>, <&vdev>; };');
    expect(entries(device)).toEqual(['resource 0', 'assign 0']);
  });

  it('whose driver finds a region disabled', () => {
    const device = probed('modem { compatible = "qcom,pronto-v2-pil"; memory-region = <&off>; };');
    expect(device.works).toBe(false);
    expect(entries(device)).toEqual(['map -19']);
  });

  it('whose driver never looks at the property', () => {
    const device = probed('codec { compatible = "samsung,mfc-v7"; memory-region = <&pool>; };');
    expect(entries(device)).toEqual(['unread -']);
  });

  it('whose regions hang on children of its node', () => {
    const device = probed(
      'gpu { compatible = "qcom,adreno-630.2", "qcom,adreno"; zap-shader { memory-region = <&plain>; }; };',
    );
    expect(device).toMatchObject({ driver: 'msm adreno zap shader' });
    expect(entries(device)).toEqual(['map 0']);
  });

  it('that makes two devices of its own gives each a pool, even where one device may not have two', () => {
    const codec = 'codec { compatible = "samsung,mfc-v5"; memory-region = <&pool>, <&vdev>; };';
    expect(entries(probed(codec, '7.2'))).toEqual(['assign 0', 'assign 0']);
    const behindIommu = codec.replace('memory-region', 'iommus = <1>; memory-region');
    expect(entries(probed(behindIommu, '7.2'))).toEqual(['unread -', 'unread -']);
  });
});
