import { html, nothing, View } from '../view.js';

/** Shown instead of the panes where the server has users and nobody is signed in (any more). */
export class SignIn extends View {
  static title = 'Sign in';

  #app;
  #complaint = '';
  #isBusy = false;

  constructor(host, app) {
    super(host);
    this.#app = app;
  }

  show() {
    super.show();
    document.getElementById('signin-user')?.focus();
  }

  async #submit(event) {
    event.preventDefault();
    const form = event.target;
    const { user, password } = Object.fromEntries(new FormData(form));
    this.#isBusy = true;
    this.#complaint = '';
    this.draw();
    try {
      await this.#app.signIn(user, password);
      form.reset();
    } catch (e) {
      this.#complaint = e.status === 401 ? 'Wrong name or password.' : e.message;
    }
    this.#isBusy = false;
    this.draw();
  }

  template() {
    return html`
      <div class="signin card">
        <h1>Sign in</h1>
        <p class="hint">This server has users: <code>ringfold user add</code> makes one. Sessions end when the server restarts.</p>
        <form @submit=${(event) => this.#submit(event)}>
          <div class="field"><label for="signin-user">Name</label><input id="signin-user" name="user" autocomplete="username" required></div>
          <div class="field"><label for="signin-password">Password</label><input id="signin-password" name="password" type="password" autocomplete="current-password" required></div>
          <p class="field-error" role="alert">${this.#complaint || nothing}</p>
          <button class="primary" ?disabled=${this.#isBusy}>Sign in</button>
        </form>
      </div>`;
  }
}
