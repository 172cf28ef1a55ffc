import { splitParameters } from '../../parameters/split-parameters.ts';

/** What a command line says about IOMMUs. Undefined: nothing. */
export interface IommuParameters {
  /** `iommu.passthrough=`: whether devices see physical addresses. */
  readonly passthrough: boolean | undefined;
  /** `iommu.strict=`: whether unmapped addresses are flushed at once. */
  readonly strict: boolean | undefined;
  /** `iommu.forcedac=`: whether PCI devices get addresses above 4 GiB without need. */
  readonly forceDac: boolean | undefined;
}

/** Reads the `iommu.` parameters; of one that is given twice the last that is well-formed counts. */
export function readIommuParameters(text: string): IommuParameters {
  let passthrough: boolean | undefined;
  let strict: boolean | undefined;
  let forceDac: boolean | undefined;
  for (const { name, value } of splitParameters(text)) {
    const truth = kernelBoolean(value);
    if (name === 'iommu.passthrough') passthrough = truth ?? passthrough;
    else if (name === 'iommu.strict') strict = truth ?? strict;
    else if (name === 'iommu.forcedac') forceDac = truth ?? forceDac;
  }
  return { passthrough, strict, forceDac };
}

/** kstrtobool(): y, t, 1 and on; n, f, 0 and off; by their first letters. */
function kernelBoolean(value: string | undefined): boolean | undefined {
  const word = value?.toLowerCase() ?? '';
  if (/^([yt1]|on)/.test(word)) return true;
  return /^([nf0]|of)/.test(word) ? false : undefined;
}
