import { html, nothing, render } from './view.js';
import { count } from './text.js';
import { UNREACHABLE } from './server.js';

const status = document.getElementById('status');
const rail = document.getElementById('rail');

/** What is around the pane: how the server is, which panes there are, who is signed in. */
export function frame(app, panes, shown) {
  render(state(app), status);
  render(navigation(app, panes, shown), rail);
}

function state(app) {
  const { ready } = app;
  const { word, tone, words } = described(ready);
  return html`
    <span class="pill ${tone}" role="status" id="state" title=${words}>${word}</span>
    <span class="sequence" title="the newest sequence">seq <output class="number" id="sequence">${count(ready.sequence ?? 0)}</output></span>
    <span class="link ${app.isLinkUp ? 'up' : 'down'}" id="link">${app.isLinkUp ? 'live' : 'not connected'}</span>
    ${words === '' ? nothing : html`<p class="why" role="status"><bdi dir="auto">${words}</bdi></p>`}`;
}

/** The state in a word, and what there is to say of it. */
export function described({ status: of, sequence, target, reason }) {
  switch (of) {
    case 'ready':
      return { word: 'READY', tone: 'good', words: '' };
    case 'recovering': {
      const part = target > 0 ? Math.min(100, Math.floor((100 * Number(sequence)) / Number(target))) : 0;
      return { word: `RECOVERING ${part} %`, tone: 'warn', words: `Replaying the journal: at sequence ${count(sequence)} of ${count(target)}.` };
    }
    case 'full':
      return { word: 'FULL', tone: 'bad', words: reason ?? 'The disk is nearly full: commands are refused, queries go on.' };
    case 'failed':
      return { word: 'FAILED', tone: 'bad', words: reason ?? 'The server failed; its log says why.' };
    case UNREACHABLE:
      return { word: 'UNREACHABLE', tone: 'bad', words: 'The server does not answer. This page goes on by itself when it is back.' };
    case 'connecting':
      return { word: 'CONNECTING', tone: 'warn', words: '' };
    default:
      return { word: of.toUpperCase(), tone: 'warn', words: reason ?? '' };
  }
}

function navigation(app, panes, shown) {
  if (app.session === null) {
    return nothing;
  }
  return html`
    <ul>
      ${panes.map(({ name, title }) => html`<li><a href="#/${name}" aria-current=${name === shown.name ? 'page' : 'false'}>${title}</a></li>`)}
    </ul>
    <div class="who">
      ${
        app.session === undefined
          ? nothing
          : app.session.open
            ? html`<span class="hint">open access: no users</span>`
            : html`<span><bdi id="user">${app.session.user}</bdi><small class="hint">${app.session.roles.join(', ') || 'no role'}</small></span>
                <button type="button" class="quiet" @click=${() => app.signOut()}>Sign out</button>`
      }
    </div>`;
}
