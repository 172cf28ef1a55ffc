/**
 * A board of so many devices below buses of 100, and of regions that do not overlap; each region has a device that uses it. With
 * 50,000 of them it stays below the limit of a million tokens.
 */
export function syntheticBoard(nodes: number, regions: number): string {
  const lines = [
    '/dts-v1/;',
    '/ {',
    '\tcompatible = "bench,board";',
    '\t#address-cells = <2>;',
    '\t#size-cells = <2>;',
    '\tcpus { #address-cells = <1>; #size-cells = <0>; cpu@0 { device_type = "cpu"; compatible = "arm,armv8"; reg = <0>; }; };',
    '\tmemory@80000000 { device_type = "memory"; reg = <0x0 0x80000000 0x10 0x0>; };',
    '\treserved-memory {',
    '\t\t#address-cells = <2>;',
    '\t\t#size-cells = <2>;',
    '\t\tranges;',
  ];
  for (let number = 0; number < regions; number++) {
    const base = 0x9000_0000n + BigInt(number) * 0x4_0000n;
    lines.push(
      `\t\tr${number}: region@${base.toString(16)} { compatible = "shared-dma-pool"; reg = <${cells(base)} 0x0 0x20000>; no-map; };`,
    );
  }
  lines.push('\t};');

  for (let first = 0; first < nodes; first += 100) {
    lines.push(
      `\tbus@${first.toString(16)} { compatible = "simple-bus"; reg = <0x0 ${first} 0x0 0x1>; #address-cells = <1>; #size-cells = <1>; ranges;`,
    );
    for (let number = first; number < Math.min(nodes, first + 99); number++) {
      const base = 0x1000_0000 + number * 0x1000;
      const others = number % 8 === 0 ? ' compatible = "bench,device"; interrupts = <0 9 4>;' : '';
      const uses = number < regions ? ` memory-region = <&r${number}>;` : '';
      lines.push(
        `\t\tdevice@${base.toString(16)} { reg = <0x${base.toString(16)} 0x1000>;${uses}${others} };`,
      );
    }
    lines.push('\t};');
  }
  lines.push('};');
  return `${lines.join('\n')}\n`;
}

function cells(value: bigint): string {
  return `0x${(value >> 32n).toString(16)} 0x${(value & 0xffff_ffffn).toString(16)}`;
}
