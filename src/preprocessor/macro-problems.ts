import { howToRaise } from '../source/limits.ts';
import type { Span } from '../source/place.ts';
import type { Problem, RelatedPlace } from '../source/problem.ts';
import type { MacroShape } from './macro.ts';
import type { Token } from './token.ts';
import { placeOf } from './token-place.ts';

/** What a message tells of a macro. */
export interface NamedMacro {
  readonly name: string;
  readonly definition: Span | undefined;
}

/** The arguments of a macro reach the end of the file. */
export function unterminated(macro: NamedMacro, name: Token): Problem {
  return {
    severity: 'error',
    code: 'unterminated-macro-call',
    message: `The arguments of the macro ${macro.name} are not closed with ")".`,
    place: placeOf(name),
    related: definedHere(macro),
  };
}

/** A macro has too many or too few arguments. */
export function wrongArity(
  macro: NamedMacro,
  name: Token,
  given: number,
  { parameters = [], variadic }: Pick<MacroShape, 'parameters' | 'variadic'>,
): Problem {
  const wanted = parameters.length;
  const least = variadic ? `at least ${wanted - 1}` : `${wanted}`;
  const noun = least === '1' || least === 'at least 1' ? 'argument' : 'arguments';
  return {
    severity: 'error',
    code: 'macro-argument-count',
    message: `The macro ${macro.name} takes ${least} ${noun}, and gets ${given}.`,
    place: placeOf(name),
    related: definedHere(macro),
    ...(parameters.length > 0 && {
      help: `Write \`${macro.name}(${parameterList(parameters, variadic)})\`.`,
    }),
  };
}

function parameterList(parameters: readonly string[], variadic: boolean): string {
  const names = parameters.map((name) => (name === '__VA_ARGS__' ? '...' : name));
  const last = names.at(-1);
  if (variadic && last !== undefined && last !== '...') names[names.length - 1] = `${last}...`;
  return names.join(', ');
}

function definedHere(macro: NamedMacro): RelatedPlace[] {
  if (macro.definition === undefined) return [];
  return [{ message: `${macro.name} is defined here`, place: macro.definition }];
}

/** Macros that make too much of themselves. */
export function tooLarge(token: Token): Problem {
  return {
    severity: 'error',
    code: 'macro-expansion-too-large',
    message: 'The macros used here expand to more than any device tree needs; expansion stops.',
    place: placeOf(token),
    help: howToRaise('expansion'),
  };
}
