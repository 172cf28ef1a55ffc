import type { SourceFile } from '../source/source-file.ts';
import type { Preprocessed } from './preprocessed.ts';
import { type PreprocessOptions, Run } from './run.ts';
import { withIncludes } from './with-includes.ts';

/**
 * Does to a device-tree source what `cpp -nostdinc -undef -D__DTS__ -x assembler-with-cpp` of GCC 12 does, and resolves dtc's
 * `/include/`, whose files cpp never sees.
 *
 * Everything wrong with the input is among the problems; the result is then what could be made of it. Takes time and memory in
 * proportion to the text, whatever the macros and includes in it ask for.
 */
export function preprocess(input: SourceFile, options: PreprocessOptions): Preprocessed {
  const run = new Run(input, options);
  const unit = run.run();
  const { problems, includedFrom } = run;
  return {
    unit,
    problems: problems.map((one) => withIncludes(one, includedFrom)),
    files: [...run.files],
    includedFrom,
  };
}
