import { parseKernelVersion } from '../../kernel/profiles/kernel-version.ts';
import { parseSize } from '../size-expression.ts';
import type { VariableValue } from './variables.ts';
import type { RamAmount } from './workload-setting.ts';

/** One axis of a matrix, with its values as they are written. */
export interface MatrixAxis {
  readonly name: string;
  readonly values: readonly VariableValue[];
}

const mostSeed = 2 ** 32 - 1;

/** What is wrong with a value of an axis, a sentence; undefined: nothing is. */
export function axisMistake(name: string, value: VariableValue): string | undefined {
  if (name === 'ram') {
    const ram = ramOf(value);
    return typeof ram === 'string' ? ram : undefined;
  }
  if (name === 'kernel')
    return parseKernelVersion(String(value)) === undefined
      ? `\`${value}\` is not a kernel's version, such as \`6.12\` or \`6.1.176\`.`
      : undefined;
  if (name === 'seed' && !isSeed(value))
    return `A seed is a whole number from 0 to ${mostSeed}; found \`${value}\`.`;
  return undefined;
}

function isSeed(value: VariableValue): boolean {
  return typeof value === 'number' && Number.isInteger(value) && value >= 0 && value <= mostSeed;
}

/** `512MiB` or `512MiB@0x80000000`; a sentence if it is neither. */
export function ramOf(value: VariableValue): RamAmount | string {
  const [sizeText = '', baseText, ...rest] = String(value).split('@');
  if (rest.length > 0) return `\`${value}\` is not a size and a base, such as \`512MiB@0x80000000\`.`;
  const size = parseSize(sizeText);
  if (!size.ok) return size.message;
  if (size.size.kind !== 'bytes') return `RAM is given in bytes, not in pages: \`${value}\`.`;
  const bytes = BigInt(size.size.bytes);
  if (baseText === undefined) return { size: bytes, base: undefined };
  if (!/^\s*(0x[0-9a-f]{1,16}|\d{1,19})\s*$/i.test(baseText))
    return `\`${baseText.trim()}\` is not an address, such as \`0x80000000\`.`;
  return { size: bytes, base: BigInt(baseText.trim()) };
}
