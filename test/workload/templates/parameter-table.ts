import { z } from 'zod';
import type { Template } from '../../../src/workload/templates/template.ts';

interface Property {
  readonly description?: string;
  readonly enum?: readonly unknown[];
  readonly const?: unknown;
  readonly anyOf?: readonly Property[];
}

/** The table of a template's parameters, as its page has it. */
export function parameterTable({ parameters }: Template): string {
  const schema = z.toJSONSchema(parameters, { io: 'input' });
  const rows = Object.entries((schema.properties ?? {}) as Readonly<Record<string, Property>>).map(
    ([name, property]) => {
      const needed = schema.required?.includes(name) === true ? 'yes' : '';
      const words = wordsOf(property).map((word) => `\`${String(word)}\``);
      const text = [words.join(', '), property.description ?? ''].filter((part) => part !== '').join(': ');
      return `| \`${name}\` | ${needed} | ${text} |`;
    },
  );
  return ['| parameter | needed | |', '| --- | --- | --- |', ...rows].join('\n');
}

function wordsOf(property: Property): readonly unknown[] {
  if (property.enum !== undefined) return property.enum;
  if (property.const !== undefined) return [property.const];
  return property.anyOf?.every((part) => part.const !== undefined) === true
    ? property.anyOf.map((part) => part.const)
    : [];
}
