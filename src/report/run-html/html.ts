import { escapeXml } from '../xml.ts';

/** What is HTML already; all else is escaped on its way into a page. */
export interface Html {
  readonly html: string;
}

/** A cell of a table: text, or HTML. */
export type Content = string | Html;

export function asHtml(html: string): Html {
  return { html };
}

export function contentHtml(content: Content): string {
  return typeof content === 'string' ? escapeXml(content) : content.html;
}

export function code(text: string): Html {
  return asHtml(`<code>${escapeXml(text)}</code>`);
}

export interface HtmlColumn {
  readonly title: string;
  readonly align?: 'right';
}

/** A table that a narrow screen shows as a card a row; empty where it has no row. */
export function htmlTable(
  caption: string,
  columns: readonly HtmlColumn[],
  rows: readonly (readonly Content[])[],
): string {
  if (rows.length === 0) return '';
  const classOf = (column: HtmlColumn | undefined): string => (column?.align === 'right' ? ' class="n"' : '');
  const head = columns
    .map((column) => `<th scope="col"${classOf(column)}>${escapeXml(column.title)}</th>`)
    .join('');
  const body = rows.map((row) => {
    const cells = row.map((cell, at) => {
      const column = columns[at];
      const text = contentHtml(cell);
      if (at === 0) return `<th scope="row">${text}</th>`;
      return `<td data-title="${escapeXml(column?.title ?? '')}"${classOf(column)}>${text}</td>`;
    });
    return `<tr>${cells.join('')}</tr>`;
  });
  return [
    '<div class="wide"><table>',
    `<caption>${escapeXml(caption)}</caption>`,
    `<thead><tr>${head}</tr></thead>`,
    `<tbody>${body.join('\n')}</tbody>`,
    '</table></div>',
  ].join('\n');
}

/** A section with its heading; empty where there is nothing in it. */
export function section(title: string, content: string, remark = ''): string {
  if (content === '') return '';
  const said = remark === '' ? '' : ` <small>${escapeXml(remark)}</small>`;
  return `<section>\n<h2>${escapeXml(title)}${said}</h2>\n${content}\n</section>`;
}
