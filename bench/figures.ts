import { writeFileSync } from 'node:fs';
import { cpus } from 'node:os';

/** What a program took, or a sequence of operations in one. */
export interface Taken {
  readonly wallSeconds: number;
  /** Of it and its children, which others who use the machine change less. */
  readonly cpuSeconds: number;
  /** Of its largest process; undefined where nothing tells it. */
  readonly peakBytes?: number | undefined;
  /** How many took as long together. Ratios are of one operation where that is told, as the two may have played different numbers. */
  readonly operations?: number | undefined;
}

/** One measurement beside what it is measured against. */
export interface Figure {
  readonly name: string;
  readonly ours: Taken;
  readonly reference: Taken;
  readonly referenceName: string;
}

const referenceTitle = 'beside it';

/** What was measured in a run of the bench, and what was not. */
export class Figures {
  readonly #figures: Figure[] = [];
  readonly #notMeasured: string[] = [];
  readonly #remarks: string[] = [];

  add(figure: Figure): void {
    this.#figures.push(figure);
    process.stderr.write(`bench: ${figure.name}\n`);
  }

  /** Something could not be measured, and why. */
  miss(what: string): void {
    this.#notMeasured.push(what);
  }

  /** What there is to say beside the table. */
  remark(text: string): void {
    this.#remarks.push(text);
  }

  print(): void {
    const taken = ['CPU s', 'ns each', 'MiB'];
    const header = ['', 'carveout s', ...taken, referenceTitle, 's', ...taken, 'faster', 'by CPU'];
    const texts = [0, header.indexOf(referenceTitle)];
    const rows = [header, ...this.#figures.map(cellsOf)];
    const widths = header.map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
    for (const row of rows) {
      const cells = row.map((cell, column) => {
        const width = widths[column] ?? 0;
        return texts.includes(column) ? cell.padEnd(width) : cell.padStart(width);
      });
      console.log(cells.join('  ').trimEnd());
    }
    for (const remark of this.#remarks) console.log(remark);
    for (const what of this.#notMeasured) console.log(`not measured: ${what}`);
  }

  write(file: string): void {
    const machine = { node: process.version, cores: cpus().length, cpu: cpus()[0]?.model };
    const figures = this.#figures.map((figure) => ({ ...figure, ...ratiosOf(figure) }));
    const all = { machine, figures, remarks: this.#remarks, notMeasured: this.#notMeasured };
    writeFileSync(file, `${JSON.stringify(all, undefined, 2)}\n`);
  }
}

/** How many times as fast carveout is. */
function ratiosOf({ ours, reference }: Figure): { readonly wallRatio: number; readonly cpuRatio: number } {
  return {
    wallRatio: each(reference, 'wallSeconds') / each(ours, 'wallSeconds'),
    cpuRatio: each(reference, 'cpuSeconds') / each(ours, 'cpuSeconds'),
  };
}

/** Seconds of one operation, or of the whole. */
function each(taken: Taken, kind: 'wallSeconds' | 'cpuSeconds'): number {
  return taken[kind] / (taken.operations ?? 1);
}

function cellsOf(figure: Figure): readonly string[] {
  const { wallRatio, cpuRatio } = ratiosOf(figure);
  const { name, ours, reference, referenceName } = figure;
  return [
    name,
    ...takenCells(ours),
    referenceName,
    ...takenCells(reference),
    wallRatio.toFixed(2),
    cpuRatio.toFixed(2),
  ];
}

function takenCells(taken: Taken): readonly string[] {
  const { wallSeconds, cpuSeconds, peakBytes, operations } = taken;
  const nanoseconds = operations === undefined ? '-' : (each(taken, 'cpuSeconds') * 1e9).toFixed(0);
  const peak = peakBytes === undefined ? '-' : (peakBytes / (1 << 20)).toFixed(0);
  return [wallSeconds.toFixed(3), cpuSeconds.toFixed(3), nanoseconds, peak];
}
