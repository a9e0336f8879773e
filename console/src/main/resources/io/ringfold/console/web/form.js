// A form out of the JSON Schema of a command's or query's data, as /schema publishes it. What is wrong
// with the input is the server's to say: whatever was typed is sent, and its messages stand at the fields.

import { html, live, nothing } from './view.js';

const INTEGER = /^-?\d+$/;
const DECIMAL = /^-?\d+(\.\d+)?([eE][-+]?\d+)?$/;

let forms = 0;

export class Form {
  #id = `form${++forms}`;
  #root;
  #changed;
  /** Messages by the path of their field, like `items.2.quantity`. @type {Map<string, string[]>} */
  #errors = new Map();

  /**
   * @param {any} schema
   * @param {() => void} changed the form is to be drawn again
   */
  constructor(schema, changed) {
    this.#root = entry(schema, true);
    this.#changed = changed;
  }

  /** What is in it: the data to send. */
  get value() {
    return valueOf(this.#root) ?? {};
  }

  get isEmpty() {
    return this.#root.kind === 'object' && this.#root.fields.length === 0;
  }

  /** @param {{field: string, message: string}[]} details what the server says of its fields */
  refuse(details) {
    this.#errors = new Map();
    for (const { field, message } of details) {
      this.#errors.set(field, [...(this.#errors.get(field) ?? []), message]);
    }
    this.#changed();
  }

  accept() {
    this.refuse([]);
  }

  /** Puts a text into a field of the first level, as somebody would type it. */
  fill(name, text) {
    const field = this.#root.fields?.find((each) => each.name === name);
    if (field && 'text' in field.entry) {
      field.entry.text = text;
    }
  }

  /** The field that holds the first error gets the focus. */
  focusError() {
    document.querySelector(`[id^="${this.#id}"][aria-invalid="true"]`)?.focus();
  }

  template() {
    const seen = new Set();
    const fields = this.isEmpty ? html`<p class="hint">It has no fields.</p>` : this.#fields(this.#root, '', seen);
    const others = [...this.#errors].filter(([path]) => !seen.has(path));
    return html`${fields}${others.map(([path, messages]) => html`<p class="problem" role="alert"><bdi>${path ? `${path}: ` : ''}${messages.join('; ')}</bdi></p>`)}`;
  }

  #fields(object, path, seen) {
    return object.fields.map(({ name, entry: field }) => this.#field(name, field, path === '' ? name : `${path}.${name}`, seen));
  }

  #field(name, field, path, seen) {
    seen.add(path);
    const id = `${this.#id}.${path}`;
    const messages = this.#errors.get(path);
    const note = [field.required ? '' : 'optional', field.schema.description ?? '', hint(field)].filter(Boolean).join(', ');
    const error = html`<span class="field-error" id="${id}-error">${messages ? messages.join('; ') : nothing}</span>`;
    if (field.kind === 'object' || field.kind === 'list' || field.kind === 'map') {
      return html`<fieldset>
        <legend><bdi>${name}</bdi> <small>${note}</small></legend>
        ${this.#group(field, path, seen)}${error}
      </fieldset>`;
    }
    return html`<div class="field">
      <label for=${id}><bdi>${name}</bdi> <small>${note}</small></label>
      ${this.#control(field, id, messages !== undefined)}${error}
    </div>`;
  }

  #group(field, path, seen) {
    if (field.kind === 'object') {
      return this.#fields(field, path, seen);
    }
    const remove = (index) => {
      field.items.splice(index, 1);
      this.#changed();
    };
    return html`
      ${field.items.map(
        (item, index) => html`<div class="item">
          ${field.kind === 'map' ? this.#field('key', item.key, `${path}.${index}.key`, seen) : nothing}
          ${this.#field(field.kind === 'map' ? 'value' : `${index + 1}`, item.value, field.kind === 'map' ? `${path}.${item.key.text}` : `${path}.${index}`, seen)}
          <button type="button" class="quiet" @click=${() => remove(index)} aria-label="Remove ${index + 1} of ${path}">Remove</button>
        </div>`,
      )}
      <button type="button" class="quiet" @click=${() => {
        field.items.push({ key: entry({ type: 'string' }, true), value: entry(field.item, true) });
        this.#changed();
      }}>Add to ${path}</button>`;
  }

  #control(field, id, isWrong) {
    const typed = (event) => {
      field.text = event.target.value;
      this.#changed();
    };
    const invalid = isWrong ? 'true' : 'false';
    switch (field.kind) {
      case 'choice':
        return html`<select id=${id} aria-invalid=${invalid} aria-describedby="${id}-error" @change=${typed}>
          <option value="" ?selected=${live(field.text === '')}>${field.required ? 'choose…' : 'none'}</option>
          ${field.choices.map((each) => html`<option value=${each} ?selected=${live(field.text === each)}>${each}</option>`)}
        </select>`;
      case 'json':
        return html`<textarea id=${id} rows="3" dir="auto" spellcheck="false" aria-invalid=${invalid} aria-describedby="${id}-error"
          .value=${live(field.text)} @input=${typed} placeholder="any JSON"></textarea>`;
      default:
        return html`<input id=${id} dir="auto" autocomplete="off" spellcheck="false" inputmode=${field.kind === 'number' ? 'decimal' : 'text'}
          aria-invalid=${invalid} aria-describedby="${id}-error" .value=${live(field.text)} @input=${typed}>`;
    }
  }
}

/** What a schema lets somebody enter, empty. */
function entry(schema, required) {
  const known = withoutNull(schema);
  const types = [known.type ?? []].flat();
  if (known.enum) {
    return { kind: 'choice', schema: known, required, text: '', choices: known.enum.map(String) };
  }
  if (types.includes('boolean')) {
    return { kind: 'choice', schema: known, required, text: required ? 'false' : '', choices: ['true', 'false'], isBoolean: true };
  }
  if (types.includes('integer') || types.includes('number')) {
    return { kind: 'number', schema: known, required, text: '', asText: types.includes('string') };
  }
  if (types.includes('string')) {
    return { kind: 'text', schema: known, required, text: '' };
  }
  if (types.includes('array')) {
    return { kind: 'list', schema: known, required, item: known.items ?? {}, items: [] };
  }
  if (known.properties || known.additionalProperties === false) {
    const needed = known.required ?? [];
    const fields = Object.entries(known.properties ?? {}).map(([name, each]) => ({ name, entry: entry(each, needed.includes(name)) }));
    return { kind: 'object', schema: known, required, fields };
  }
  if (types.includes('object')) {
    return { kind: 'map', schema: known, required, item: typeof known.additionalProperties === 'object' ? known.additionalProperties : {}, items: [] };
  }
  return { kind: 'json', schema: known, required, text: '' };
}

/** An optional field's schema is that of its value or null. */
function withoutNull(schema) {
  const choices = schema.anyOf ?? schema.oneOf;
  const others = choices?.filter((each) => each.type !== 'null');
  return others?.length === 1 ? { ...others[0], description: schema.description ?? others[0].description } : schema;
}

/** The value of an entry; undefined where it is not given. */
function valueOf(field) {
  switch (field.kind) {
    case 'object': {
      const given = field.fields.map(({ name, entry: each }) => [name, valueOf(each)]).filter(([, value]) => value !== undefined);
      return given.length > 0 || field.required ? Object.fromEntries(given) : undefined;
    }
    case 'list': {
      const values = field.items.map(({ value }) => valueOf(value) ?? null);
      return values.length > 0 || field.required ? values : undefined;
    }
    case 'map': {
      const values = field.items.map(({ key, value }) => [key.text, valueOf(value) ?? null]);
      return values.length > 0 || field.required ? Object.fromEntries(values) : undefined;
    }
    case 'number':
      return field.text === '' ? undefined : numberOf(field.text.trim(), field.asText);
    case 'choice':
      return field.text === '' ? undefined : field.isBoolean ? field.text === 'true' : field.text;
    case 'json':
      return field.text.trim() === '' ? undefined : jsonOf(field.text);
    default:
      return field.text === '' && !field.required ? undefined : field.text;
  }
}

/** A number where it keeps its digits as one, else the text: the server takes that too, or says what is wrong with it. */
function numberOf(text, asText) {
  const isExact = INTEGER.test(text) ? Number.isSafeInteger(Number(text)) : DECIMAL.test(text) && !asText;
  return isExact ? Number(text) : text;
}

function jsonOf(text) {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

function hint({ schema, kind }) {
  if (schema.contentEncoding) {
    return schema.contentEncoding;
  }
  if (kind === 'number') {
    return [schema.type].flat().includes('integer') ? 'integer' : 'number';
  }
  return { uuid: 'uuid', 'date-time': 'time, like 2026-11-20T08:00:00Z' }[schema.format] ?? '';
}
