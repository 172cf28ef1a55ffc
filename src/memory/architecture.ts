import type { DeviceTree } from '../devicetree/tree.ts';

/** CPU compatibles by the folder of arch/ that runs them. The first pattern that fits decides. */
const cpuArchitectures: readonly (readonly [pattern: RegExp, arch: string])[] = [
  [/^riscv$/, 'riscv'],
  [/^loongson,la\d|^loongson,loongarch/, 'loongarch'],
  [/^(mips|mti|img|ingenic|brcm,bmips|loongson,gs|cavium,octeon|mscc,|netlogic,)/, 'mips'],
  [/^(PowerPC,|fsl,e\d|ibm,power)/, 'powerpc'],
  [/^snps,(arc|archs)/, 'arc'],
  [/^altr,nios2/, 'nios2'],
  [/^opencores,or1200|^openrisc/, 'openrisc'],
  [/^xlnx,microblaze/, 'microblaze'],
  [/^cdns,xtensa/, 'xtensa'],
  [/^renesas,(h8|sh)|^jcore,/, 'sh'],
  [/^intel,|^x86/, 'x86'],
  [/^arm,cortex-m\d/, 'arm'],
  [/^arm,cortex-a(5|7|8|9|12|15|17|32)$/, 'arm'],
  [/^arm,(arm\d|sc000|sc300)/, 'arm'],
  [/^marvell,(feroceon|mohawk|pj4|sheeva|mmp2|xsc3)|^intel,(sa1100|xscale|ixp)/, 'arm'],
  [/^qcom,(krait|scorpion)|^brcm,brahma-b15|^faraday,|^mrvl,/, 'arm'],
  [/^arm,(armv8|cortex-(a[3-9]\d|a7[0-9]|a\d{3}|x\d|r82)|neoverse|zeus|rainier|foundation)/, 'arm64'],
  [
    /^qcom,(kryo|falkor|oryon)|^apple,|^nvidia,(denver|carmel|tegra\d+-(denver|carmel))|^cavium,thunder|^brcm,(brahma-b53|vulcan)/,
    'arm64',
  ],
  [/^apm,|^ampere,|^samsung,mongoose|^hisilicon,tsv|^fujitsu,a64fx|^phytium,/, 'arm64'],
];

/** The architecture that the CPUs name, as the kernel's folder; undefined where there is none or none is known. */
export function architectureOfCpus(tree: DeviceTree): string | undefined {
  const cpus = tree.root.child('cpus');
  if (cpus === undefined) return undefined;

  for (const cpu of cpus.children.values()) {
    // PowerPC boards name the node instead: `PowerPC,8548@0`.
    for (const word of [...(cpu.property('compatible')?.asStrings() ?? []), cpu.name]) {
      const arch = cpuArchitectures.find(([pattern]) => pattern.test(word))?.[1];
      if (arch !== undefined) return arch;
    }
  }
  return undefined;
}

/** The architecture that the folder tells: `arch/<arch>/` of a kernel, `src/<arch>/` of devicetree-rebasing. The last one counts. */
export function architectureOfPath(path: string): string | undefined {
  const folders = path.replaceAll('\\', '/').split('/').slice(0, -1);
  const at = Math.max(folders.lastIndexOf('arch'), folders.lastIndexOf('src'));
  return at === -1 ? undefined : folders[at + 1];
}
