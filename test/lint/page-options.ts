import { parseSize, parseSizeAtBase } from '../../src/cli/size-at-base.ts';
import type { LintInput } from '../../src/lint/board-facts.ts';
import { readEfiMap } from '../../src/lint/efi-map.ts';
import { arm64, profileOf } from './rule-test.ts';

/**
 * What the options of a page's `carveout lint board.dts ...` tell a rule. A page of a rule that needs facts shows them so; the
 * file of `--efi-map` is a block of the page. Without any: Linux 6.12 on arm64.
 */
export function inputOfOptions(text: string, efiMap = '', elf = ''): Omit<LintInput, 'model'> {
  const values = optionValues(text);
  const range = (name: string) => {
    const value = values.get(name);
    return value === undefined ? undefined : parseSizeAtBase(`--${name}`, value);
  };
  const version = values.get('kernel');
  const arch = values.get('arch') ?? 'arm64';
  const ram = values.get('ram');
  return {
    arch,
    profile: values.has('kernel') || values.has('arch') ? profileOf({ version, arch }) : arm64,
    kernelImage: range('kernel-image'),
    initrd: range('initrd'),
    fdt: range('fdt'),
    ramSize: ram === undefined ? undefined : parseSize('--ram', ram),
    efiMap: values.has('efi-map') ? readEfiMap(efiMap) : undefined,
    firmware: values.has('firmware') ? firmwareOf(values.get('firmware') ?? '', elf) : undefined,
    isRuntimeOverlay: values.has('runtime-overlay'),
  };
}

/** `NODE=FILE`, and what the page shows of the file: lines `LOAD ADDRESS SIZE`, and `VDEV` with the rings' lengths and alignments. */
function firmwareOf(option: string, elf: string): LintInput['firmware'] {
  const [node = '', file = ''] = option.split('=');
  const lines = elf.split('\n').map((line) => line.split(/[ ,]+/));
  const loadSegments = lines
    .filter(([kind]) => kind === 'LOAD')
    .map(([, base = '0', size = '0']) => ({ base: BigInt(base), size: BigInt(size) }));
  const vdevs = lines
    .filter(([kind]) => kind === 'VDEV')
    .map(([, num, align, ...more]) =>
      [[num, align], ...(more.length > 0 ? [more] : [])].map(([a, b]) => ({
        num: Number(a),
        align: Number(b),
      })),
    );
  return new Map([[node, { file, loadSegments, vdevs }]]);
}

const knownOptions = [
  'kernel',
  'arch',
  'preset',
  'kernel-image',
  'initrd',
  'fdt',
  'ram',
  'efi-map',
  'runtime-overlay',
  'firmware',
];

function optionValues(text: string): ReadonlyMap<string, string> {
  const values = new Map<string, string>();
  for (const [, name = '', value = ''] of text.matchAll(/--([\w-]+)(?:[ =]([^\s-]\S*))?/g)) {
    if (!knownOptions.includes(name))
      throw new Error(`the page has an option that its test does not know: --${name}`);
    values.set(name, value);
  }
  return values;
}
