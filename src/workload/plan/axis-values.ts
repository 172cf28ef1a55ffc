import { mostCells, type WrittenAxis } from './plan-schema.ts';

/** Values of one axis, in order; or what is wrong with them. */
export type AxisValues =
  | { readonly ok: true; readonly values: readonly (number | string)[] }
  | { readonly ok: false; readonly message: string; readonly index?: number };

const rangePattern = /^\s*(-?\d{1,15})\s*\.\.\s*(-?\d{1,15})\s*$/;

/** The values of an axis: a list, in which a range stands for its numbers, a range, or one value. */
export function axisValues(axis: WrittenAxis): AxisValues {
  const values: (number | string)[] = [];
  const written: readonly (number | string)[] = typeof axis === 'object' ? axis : [axis];
  for (const [index, value] of written.entries()) {
    const range = typeof value === 'string' ? rangePattern.exec(value) : null;
    if (range === null) {
      values.push(value);
      continue;
    }
    const [first, last] = [Number(range[1]), Number(range[2])];
    if (last < first) return { ok: false, message: `The range \`${value}\` ends before it begins.`, index };
    if (last - first >= mostCells)
      return { ok: false, message: `\`${value}\` are more than ${mostCells} values.`, index };
    for (let number = first; number <= last; number++) values.push(number);
  }
  if (values.length === 0) return { ok: false, message: 'An axis of a matrix has at least one value.' };
  const texts = values.map(String);
  const again = texts.find((text, index) => texts.indexOf(text) !== index);
  if (again !== undefined) return { ok: false, message: `\`${again}\` stands in this axis more than once.` };
  return { ok: true, values };
}

/** A value as the command line gives it: `2` and `0.5` are numbers, all else is a text. */
export function valueOfText(text: string): number | string {
  const trimmed = text.trim();
  return /^-?\d{1,15}(\.\d{1,15})?$/.test(trimmed) ? Number(trimmed) : trimmed;
}
