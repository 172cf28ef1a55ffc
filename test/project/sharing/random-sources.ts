import { Random } from '../../fuzz/random.ts';

/** Sources by their absolute paths, and which of them are boards. */
export interface RandomSources {
  readonly files: Readonly<Record<string, string>>;
  readonly boards: readonly string[];
}

const headers = ['h0.h', 'h1.h', 'h2.h', 'h3.h', 'dt/h4.h'];
const parts = ['p0.dtsi', 'p1.dtsi', 'p2.dtsi', '-x.dtsi'];
const folders = ['/w/a', '/w/b', '/w/inc', '/w/inc2'];
/** For dtc's own includes, in which cpp does nothing. */
const plain = ['t0.dtsi', 't1.dtsi'];
const numbers = ['M0', 'M1', 'M2', 'M3', 'SIZE'];
const macros = [...numbers, 'BASE', 'H'];
const callable = ['F(x) x', 'J(x, y) x##y', 'K(x, y) J(x, y)', 'S(x) #x', 'V(x, ...) x __VA_ARGS__'];
const names = ['n0', 'n1', 'n2'];

/** Boards that share files, each with other macros before them: all that makes a file read otherwise the second time. */
export function randomSources(seed: number, boardCount: number): RandomSources {
  const random = new Random(seed, 0);
  const files: Record<string, string> = {};
  for (const folder of folders) {
    for (const name of [...headers, ...parts]) {
      // Some names stand in several folders.
      if (folder === '/w/inc' || random.oneIn(2))
        files[`${folder}/${name}`] = new Writer(random).header(name);
    }
    for (const name of plain) {
      if (folder === '/w/inc' || random.oneIn(2)) files[`${folder}/${name}`] = new Writer(random).plain();
    }
  }
  const boards = Array.from({ length: boardCount }, (_, index) => {
    const path = `${random.pick(['/w/a', '/w/b'])}/${random.oneIn(5) ? '-' : ''}board${index}.dts`;
    files[path] = new Writer(random).board();
    return path;
  });
  return { files, boards };
}

class Writer {
  readonly #random: Random;

  constructor(random: Random) {
    this.#random = random;
  }

  header(name: string): string {
    const random = this.#random;
    const body = this.#lines(random.between(1, 7), 0);
    if (random.oneIn(3)) return `#ifndef G_${name.length}\n#define G_${name.length}\n${body}#endif\n`;
    return random.oneIn(8) ? `#pragma once\n${body}` : body;
  }

  plain(): string {
    const random = this.#random;
    const include = random.oneIn(4) ? `/include/ "${random.pick(plain)}"\n` : '';
    return `/ { t${random.below(3)} = <${random.below(9)}>; ${random.pick(names)} { }; };\n${include}`;
  }

  board(): string {
    const random = this.#random;
    const nodes = names.map((name, index) => `l${index}: ${name} { };`).join(' ');
    const known = macros
      .filter(() => !random.oneIn(40))
      .map((name) => `#define ${this.#definitionOf(name)}\n`);
    const calls = callable.filter(() => !random.oneIn(20)).map((one) => `#define ${one}\n`);
    return `/dts-v1/;\n/ { ${nodes} };\n${known.join('')}${calls.join('')}${this.#lines(random.between(2, 9), 0)}`;
  }

