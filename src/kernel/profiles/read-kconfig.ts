import type { Problem } from '../../source/problem.ts';
import type { KconfigSymbols } from './kernel-config.ts';

/** What a `.config` says. */
export interface KconfigFile {
  readonly symbols: KconfigSymbols;
  /** The version that its header names. */
  readonly version: string | undefined;
  /** The architecture that its header names, by its folder in the kernel. */
  readonly arch: string | undefined;
}

export type KconfigResult =
  | { readonly ok: true; readonly kconfig: KconfigFile }
  | { readonly ok: false; readonly problem: Problem };

const header = /^# Linux\/(\S+) (\d+\.\d+\S*) Kernel Configuration$/;
const assignment = /^CONFIG_(\w+)=(.*)$/;

/** The numbers that the emulation uses, and what Kconfig or the kernel lets them be. */
const numbers: Readonly<Record<string, readonly [least: number, most: number]>> = {
  CMA_SIZE_MBYTES: [0, 2 ** 31 - 1],
  CMA_SIZE_PERCENTAGE: [0, 100],
  CMA_AREAS: [1, 10_000],
  CMA_ALIGNMENT: [2, 12],
  NR_CPUS: [2, 8192],
  FORCE_MAX_ZONEORDER: [1, 32],
  ARCH_FORCE_MAX_ORDER: [0, 32],
  PAGE_BLOCK_MAX_ORDER: [1, 32],
  ARM64_VA_BITS: [36, 52],
  ARM_L1_CACHE_SHIFT: [5, 7],
};

/** Choices of which a configuration has one. */
const choices: readonly (readonly string[])[] = [
  ['ARM64_4K_PAGES', 'ARM64_16K_PAGES', 'ARM64_64K_PAGES'],
  ['CMA_SIZE_SEL_MBYTES', 'CMA_SIZE_SEL_PERCENTAGE', 'CMA_SIZE_SEL_MIN', 'CMA_SIZE_SEL_MAX'],
  ['VMSPLIT_3G', 'VMSPLIT_3G_OPT', 'VMSPLIT_2G', 'VMSPLIT_1G'],
];

/** Reads the text of a `.config`, or says which line is none of it. */
export function readKconfig(text: string): KconfigResult {
  const symbols = new Map<string, string>();
  let version: string | undefined;
  let arch: string | undefined;

  for (const [index, line] of text.split(/\r?\n/).entries()) {
    const [, named, numbered] = header.exec(line) ?? [];
    arch ??= named;
    version ??= numbered;
    if (line.trim() === '' || line.startsWith('#')) continue;

    const [, name, value] = assignment.exec(line) ?? [];
    if (name === undefined || value === undefined)
      return refused(`line ${index + 1} is "${excerpt(line)}", where a .config has CONFIG_NAME=value`);
    const wrong = wrongValue(name, value);
    if (wrong !== undefined) return refused(`line ${index + 1}: ${wrong}`);
    symbols.set(name, value.replace(/^"(.*)"$/, '$1'));
  }

  if (symbols.size === 0) return refused('it sets no symbol at all');
  const double = choices.map((names) => names.filter((name) => symbols.get(name) === 'y'));
  const [first] = double.filter((names) => names.length > 1);
  if (first !== undefined)
    return refused(`${first.map((name) => `CONFIG_${name}`).join(' and ')} exclude one another`);
  return { ok: true, kconfig: { symbols, version, arch } };
}

function wrongValue(name: string, value: string): string | undefined {
  const range = Object.hasOwn(numbers, name) ? numbers[name] : undefined;
  if (range === undefined) return undefined;

  const [least, most] = range;
  const number = /^\d{1,10}$/.test(value) ? Number(value) : Number.NaN;
  if (number >= least && number <= most) return undefined;
  return `CONFIG_${name} is ${excerpt(value)}, where a number from ${least} to ${most} belongs`;
}

function excerpt(text: string): string {
  const printable = text.replace(/[^\x20-\x7e]/g, '?');
  return printable.length > 60 ? `${printable.slice(0, 60)}…` : printable;
}

function refused(why: string): KconfigResult {
  return {
    ok: false,
    problem: {
      severity: 'error',
      code: 'bad-kconfig',
      message: `no kernel configuration: ${why}.`,
      help: 'Name the .config of a kernel build, or /proc/config.gz of a running one.',
    },
  };
}
