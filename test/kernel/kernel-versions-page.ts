import { profileFor, versionsOf } from '../../src/kernel/profile.ts';
import { behaviourRows } from '../../src/kernel/profiles/behaviour-rows.ts';
import type { Behaviours } from '../../src/kernel/profiles/behaviours.ts';
import { behavioursByVersion, early61 } from '../../src/kernel/profiles/behaviours-by-version.ts';

const architectures = ['arm64', 'arm', 'riscv'] as const;
const pageSizes = [4096, 16384, 65536];

/** docs/kernel-versions.md: what the emulation does differently from kernel to kernel, out of the table and its comments. */
export function kernelVersionsPage(behavioursSource: string): string {
  const versions = Object.keys(behavioursByVersion);
  const rows = descriptionsOf(behavioursSource).map(({ field, text }) => {
    const values = versions.map((version) => shownValue(behavioursByVersion[version], field));
    const shown = values.map((value, at) => (value === values[at - 1] ? '=' : value)).join(' | ');
    return `| \`${field}\` | ${text} | ${behaviourRows[field].join(', ') || '-'} | ${shown} |`;
  });

  return [
    '# What differs between kernel versions',
    '',
    'Every behaviour that the emulation takes from the kernel version: its name in the code, what it is about, and its value in',
    'each release line (`=`: as in the column to the left). "Row" is the row of the reference specification on versions; `-`:',
    'another part of it, or a recording, tells.',
    '',
    'A version without a column behaves as the nearest column to its left (`--kernel 6.6` as 6.1), and every output says so. Linux',
    `6.1 up to 6.1.176, and what comes between it and 6.12, has ${earlyDifferences()}.`,
    '',
    `| behaviour | about | row | ${versions.join(' | ')} |`,
    `| --- | --- | --- | ${versions.map(() => '---').join(' | ')} |`,
    ...rows,
    '',
    '## Which profiles were compared with real kernels',
    '',
    `| architecture | pages | ${versions.join(' | ')} |`,
    `| --- | --- | ${versions.map(() => '---').join(' | ')} |`,
    ...architectures.flatMap((arch) => basisRows(arch, versions)),
    '',
    'Recorded: boots of that kernel under QEMU, and what drivers were given there, are compared with the emulation',
    '(`npm run conformance`). From source: read from that kernel, without a recording; so are all versions without a column, and',
    '32-bit Arm with large physical addresses (LPAE).',
    '',
  ].join('\n');
}

/** What early releases of 6.1 do not share with the column of 6.1. */
function earlyDifferences(): string {
  const column = behavioursByVersion['6.1'];
  const fields = (Object.keys(early61) as (keyof Behaviours)[]).filter(
    (field) => early61[field] !== column?.[field],
  );
  return fields.map((field) => `\`${field}\` ${shownValue(early61, field)}`).join(' and ');
}

function basisRows(arch: string, versions: readonly string[]): readonly string[] {
  return pageSizes.flatMap((pageSize) => {
    const found = versions.map((version) => basisOf(version, arch, pageSize));
    if (found.every((basis) => basis === '-')) return [];
    return [`| ${arch} | ${pageSize >> 10} KiB | ${found.join(' | ')} |`];
  });
}

interface Description {
  readonly field: keyof Behaviours;
  readonly text: string;
}

/** The fields of the interface with their comments, in its order. */
function descriptionsOf(source: string): readonly Description[] {
  const body = source.slice(source.indexOf('export interface Behaviours'), source.indexOf('\n}\n'));
  return [...body.matchAll(/\/\*\* (.+?) \*\/\s+readonly (\w+):/gs)].map(([, text = '', field = '']) => ({
    field: field as keyof Behaviours,
    text: text.replaceAll('|', '\\|'),
  }));
}

function shownValue(behaviours: Behaviours | undefined, field: keyof Behaviours): string {
  const value = behaviours?.[field];
  if (typeof value === 'boolean') return value ? 'yes' : 'no';
  return String(value).trim();
}

function basisOf(version: string, arch: string, pageSize: number): string {
  if (!versionsOf(arch).includes(version)) return '-';
  const found = profileFor({ version, arch, pageSize });
  return found.ok ? found.profile.basis : '-';
}
