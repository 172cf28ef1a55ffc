import type { FailureReport, PhaseFigures } from '../workload/run-result.ts';

/** Behind the number of an operation: which phase it was in, and whose turn it was; nothing where there are neither. */
export function momentText(
  { phase, actor }: Partial<Pick<FailureReport, 'phase' | 'actor'>>,
  code: (text: string) => string = (text) => `\`${text}\``,
): string {
  const during = phase === undefined ? '' : `, in ${code(phase)}`;
  return actor === undefined ? during : `${during}, in a turn of ${code(actor)}`;
}

/** A phase in a table, with the actor that it belongs to. */
export function phaseName({ name, actor }: PhaseFigures): string {
  return actor === undefined ? name : `${actor}: ${name}`;
}
