import { describe, expect, test } from 'vitest';
import { architectureOfCpus, architectureOfPath } from '../../src/memory/architecture.ts';
import { boardFromText } from '../helpers/board.ts';

describe('the architecture', () => {
  test.each([
    ['arm,cortex-a53', 'arm64'],
    ['arm,cortex-a7', 'arm'],
    ['arm,cortex-a78c', 'arm64'],
    ['qcom,kryo385', 'arm64'],
    ['qcom,krait', 'arm'],
    ['sifive,u74", "riscv', 'riscv'],
    ['vendor,unheard-of', undefined],
  ])('of a CPU that is %s is %s', (compatible, arch) => {
    const { tree } = boardFromText(`/dts-v1/; / { cpus { cpu@0 { compatible = "${compatible}"; }; }; };`);
    expect(architectureOfCpus(tree)).toBe(arch);
  });

  test('is told by the first CPU that has a known name', () => {
    const { tree } = boardFromText(
      `/dts-v1/; / { cpus { cpu-map {}; cpu@0 { compatible = "odd"; }; PowerPC,8548@0 {}; }; };`,
    );
    expect(architectureOfCpus(tree)).toBe('powerpc');
  });

  test.each([
    ['linux/arch/arm64/boot/dts/qcom/a.dts', 'arm64'],
    ['/home/src/rebasing/src/riscv/sifive/a.dts', 'riscv'],
    ['arch\\arm\\dts\\a.dts', 'arm'],
    ['boards/a.dts', undefined],
    ['src/a.dts', undefined],
  ])('of a file %s is %s', (path, arch) => {
    expect(architectureOfPath(path)).toBe(arch);
  });
});
