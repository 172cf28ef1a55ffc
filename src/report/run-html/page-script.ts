import { pageMapScript } from './page-map-script.ts';
import { pageRecordScript } from './page-record-script.ts';

/** The slider, the buttons and what moves with them. */
const controls: string = `
const maps = data.pools.map((_, index) => new PoolMap(index));

function show(step) {
  live = Math.min(lastStep, Math.max(0, step));
  const operation = operationOf(live);
  slider.value = live;
  const text = happening(operation);
  slider.setAttribute('aria-valuetext', 'operation ' + operation + ': ' + text);
  number.textContent = operation;
  said.textContent = text;
  said.classList.toggle('bad', failedBy.has(operation));
  for (const map of maps) map.show(operation);
}

let wanted;
slider.max = lastStep;
slider.addEventListener('input', () => {
  if (wanted === undefined) requestAnimationFrame(() => { const step = wanted; wanted = undefined; show(step); });
  wanted = Number(slider.value);
});
for (const button of document.querySelectorAll('button[data-step]'))
  button.addEventListener('click', () => show(live + Number(button.dataset.step)));
for (const button of document.querySelectorAll('button[data-operation]'))
  button.addEventListener('click', () => show(stepOf(Number(button.dataset.operation))));

// The pictures of single moments are for those who have no script, and for paper.
for (const details of document.querySelectorAll('details.moments')) details.open = false;
addEventListener('beforeprint', () => { for (const one of document.querySelectorAll('details.moments')) one.open = true; });
document.documentElement.classList.add('js');
show(stepOf(Number(slider.dataset.start)));
`;

/**
 * What makes the page's maps move: plain JavaScript, which stands in the page as it stands here. It reads `page-data.ts`' record, asks
 * nobody and writes text only as text.
 */
export const pageScript: string = [pageRecordScript, pageMapScript, controls].join('');
