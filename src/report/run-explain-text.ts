import type { DecisionStep, Operands } from '../kernel/dma/decision-path.ts';
import { hex, hexBytes } from '../memory/quantity.ts';
import type { ExplainedOperation } from '../workload/run-result.ts';
import { printable } from './printable.ts';
import { paint, type Terminal } from './terminal.ts';
import { wrapText } from './wrap-text.ts';

export interface RunExplainTextOptions {
  readonly terminal: Terminal;
  /** One line that says which kernel this was, under which assumptions. */
  readonly kernel?: string | undefined;
}

/** One operation, and each test that the kernel made in it, numbered: what it asked, of what, its answer, its function. */
export function runExplainText(
  explained: ExplainedOperation,
  { terminal, kernel }: RunExplainTextOptions,
): string {
  const { operation, name, device, id, size, place, ok, outcome, steps } = explained;
  const { line, column } = place.file.lineColumn(place.start);
  const what = `${name}${id === undefined ? '' : ` \`${id}\``}${size === undefined ? '' : `, ${hexBytes(size)}`}`;
  const result = paint(terminal, ok ? 'green' : 'red', ok ? 'succeeds' : 'fails');
  const lines = [
    `${paint(terminal, 'bold', `operation ${operation}`)}: ${printable(what)}, by ${printable(device)} (${printable(place.file.path)}:${line}:${column})`,
    ...(kernel === undefined
      ? []
      : wrapText(kernel, terminal.width).map((text) => paint(terminal, 'dim', text))),
    '',
    ...(steps.length === 0 ? ['  The kernel tests nothing on this way.'] : stepLines(terminal, steps)),
    '',
    `${result}: ${printable(outcome)}`,
  ];
  return `${lines.join('\n')}\n`;
}

function stepLines(terminal: Terminal, steps: readonly DecisionStep[]): readonly string[] {
  const digits = String(steps.length).length;
  const indent = digits + 4;
  return steps.flatMap((step, index) => {
    const number = `${String(index + 1).padStart(digits + 2)}. `;
    const operands = operandText(step.operands);
    const asked = `${step.test}: ${step.answer}`;
    const rest = [...(operands === '' ? [] : [operands]), paint(terminal, 'dim', step.source)];
    return [
      ...hanging(printable(asked), number, indent, terminal.width),
      ...rest.flatMap((text) => hanging(text, ' '.repeat(indent), indent, terminal.width)),
    ];
  });
}

function hanging(text: string, first: string, indent: number, width: number): readonly string[] {
  return wrapText(text, Math.max(20, width - indent)).map(
    (line, index) => `${index === 0 ? first : ' '.repeat(indent)}${line}`,
  );
}

function operandText(operands: Operands): string {
  return Object.entries(operands)
    .map(([name, value]) => `${name} ${typeof value === 'bigint' ? hex(value) : printable(String(value))}`)
    .join(', ');
}
