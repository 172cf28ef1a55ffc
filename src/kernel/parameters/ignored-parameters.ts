import type { Problem } from '../../source/problem.ts';
import type { CommandLine } from '../command-line.ts';
import type { KernelProfile } from '../profile.ts';

/** Warnings about parameters that are well formed, and that this kernel knows nothing of. */
export function ignoredParameters(commandLine: CommandLine, profile: KernelProfile): readonly Problem[] {
  const { config, behaviours, arch } = profile;
  const { numaCma, hugetlbCma } = behaviours;
  const problems: Problem[] = [];
  const ignored = (name: string, isGiven: boolean, why: string | undefined): void => {
    if (isGiven && why !== undefined) problems.push(warning(name, why));
  };

  const pernuma = numaCma === 'pernuma' ? 'DMA_PERNUMA_CMA' : 'DMA_NUMA_CMA';
  const onArm64 = arch === 'arm64' ? undefined : `areas of memory nodes are not emulated on ${arch}`;
  const configured = config.numaCma && config.dmaCma ? undefined : `it is built without CONFIG_${pernuma}`;
  const tooOld = 'it is too old to know it';
  ignored(
    'cma',
    commandLine.cma !== undefined,
    config.dmaCma ? undefined : 'it is built without CONFIG_DMA_CMA',
  );
  ignored(
    'mem',
    arch === 'riscv' && commandLine.memoryRanges.length > 0,
    behaviours.riscvMemoryLimit ? undefined : tooOld,
  );
  ignored(
    'cma_pernuma',
    commandLine.cmaPerNuma !== undefined,
    numaCma === 'none' ? tooOld : (configured ?? onArm64),
  );
  ignored(
    'numa_cma',
    commandLine.numaCma.length > 0,
    numaCma === 'none' || numaCma === 'pernuma' ? tooOld : (configured ?? onArm64),
  );
  const hugetlb =
    config.hugetlb && config.dmaCma ? undefined : 'it is built without CONFIG_HUGETLB_PAGE and CMA';
  ignored(
    'hugetlb_cma',
    commandLine.hugetlbCma !== undefined,
    hugetlbCma === 'none' ? tooOld : (hugetlb ?? onArm64),
  );
  return problems;
}

function warning(parameter: string, why: string): Problem {
  return {
    severity: 'warning',
    code: 'kernel-parameter',
    message: `The kernel parameter ${parameter}= has no effect on this kernel: ${why}.`,
  };
}
