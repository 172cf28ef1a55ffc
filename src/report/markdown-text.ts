/** Text in a table's cell or a line: nothing in it is markup. */
export function markdownPlain(text: string): string {
  return text.replace(/[\\`*_{}[\]<>|~&]/g, (mark) => `\\${mark}`).replace(/\s*\n\s*/g, ' ');
}

/** Text as code, with as many backticks as it takes, since a name may hold some. */
export function markdownCode(text: string): string {
  const flat = text.replace(/\s*\n\s*/g, ' ').replaceAll('|', '\\|');
  if (flat.trim() === '') return '';
  const longest = Math.max(0, ...(flat.match(/`+/g) ?? []).map(({ length }) => length));
  const fence = '`'.repeat(longest + 1);
  return longest === 0 ? `\`${flat}\`` : `${fence} ${flat} ${fence}`;
}

/** A table of ready cells: a title that ends in `:` is of a column that is aligned right. Empty where it has no row. */
export function markdownRows(
  titles: readonly string[],
  rows: readonly (readonly string[])[],
): readonly string[] {
  if (rows.length === 0) return [];
  const line = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`;
  return [
    line(titles.map((title) => title.replace(/:$/, ''))),
    line(titles.map((title) => (title.endsWith(':') ? '--:' : '---'))),
    ...rows.map(line),
    '',
  ];
}
