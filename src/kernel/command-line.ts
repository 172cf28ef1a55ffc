import type { Problem } from '../source/problem.ts';
import {
  type CmaParameter,
  type HugetlbCmaParameter,
  type MemoryParameter,
  type NumaCmaParameter,
  type Read,
  readCma,
  readCore,
  readCrashKernel,
  readHugetlbCma,
  readMemory,
  readNumaCma,
  readSize,
  readSwiotlb,
  type SwiotlbParameter,
} from './parameters/read-parameter.ts';
import { splitParameters } from './parameters/split-parameters.ts';

/** The parameters of a kernel command line that decide about memory. Absent ones are undefined. */
export interface CommandLine {
  readonly text: string;
  /** `mem=` in bytes, as written. */
  readonly memoryLimit: bigint | undefined;
  /** Every `mem=SIZE[@START]`, in order: banks on 32-bit Arm. */
  readonly memoryRanges: readonly MemoryParameter[];
  readonly cma: CmaParameter | undefined;
  /** `cma_pernuma=` in bytes. */
  readonly cmaPerNuma: bigint | undefined;
  /** `numa_cma=`, in order. */
  readonly numaCma: readonly NumaCmaParameter[];
  readonly hugetlbCma: HugetlbCmaParameter | undefined;
  /** `numa=off`: all memory is one node's. */
  readonly numaOff: boolean;
  /** `coherent_pool=` in bytes. */
  readonly coherentPool: bigint | undefined;
  readonly swiotlb: SwiotlbParameter | undefined;
  /** `vmalloc=` in bytes: 32-bit Arm's space for mappings, which low memory ends below. */
  readonly vmalloc: bigint | undefined;
  /** `crashkernel=`, as written. Its memory is not emulated: it is taken after all regions, and on most kernels after all CMA areas. */
  readonly crashKernel: string | undefined;
  /** Warnings about parameters that the kernel does not take as they are meant. One that is unknown is none of its business. */
  readonly problems: readonly Problem[];
}

/** Reads the early parameters. Of one that is given twice the last counts. */
export function parseCommandLine(text: string): CommandLine {
  const values = new Map<string, string>();
  const memoryRanges: MemoryParameter[] = [];
  const problems: Problem[] = [];

  const read = <T>(name: string, reader: (value: string) => Read<T>): T | undefined => {
    const value = values.get(name);
    if (value === undefined) return undefined;
    const { value: taken, trouble } = reader(value);
    if (trouble !== undefined) problems.push(warning(`${name}=${value}`, trouble));
    return taken;
  };

  for (const { name, value } of splitParameters(text)) {
    if (value === undefined) {
      if (name === 'cma') problems.push(warning('cma', 'without a value it has no effect'));
      continue;
    }
    values.set(name, value);
    if (name === 'mem') memoryRanges.push(readMemory(value).value);
  }

  for (const name of ['kernelcore', 'movablecore']) read(name, readCore);
  return {
    text,
    memoryLimit: read('mem', readMemory)?.size,
    memoryRanges,
    cma: read('cma', readCma),
    cmaPerNuma: read('cma_pernuma', readSize),
    numaCma: read('numa_cma', readNumaCma) ?? [],
    hugetlbCma: read('hugetlb_cma', readHugetlbCma),
    numaOff: values.get('numa')?.startsWith('off') === true,
    coherentPool: read('coherent_pool', readSize),
    swiotlb: read('swiotlb', readSwiotlb),
    vmalloc: read('vmalloc', readSize),
    crashKernel: read('crashkernel', readCrashKernel),
    problems,
  };
}

function warning(parameter: string, trouble: string): Problem {
  return {
    severity: 'warning',
    code: 'kernel-parameter',
    message: `The kernel parameter ${parameter}: ${trouble}.`,
  };
}
