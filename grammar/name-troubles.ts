import type { Trouble } from './recovering-parser.ts';

export function nodeName(name: string): Trouble | undefined {
  if (name.startsWith('@'))
    return {
      code: 'node-name',
      message: `\`${name}\` has a unit address but no name.`,
      help: `Write \`name${name}\`.`,
    };
  const stranger = /[#*?]/.exec(name)?.[0];
  if (stranger !== undefined)
    return { code: 'node-name', message: `\`${name}\`: a node's name cannot hold \`${stranger}\`.` };
  const first = name.indexOf('@');
  if (first === -1 || name.indexOf('@', first + 1) === -1) return undefined;
  return {
    code: 'node-name',
    message: `\`${name}\` has more than one \`@\`.`,
    help: 'Write `name@address`.',
  };
}

export function propertyName(name: string): Trouble {
  return {
    code: 'property-name',
    message: `\`${name}\`: a property's name cannot hold \`@\`.`,
    help: `If it is a node, write \`${name} { … };\`.`,
  };
}