  #lines(count: number, depth: number): string {
    let text = '';
    for (let line = 0; line < count; line++) text += this.#line(depth);
    return text;
  }

  #line(depth: number): string {
    const random = this.#random;
    switch (random.below(22)) {
      case 0:
      case 1:
      case 2:
        return this.#redefinition();
      case 3:
        return random.oneIn(12) ? this.#rare() : '';
      case 4:
      case 5:
      case 6:
        return depth < 3 ? this.#condition(depth) : '';
      case 7:
      case 8:
      case 9:
      case 10:
        return this.#include();
      case 11:
        return `/include/ "${random.pick(random.oneIn(40) ? parts : plain)}"\n`;
      case 12:
        return `/ { ${this.#region()} };\n`;
      case 13:
        return `&l${random.below(3)} { ${this.#property()} };\n`;
      default:
        return `/ { ${this.#property()} ${random.pick(names)} { ${this.#property()} }; };\n`;
    }
  }

  #redefinition(): string {
    const random = this.#random;
    if (random.oneIn(4)) return `#undef F\n#define F(x) ${random.pick(['x', '(x + 1)', '2'])}\n`;
    const name = random.pick(macros);
    const undefined_ = random.oneIn(8) ? '' : `#undef ${name}\n`;
    return `${undefined_}#define ${this.#definitionOf(name)}\n`;
  }

  #definitionOf(name: string): string {
    const random = this.#random;
    if (name === 'H') return `H "${random.pick(headers)}"`;
    if (name === 'BASE') return `BASE ${random.pick(['50000000', '50100000', '60000000'])}`;
    return `${name} ${random.pick(['1', '2', '0x40000000', '(1 << 20)', '0x100000', ...(name === 'M0' ? [] : ['M0', '(M0 + 1)', 'F(1)'])])}`;
  }

  #condition(depth: number): string {
    const random = this.#random;
    const name = random.pick(numbers);
    const test = random.pick([
      `#ifdef ${name}`,
      `#ifndef ${name}`,
      `#if ${name} == 1`,
      `#if defined(${name}) && ${random.pick(numbers)} > 1`,
      `#if __has_include("${random.pick(headers)}")`,
      '#if __COUNTER__ == 1',
      `#if __INCLUDE_LEVEL__ > ${random.below(3)}`,
    ]);
    const other = random.oneIn(2) ? `#else\n${this.#lines(1, depth + 1)}` : '';
    return `${test}\n${this.#lines(random.between(1, 3), depth + 1)}${other}#endif\n`;
  }

  #include(): string {
    const random = this.#random;
    const name = random.pick(random.oneIn(2) ? headers : parts);
    return random.pick([
      `#include "${name}"\n`,
      `#include "${name}"\n`,
      `#include <${name}>\n`,
      '#include H\n',
      random.oneIn(6) ? `#include_next "${name}"\n` : '',
      random.oneIn(4) ? `#import "${name}"\n` : `#include "../inc/${name}"\n`,
    ]);
  }

  #property(): string {
    const random = this.#random;
    const [one, other] = [random.pick(numbers), random.pick(numbers)];
    return random.pick([
      `p = <${one}>;`,
      `q = <${one} ${other} 3>, "${one}";`,
      `e = <F(${other})>;`,
      `s = S(${one}), "x";`,
      `j = <J(M, 1)>;`,
      `k = <(${one} + J(1, 2))>;`,
      `v = <V(1, ${other})>;`,
      `f = <F(\n${one}\n)>;`,
      `line = <__LINE__ __COUNTER__ __INCLUDE_LEVEL__>;`,
      `file = __FILE__, __FILE_NAME__, __BASE_FILE__;`,
      `r = <&l${random.below(3)}>;`,
      '/delete-property/ p;',
    ]);
  }

  /** What rules have something to say about, at a place that a macro names. */
  #region(): string {
    const random = this.#random;
    const base = random.pick(['BASE', '50000000', '50080000']);
    return `#address-cells = <1>; #size-cells = <1>;
	memory@40000000 { device_type = "memory"; reg = <0x40000000 0x40000000>; };
	reserved-memory { #address-cells = <1>; #size-cells = <1>; ranges;
		r${random.below(3)}@50000000 { reg = <0x50000000 0x100000>; no-map; };
		${random.pick(['', '/* carveout-disable-next-line */'])}
		J(x, 1)@${base} { reg = <K(0x, ${base}) 0x80000>; };
	};`;
  }

  #rare(): string {
    const random = this.#random;
    const name = random.pick(macros);
    return random.pick([
      `#pragma push_macro("${name}")\n`,
      `#pragma pop_macro("${name}")\n`,
      `#assert kind(${name})\n#if #kind(M0)\n/ { asserted; };\n#endif\n`,
      `#warning ${name} here\n`,
      `#line ${random.between(1, 90)} "shown${random.below(3)}.h"\n`,
      `# ${random.between(1, 90)} "marked.h"\n`,
      `/ { m = <F(1\n#define ${name} 7\n${name})>; };\n`,
      `/ { i = <F(1\n#include "${random.pick(headers)}"\n)>; };\n`,
      `#undef ${name}\n`,
      `/delete-node/ &l${random.below(3)};\n`,
      'F(\n',
      'S\n',
      '/ {\n',
      '};\n',
      '#endif\n',
      '#if M0\n',
      '#else\n',
      '/* never closed\n',
      '/ { t = "two\nlines M0"; };\n',
      `#error ${name}\n`,
      `#define OPEN / {\nOPEN\n${name};\n};\n`,
    ]);
  }
}
