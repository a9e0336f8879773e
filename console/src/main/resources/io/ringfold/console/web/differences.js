import { compare, differing } from './difference.js';
import { count } from './text.js';
import { datum, html, nothing } from './view.js';

/** Longer tables nobody reads. */
const SHOWN = 500;

const MARKS = { same: ['', 'same'], changed: ['≠', 'changed'], added: ['+', 'added'], removed: ['−', 'removed'] };

/**
 * Two values side by side, place by place, what differs marked by a sign as well as a colour.
 *
 * @param {{before: string, after: string}} titles of the two
 * @param {boolean} onlyDiffering whether to leave out what is the same
 */
export function sideBySide(before, after, titles, onlyDiffering) {
  const all = compare(before, after);
  const different = differing(all);
  const places = onlyDiffering ? different : all;
  return html`
    <p class="hint" id="difference-count">${
      different.length === 0 ? 'No difference.' : `${count(different.length)} of ${count(all.length)} places differ.`
    }</p>
    ${
      places.length === 0
        ? nothing
        : html`<div class="scroll" tabindex="0" role="region" aria-label="Difference">
            <table class="difference">
              <thead><tr><th scope="col"><span class="unseen">Kind</span></th><th scope="col">Place</th><th scope="col">${titles.before}</th><th scope="col">${titles.after}</th></tr></thead>
              <tbody>${places.slice(0, SHOWN).map((place) => row(place))}</tbody>
            </table>
          </div>`
    }
    ${places.length > SHOWN ? html`<p class="hint">The first ${SHOWN} of ${count(places.length)}.</p>` : nothing}`;
}

function row({ path, kind, before, after }) {
  const [mark, word] = MARKS[kind];
  return html`<tr class=${kind}>
    <td class="mark"><span aria-hidden="true">${mark}</span><span class="unseen">${word}</span></td>
    <th scope="row">${datum(path === '' ? 'the whole' : path, 120)}</th>
    <td>${kind === 'added' ? nothing : datum(before, 300)}</td>
    <td>${kind === 'removed' ? nothing : datum(after, 300)}</td>
  </tr>`;
}

/** What changed from one value to the next, in a line each. */
export function changes(before, after) {
  const different = differing(compare(before, after));
  return html`<ul class="changes">
    ${different.slice(0, 20).map(
      ({ path, kind, before: was, after: is }) => html`<li class=${kind}>
        <span class="mark" aria-hidden="true">${MARKS[kind][0]}</span><span class="unseen">${MARKS[kind][1]}</span>
        <span class="place">${datum(path === '' ? 'the whole' : path, 80)}</span>
        ${kind === 'added' ? nothing : html`<del>${datum(was, 120)}</del>`} ${kind === 'changed' ? '→' : nothing}
        ${kind === 'removed' ? nothing : html`<ins>${datum(is, 120)}</ins>`}
      </li>`,
    )}
    ${different.length > 20 ? html`<li class="hint">and ${count(different.length - 20)} more</li>` : nothing}
    ${different.length === 0 ? html`<li class="hint">the state stayed as it was</li>` : nothing}
  </ul>`;
}
