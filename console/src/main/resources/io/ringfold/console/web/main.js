// The page: its frame, and which pane is shown. Reads top down: parts, then what brings them together.

import { App } from './app.js';
import { CommandsPane } from './panes/commands.js';
import { HistoryPane } from './panes/history.js';
import { LoadPane } from './panes/load.js';
import { OperationsPane } from './panes/operations.js';
import { QueriesPane } from './panes/queries.js';
import { SignIn } from './panes/signin.js';
import { UpdatesPane } from './panes/updates.js';
import { frame } from './frame.js';

const app = new App();
const main = document.getElementById('pane');

/** A pane's element stays where it is while others are shown, with all that was typed into it. */
function place(name, Pane) {
  const host = document.createElement('section');
  host.hidden = true;
  host.id = `pane-${name}`;
  main.append(host);
  return { name, host, title: Pane.title, pane: new Pane(host, app) };
}

const panes = [
  place('commands', CommandsPane),
  place('updates', UpdatesPane),
  place('queries', QueriesPane),
  place('history', HistoryPane),
  place('operations', OperationsPane),
  place('load', LoadPane),
];
const signIn = place('signin', SignIn);
let shown;

function wanted() {
  if (app.session === null) {
    return signIn;
  }
  const name = location.hash.replace(/^#\/?/, '');
  return panes.find((each) => each.name === name) ?? panes[0];
}

function route() {
  const next = wanted();
  if (next !== shown) {
    shown?.pane.hide();
    if (shown) {
      shown.host.hidden = true;
    }
    shown = next;
    shown.host.hidden = false;
    document.title = `${shown.title} · Ringfold console`;
    shown.pane.show();
    queueMicrotask(revealLink);
  }
  frame(app, panes, shown);
}

/** On a phone the panes' links are a strip, of which the shown one may be out of sight. */
function revealLink() {
  document.querySelector('#rail [aria-current="page"]')?.scrollIntoView({ block: 'nearest', inline: 'nearest' });
}

app.onChange(() => {
  route();
  shown.pane.changed();
});
app.onServed(() => panes.forEach(({ pane }) => pane.served()));
window.addEventListener('hashchange', () => {
  route();
  main.focus({ preventScroll: true });
});
route();
app.start();
