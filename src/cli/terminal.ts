import type { Terminal } from '../report/terminal.ts';
import type { OutputArguments } from './options/output-options.ts';

/** What is known about the stream that a report goes to. */
export interface StreamFacts {
  readonly isTTY?: boolean | undefined;
  readonly columns?: number | undefined;
}

const defaultWidth = 80;
const narrowest = 40;

/**
 * What the output can show: `--color` wins over NO_COLOR, that over FORCE_COLOR, that over what the stream is; a file
 * gets no colours unless they are asked for. Box characters unless `--ascii` or the locale says C.
 */
export function terminalFor(
  output: Pick<OutputArguments, 'color' | 'ascii' | 'outputFile'>,
  stream: StreamFacts,
  environment: Readonly<Record<string, string | undefined>>,
): Terminal {
  const toFile = output.outputFile !== undefined;
  return {
    width: widthOf(toFile ? {} : stream, environment),
    colour: output.color ?? (!toFile && coloursByDefault(stream, environment)),
    unicode: !(output.ascii ?? isAsciiLocale(environment)),
  };
}

function widthOf(stream: StreamFacts, environment: Readonly<Record<string, string | undefined>>): number {
  const asked = Number(environment.COLUMNS ?? '');
  const width = stream.columns ?? (Number.isInteger(asked) && asked > 0 ? asked : defaultWidth);
  return Math.max(width, narrowest);
}

/** See https://no-color.org and https://force-color.org: set and not empty counts. */
function coloursByDefault(
  stream: StreamFacts,
  environment: Readonly<Record<string, string | undefined>>,
): boolean {
  if ((environment.NO_COLOR ?? '') !== '') return false;
  const force = environment.FORCE_COLOR ?? '';
  if (force !== '') return force !== '0' && force !== 'false';
  return stream.isTTY === true && environment.TERM !== 'dumb';
}

/** Only a locale that is set counts: containers set none, and their terminals show UTF-8 all the same. */
function isAsciiLocale(environment: Readonly<Record<string, string | undefined>>): boolean {
  const locale = environment.LC_ALL || environment.LC_CTYPE || environment.LANG || '';
  return locale === 'C' || locale === 'POSIX';
}
