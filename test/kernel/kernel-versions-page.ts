import { profileFor, versionsOf } from '../../src/kernel/profile.ts';
import { type Behaviours, behavioursByVersion } from '../../src/kernel/profiles/behaviours.ts';

const architectures = ['arm64', 'arm', 'riscv'] as const;

/** docs/kernel-versions.md: what the emulation does differently from kernel to kernel, out of the table and its comments. */
export function kernelVersionsPage(behavioursSource: string): string {
  const versions = Object.keys(behavioursByVersion);
  const rows = descriptionsOf(behavioursSource).map(({ field, text }) => {
    const values = versions.map((version) => shownValue(behavioursByVersion[version], field));
    return `| \`${field}\` | ${text} | ${values.map((value, at) => (value === values[at - 1] ? '=' : value)).join(' | ')} |`;
  });

  return [
    '# What differs between kernel versions',
    '',
    'Every behaviour that the emulation takes from the kernel version: its name in the code, what it is about, and its value in',
    'each release line (`=`: as in the column to the left). "Row" is the row of the reference specification on versions. Linux',
    '6.1 up to 6.1.176 has `secondPool` and `poolBeyondMask` of 5.10.',
    '',
    `| behaviour | about | ${versions.join(' | ')} |`,
    `| --- | --- | ${versions.map(() => '---').join(' | ')} |`,
    ...rows,
    '',
    '## Which profiles were compared with real kernels',
    '',
    `| architecture | ${versions.join(' | ')} |`,
    `| --- | ${versions.map(() => '---').join(' | ')} |`,
    ...architectures.map(
      (arch) => `| ${arch} | ${versions.map((version) => basisOf(version, arch)).join(' | ')} |`,
    ),
    '',
    'Recorded: boots of that kernel under QEMU, and what drivers were given there, are compared with the emulation',
    '(`npm run conformance`). From source: read from that kernel, without a recording.',
    '',
  ].join('\n');
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

function basisOf(version: string, arch: string): string {
  if (!versionsOf(arch).includes(version)) return '-';
  const found = profileFor({ version, arch });
  return found.ok ? found.profile.basis : '-';
}
