import { resolve } from 'node:path';
import { UsageError } from './usage-error.ts';

/** A file that is written besides, and what as. */
export interface AlsoFile<Format> {
  readonly format: Format;
  readonly file: string;
}

/**
 * What `--also FORMAT=FILE` asks for.
 *
 * @param outputFile that of `--output-file`
 * @throws UsageError for what is no format or names no file, and for two formats in one file, which would leave the last alone
 */
export function alsoFiles<Format extends string>(
  texts: readonly string[],
  formats: readonly Format[],
  outputFile: string | undefined,
): readonly AlsoFile<Format>[] {
  const taken = new Set(outputFile === undefined ? [] : [resolve(outputFile)]);
  return texts.map((text) => {
    const [name = '', ...rest] = text.split('=');
    const file = rest.join('=');
    const format = formats.find((one) => one === name);
    if (format === undefined || file === '')
      throw new UsageError(`--also ${text}: write FORMAT=FILE.`, `A format is ${formats.join(', ')}.`);
    if (taken.has(resolve(file)))
      throw new UsageError(`--also …=${file}: another format goes to this file.`, 'Name one file a format.');
    taken.add(resolve(file));
    return { format, file };
  });
}
