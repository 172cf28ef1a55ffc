import { z } from 'zod';
import type { Template } from './templates/template.ts';
import { templateTable } from './templates/template-table.ts';
import { workloadSchema } from './workload-schema.ts';

type JsonSchema = Record<string, unknown>;

/**
 * The workload file as a JSON Schema (2020-12), for editors; `docs/workload.schema.json` is this.
 *
 * It is of the file as it is written: where a number, a word or a text of some form is expected, `${name}` may stand as well. What it is
 * then is checked when the variables have their values.
 */
export function workloadJsonSchema(): JsonSchema {
  const schema: JsonSchema = z.toJSONSchema(workloadSchema, { reused: 'inline', io: 'input' });
  const properties = membersOf(schema.properties);
  const defs = membersOf(schema.$defs);
  const described: JsonSchema = {};
  for (const [name, member] of Object.entries(properties))
    described[name] = plainMembers.has(name) ? member : withVariables(member);
  const definitions: JsonSchema = {};
  for (const [name, definition] of Object.entries(defs))
    definitions[name] = withVariables(withUse(definition));
  return {
    ...schema,
    title: 'carveout workload, version 1',
    properties: described,
    $defs: { ...definitions, variable },
  };
}

/** Members in which no variable stands. */
const plainMembers: ReadonlySet<string> = new Set(['version', 'variables', 'matrix', 'pinned']);

const variable: JsonSchema = {
  type: 'string',
  pattern: '\\$\\{[^{}]+\\}',
  description: 'A value of `variables` or of the `matrix`.',
};
const variableReference: JsonSchema = { $ref: '#/$defs/variable' };

/** A schema that takes a variable wherever it expects a number, a word, or a text of some form. */
function withVariables(schema: unknown): unknown {
  if (Array.isArray(schema)) return schema.map(withVariables);
  if (!isObject(schema)) return schema;
  if (isLeaf(schema)) return orVariable([schema], schema.description);
  const { anyOf } = schema;
  if (Array.isArray(anyOf) && anyOf.some((choice) => isObject(choice) && isLeaf(choice))) {
    const isText = anyOf.some((choice) => isObject(choice) && choice.type === 'string' && !isLeaf(choice));
    const choices = anyOf.map((choice) =>
      isObject(choice) && isLeaf(choice) ? choice : withVariables(choice),
    );
    return isText ? { ...schema, anyOf: choices } : { ...schema, ...orVariable(choices, schema.description) };
  }
  const changed: JsonSchema = {};
  for (const [key, member] of Object.entries(schema))
    changed[key] = recursing.has(key) ? withVariablesIn(key, member) : member;
  return changed;
}

/** Keywords that hold schemas; `oneOf` of ours says which members belong together, unless it is one of templates. */
const recursing: ReadonlySet<string> = new Set([
  'properties',
  'items',
  'prefixItems',
  'additionalProperties',
  'anyOf',
]);

function withVariablesIn(key: string, member: unknown): unknown {
  if (key !== 'properties') return withVariables(member);
  const members: JsonSchema = {};
  for (const [name, schema] of Object.entries(membersOf(member))) {
    // What discriminates stays a word: editors complete by it.
    const isFixed = isObject(schema) && schema.const !== undefined && name === 'template';
    members[name] = isFixed ? schema : withVariables(schema);
  }
  return members;
}

function orVariable(choices: readonly unknown[], description: unknown): JsonSchema {
  const described = description === undefined ? {} : { description };
  return { ...described, anyOf: [...choices, variableReference] };
}

function isLeaf(schema: JsonSchema): boolean {
  if (schema.const !== undefined || schema.enum !== undefined) return true;
  if (schema.type === 'integer' || schema.type === 'number' || schema.type === 'boolean') return true;
  return schema.type === 'string' && schema.pattern !== undefined;
}

/** The steps, where `use` has a schema for each template. */
function withUse(definition: unknown): unknown {
  if (!isObject(definition) || !isObject(definition.items)) return definition;
  const properties = membersOf(definition.items.properties);
  if (!isObject(properties.use)) return definition;
  const { id } = membersOf(properties.use.properties);
  const use = { description: properties.use.description, anyOf: templateTable.map((one) => useOf(one, id)) };
  return { ...definition, items: { ...definition.items, properties: { ...properties, use } } };
}

function useOf({ name, summary, parameters }: Template, id: unknown): JsonSchema {
  const schema: JsonSchema = z.toJSONSchema(parameters, { reused: 'inline', io: 'input' });
  const { $schema: _, required, ...rest } = schema;
  return {
    ...rest,
    title: name,
    description: summary,
    properties: { template: { const: name, description: summary }, id, ...membersOf(schema.properties) },
    required: ['template', ...(Array.isArray(required) ? required : [])],
  };
}

function membersOf(value: unknown): JsonSchema {
  return isObject(value) ? value : {};
}

function isObject(value: unknown): value is JsonSchema {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
