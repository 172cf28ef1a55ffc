import { hex } from '../memory/quantity.ts';

/** A sentence with `{names}` to fill in, and what goes with it. */
export interface MessageTemplate {
  readonly text: string;
  /** What the kernel will print or do. */
  readonly note?: string;
  /** One remedy. */
  readonly help?: string;
}

/** What may stand for a name: a text as it is, a number in decimal, an address or size in hex. */
export type MessageValue = string | number | bigint;

/** The names in a template's braces. */
export type NamesIn<Template> = Template extends `${string}{${infer Name}}${infer Rest}`
  ? Name | NamesIn<Rest>
  : never;

/** The names in all parts of a message. */
export type DataOf<Message> = Message extends object
  ? { readonly [Name in NamesIn<Message[keyof Message]>]: MessageValue }
  : never;

/** The template with its names filled in; a name without a value stays as it stands. */
export function fillTemplate(template: string, data: Readonly<Record<string, MessageValue>>): string {
  return template.replace(/\{(\w+)\}/g, (whole, name: string) => {
    const value = Object.hasOwn(data, name) ? data[name] : undefined;
    if (value === undefined) return whole;
    return typeof value === 'bigint' ? hex(value) : String(value);
  });
}
