import { preprocessSource } from '../../src/project/preprocess-source.ts';
import type { Limits } from '../../src/source/limits.ts';
import { parseBothWays } from '../helpers/parse-both-ways.ts';
import { type Failure, withoutNames } from './failure.ts';
import type { FuzzInput } from './fuzz-input.ts';
import { openFiles } from './open-files.ts';

/** Whether the short cut for plain text comes to what the grammar comes to, for the source and the overlays of an input. */
export function checkParsers({ files, main, overlays }: FuzzInput, limits?: Limits): Failure | undefined {
  for (const path of [main, ...overlays]) {
    if (!/\.dtso?$/.test(path)) continue;
    const { project, input } = openFiles(files, path);
    if ('severity' in input || input.kind !== 'source') continue;
    const { preprocessed } = preprocessSource(input.file, { project });
    const { difference } = parseBothWays(preprocessed.unit, limits);
    if (difference !== undefined)
      return {
        signature: `plain text is read otherwise: ${withoutNames(difference)}`,
        detail: `${path}: ${difference}`,
      };
  }
  return undefined;
}
