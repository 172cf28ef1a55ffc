/**
 * The page map of one pool, as the page's program has it: its blocks at a moment, and what each says to the pointer and to the keys.
 * It has no backtick, no backslash and no dollar before a brace.
 */
export const pageMapScript: string = `
class PoolMap {
  constructor(index) {
    this.index = index;
    this.pool = data.pools[index];
    this.root = document.getElementById('pool-' + this.pool.pool);
    this.box = this.root.querySelector('.map.moving');
    this.figures = this.root.querySelector('.figures');
    this.detail = this.root.querySelector('.detail');
    this.cursor = this.root.querySelector('.cursor');
    this.hint = this.detail.textContent;
    this.focused = undefined;
    const own = [];
    for (let row = 0; row < data.count; row++) if (rows.pool[row] === index) own.push(row);
    this.own = own;
    this.drawn = '';
    this.box.addEventListener('pointerover', (event) => this.tell(event.target));
    this.box.addEventListener('pointerleave', () => this.untell());
    this.box.addEventListener('focusin', (event) => this.tell(event.target));
    this.box.addEventListener('keydown', (event) => this.walk(event));
    const chart = this.root.querySelector('.chart');
    chart.addEventListener('pointerdown', (event) => this.seek(chart, event));
    chart.addEventListener('pointermove', (event) => { if (event.buttons === 1) this.seek(chart, event); });
  }

  seek(chart, event) {
    const box = chart.getBoundingClientRect();
    const share = Math.min(1, Math.max(0, (event.clientX - box.left) / box.width));
    show(stepOf(Math.min(data.operations, Math.floor(share * data.operations) + 1)));
  }

  show(operation) {
    const here = this.own.filter((row) => rows.from[row] <= operation && operation < rows.until[row]);
    const wanted = this.pool.wanted !== null && this.pool.wanted[0] === operation ? this.pool.wanted : undefined;
    const key = here.join() + (wanted === undefined ? '' : ' wanted');
    this.cursor.style.left = (100 * Math.max(0, operation - 0.5)) / Math.max(1, data.operations) + '%';
    if (key === this.drawn) return;
    this.drawn = key;
    here.sort((left, right) => rows.first[left] - rows.first[right]);
    this.draw(here);
    if (wanted !== undefined) this.drawWanted(wanted[1], wanted[1] + wanted[2]);
    this.count(here);
  }

  // Used pages, and the longest run of free ones between them.
  count(here) {
    const runs = this.pool.before.concat(here.map((row) => [rows.first[row], rows.first[row] + rows.pages[row]]));
    runs.sort((left, right) => left[0] - right[0]);
    let used = 0, hole = 0, end = 0;
    for (const run of runs) {
      hole = Math.max(hole, run[0] - end);
      used += Math.max(0, run[1] - Math.max(end, run[0]));
      end = Math.max(end, run[1]);
    }
    hole = Math.max(hole, this.pool.pageCount - end);
    const share = Math.round((100 * used) / Math.max(1, this.pool.pageCount));
    this.figures.textContent = bytes(used * this.pool.pageSize) + ' in use (' + share + '%), largest hole ' +
      bytes(hole * this.pool.pageSize) + ', ' + here.length + (here.length === 1 ? ' buffer' : ' buffers');
  }

  draw(here) {
    const { perRow, pageCount } = this.pool;
    const least = perRow / 400;
    const stretches = this.pool.before.map((run) => ({ first: run[0], end: run[1], row: -1, look: 'before', count: 1 }));
    for (const row of here) {
      stretches.push({ first: rows.first[row], end: rows.first[row] + rows.pages[row], row,
        look: data.holders[rows.holder[row]][1], count: 1 });
    }
    stretches.sort((left, right) => left.first - right.first);
    const drawn = [];
    for (const stretch of stretches) {
      const last = drawn[drawn.length - 1];
      const joins = last !== undefined && stretch.end - stretch.first < least && last.look === stretch.look &&
        stretch.end - last.first < 2 * least;
      if (joins) { last.end = Math.max(last.end, stretch.end); last.count++; } else drawn.push(stretch);
    }
    const strips = this.box.querySelectorAll('svg.strip');
    const hadFocus = this.box.contains(document.activeElement);
    const focusedRow = this.focused;
    let toFocus;
    strips.forEach((strip) => strip.replaceChildren());
    let isFirst = true;
    for (const stretch of drawn) {
      for (let at = Math.floor(stretch.first / perRow); at * perRow < stretch.end; at++) {
        const strip = strips[at];
        if (strip === undefined) break;
        const begins = at * perRow;
        const width = Math.min(perRow, pageCount - begins);
        const from = Math.max(stretch.first, begins);
        const to = Math.min(stretch.end, begins + width);
        const x = share(from - begins, width);
        const wide = share(to - from, width);
        const isHead = from === stretch.first;
        const block = svg('g', isHead && stretch.row >= 0
          ? { 'data-row': stretch.row, 'data-count': stretch.count, tabindex: isFirst ? 0 : -1, role: 'img',
              'aria-label': this.sentence(stretch.row, stretch.count) }
          : { 'data-row': stretch.row, 'data-count': stretch.count });
        block.append(svg('rect', { class: 'b', x, width: wide, height: '100%', fill: 'url(#d-' + stretch.look + ')' }));
        if (isHead && stretch.row >= 0) {
          isFirst = false;
          if (stretch.row === focusedRow) toFocus = block;
          if (stretch.count === 1 && (to - from) / width > 1 / 12) {
            const clip = svg('svg', { x, width: wide, height: '100%' });
            const label = svg('text', { class: 'n', x: 6, y: 15 });
            label.textContent = nameOf(stretch.row);
            clip.append(label);
            block.append(clip);
          }
        }
        strip.append(block);
      }
    }
    if (hadFocus) (toFocus || this.box.querySelector('g[tabindex]') || this.box).focus({ preventScroll: true });
  }

  drawWanted(first, end) {
    const { perRow, pageCount } = this.pool;
    this.box.querySelectorAll('svg.strip').forEach((strip, at) => {
      const width = Math.min(perRow, pageCount - at * perRow);
      const from = Math.max(first, at * perRow) - at * perRow;
      const to = Math.min(end, at * perRow + width) - at * perRow;
      if (from >= to) return;
      strip.append(svg('rect', { class: 'want', x: share(from, width), y: 1, width: share(to - from, width), height: 20,
        'pointer-events': 'none' }));
    });
  }

  sentence(row, count) {
    const { base, pageSize } = this.pool;
    if (row < 0) return 'In use before the run.';
    const holder = data.holders[rows.holder[row]];
    const offset = BigInt(rows.first[row]) * BigInt(pageSize);
    const at = BigInt(base) + offset;
    const asked = bytes(rows.size[row]);
    const takes = bytes(rows.pages[row] * pageSize);
    const seen = holder[2] === null ? at : BigInt.asUintN(64, BigInt(holder[2]) + offset);
    const until = rows.until[row] === Infinity ? 'and never freed' : 'until operation ' + rows.until[row];
    return (count > 1 ? count + ' small buffers, the first: ' : '') + nameOf(row) + ': ' +
      (asked === takes ? asked : asked + ', takes ' + takes) + ', ' + holder[0] + ', at ' + address(at) +
      (seen === at ? '' : ' (' + address(seen) + ' for the device)') + ', pages ' + rows.first[row] + ' to ' +
      (rows.first[row] + rows.pages[row] - 1) + ', since operation ' + rows.from[row] + ' ' + until;
  }

  tell(target) {
    const block = target.closest('g[data-row]');
    if (block === null) return;
    const row = Number(block.dataset.row);
    if (block.hasAttribute('tabindex')) this.focused = row;
    this.detail.textContent = this.sentence(row, Number(block.dataset.count));
    for (const other of this.box.querySelectorAll('g.lit')) other.classList.remove('lit');
    for (const part of this.box.querySelectorAll('g[data-row="' + row + '"]')) part.classList.add('lit');
  }

  untell() {
    for (const other of this.box.querySelectorAll('g.lit')) other.classList.remove('lit');
    if (!this.box.contains(document.activeElement)) this.detail.textContent = this.hint;
  }

  // Arrow keys go from buffer to buffer; one of them is reached by the tabulator.
  walk(event) {
    const step = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 }[event.key];
    const blocks = [...this.box.querySelectorAll('g[tabindex]')];
    const at = blocks.indexOf(document.activeElement);
    if (at === -1) return;
    let next;
    if (event.key === 'Home') next = blocks[0];
    else if (event.key === 'End') next = blocks[blocks.length - 1];
    else if (step !== undefined) next = blocks[at + step];
    else return;
    event.preventDefault();
    if (next === undefined) return;
    document.activeElement.setAttribute('tabindex', '-1');
    next.setAttribute('tabindex', '0');
    next.focus();
  }
}
`;
