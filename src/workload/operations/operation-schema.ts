import { z } from 'zod';
import type { FieldSpec, FieldType, OperationSpec } from './operation-spec.ts';

/** The two ways in which an operation is written. */
export type Notation = 'yaml' | 'json-line';

const mostNumber = Number.MAX_SAFE_INTEGER;
/** Of one list: 1 GiB in pages. */
const mostEntries = 262_144;

export const idPattern: RegExp = /^[A-Za-z_][A-Za-z0-9_.-]*(\[\d{1,9}\])?$/;

/** The fields of an operation as a zod object: those of a YAML step, or of a line of an operation log. */
export function operationSchema(spec: OperationSpec, notation: Notation): z.ZodObject {
  const shape: Record<string, z.ZodType> = {};
  for (const field of spec.fields) shape[field.name] = fieldSchema(field, notation);
  return z.strictObject(shape);
}

function fieldSchema(field: FieldSpec, notation: Notation): z.ZodType {
  const schema = typeSchema(field.type, notation);
  return (field.required === true ? schema : schema.optional()).describe(field.text);
}

function typeSchema(type: FieldType, notation: Notation): z.ZodType {
  switch (type.kind) {
    case 'device':
      return z.string().min(1).max(1000);
    case 'makes':
    case 'uses':
      return idSchema(notation);
    case 'size':
      return sizeSchema(type.least, notation);
    case 'offset':
      return z.int().min(-mostNumber).max(mostNumber);
    case 'count':
      return z.int().min(0).max(type.most);
    case 'address':
      return addressSchema;
    case 'mask':
      return z.union([z.int().min(0).max(mostNumber), z.string().regex(addressPattern, addressText)]);
    case 'choice':
      return z.enum(type.of);
    case 'choices':
      return z.array(z.enum(type.of)).max(type.of.length);
    case 'flag':
      return z.boolean();
    case 'entries':
      return z.array(entrySchema(notation)).min(1).max(mostEntries);
  }
}

function idSchema(notation: Notation): z.ZodType {
  // A log's ids are what the program that wrote it called its buffers.
  if (notation === 'json-line') return z.union([z.string().min(1), z.int()]);
  return z
    .string()
    .max(250)
    .regex(
      idPattern,
      'An id begins with a letter or `_` and goes on with letters, digits, `_`, `-` and `.`.',
    );
}

function sizeSchema(least: number, notation: Notation): z.ZodType {
  const bytes = z.int().min(least).max(mostNumber);
  return notation === 'json-line' ? bytes : z.union([z.number().min(least), z.string().min(1).max(100)]);
}

const addressPattern = /^(0x[0-9a-fA-F]{1,16}|\d{1,20})$/;
const addressText = 'An address is a number, or a text such as 0x48000000.';
export const addressSchema: z.ZodType<number | string> = z.union([
  z.int().min(0).max(mostNumber),
  z.string().regex(addressPattern, addressText),
]);

function entrySchema(notation: Notation): z.ZodType {
  const size = sizeSchema(1, notation);
  const members = z.strictObject({
    buffer: idSchema(notation).optional(),
    at: addressSchema.optional(),
    offset: z.int().min(0).max(mostNumber).optional(),
    size,
  });
  return z.union([size, members]);
}
