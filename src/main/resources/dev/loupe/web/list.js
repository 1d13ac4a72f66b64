// The list of pictures: a row each, with what can be done to it.
import { byId, el, icon, write } from './dom.js';
import { remedy } from './faults.js';
import { fill, line } from './states.js';
import { t } from './strings.js';

class Row {
  #picture;
  #acts;
  #offered = '';

  constructor(picture, actions, thumbs) {
    this.#picture = picture;
    this.canvas = el('canvas', { className: 'thumb' });
    this.name = el('span', { className: 'name' });
    this.line = el('span', { className: 'line' });
    this.show = el('button', { type: 'button', className: 'show', click: () => actions.show(picture) },
      el('span', { className: 'frame' }, icon('picture'), this.canvas),
      el('span', { className: 'words' }, this.name, this.line));
    this.bar = el('progress', { max: 1 });
    this.#acts = el('span', { className: 'acts' });
    this.node = el('li', { className: 'picture' }, this.show, this.#acts, this.bar);
    this.actions = actions;
    thumbs.show(picture, this.canvas);
  }

  update(selected) {
    const picture = this.#picture;
    this.node.dataset.state = picture.state;
    this.node.dataset.phase = picture.state === 'running' ? 'work' : 'way';
    this.show.setAttribute('aria-current', selected);
    write(this.name, picture.name);
    this.name.title = picture.name;
    write(this.line, line(picture));
    this.#progress(picture);
    this.#offer(picture);
  }

  #progress(picture) {
    this.bar.hidden = !picture.working;
    this.bar.setAttribute('aria-label', picture.name);
    this.bar.setAttribute('aria-valuetext', line(picture));
    fill(this.bar, picture);
  }

  /** Draws the buttons anew only where they change: a button that has the focus keeps it. */
  #offer(picture) {
    const acts = offered(picture);
    const sign = acts.join() + picture.name;
    if (sign === this.#offered) return;
    const focused = this.#acts.contains(document.activeElement);
    this.#offered = sign;
    this.#acts.replaceChildren(...acts.map(act => button(act, picture, this.actions)));
    if (focused) (this.#acts.firstElementChild ?? this.show).focus();
  }
}

const signs = { cancel: 'close', retry: 'again', again: 'again', remove: 'bin' };
const names = { again: 'again.settings' };

function offered(picture) {
  if (picture.working) return picture.stopping ? [] : ['cancel'];
  return { retry: ['retry', 'remove'], settings: ['again', 'remove'], none: ['remove'] }[remedy(picture)];
}

function button(act, picture, actions) {
  const title = t(names[act] ?? act);
  const click = () => actions[act](picture);
  const node = el('button', { type: 'button', className: 'round', title, click }, icon(signs[act]));
  node.dataset.act = act;
  node.setAttribute('aria-label', t('of', { act: title, name: picture.name }));
  return node;
}

export class List {
  #rows = new Map();
  #pictures;
  #actions;
  #thumbs;
  #due = false;
  selected = null;

  /** @param actions show, cancel, retry, remove and clear, each called with what it is for */
  constructor(pictures, actions, thumbs) {
    this.#pictures = pictures;
    this.#actions = actions;
    this.#thumbs = thumbs;
    pictures.addEventListener('change', () => this.draw());
    pictures.addEventListener('order', () => this.draw());
    byId('clear').addEventListener('click', () => actions.clear(this.#finished()));
  }

  /** Draws once before the browser paints next, however often it is asked to. */
  draw() {
    if (this.#due) return;
    this.#due = true;
    requestAnimationFrame(() => {
      this.#due = false;
      this.#draw();
    });
  }

  #finished() {
    return this.#pictures.all.filter(picture => !picture.working);
  }

  #draw() {
    const list = byId('pictures');
    const all = this.#pictures.all;
    const at = [...list.children].findIndex(node => node.contains(document.activeElement));
    for (const [picture, row] of this.#rows) {
      if (!all.includes(picture)) {
        row.node.remove();
        this.#rows.delete(picture);
      }
    }
    this.#keepFocus(list, at);
    all.forEach((picture, at) => {
      const row = this.#row(picture);
      if (list.children[at] !== row.node) list.insertBefore(row.node, list.children[at] ?? null);
      row.update(picture === this.selected);
    });
    this.#head(all);
  }

  /** Where the row with the focus went, the one that took its place has it. */
  #keepFocus(list, at) {
    if (at < 0 || list.contains(document.activeElement)) return;
    const row = list.children[Math.min(at, list.children.length - 1)];
    (row?.querySelector('.show') ?? byId('files')).focus();
  }

  #row(picture) {
    if (!this.#rows.has(picture)) this.#rows.set(picture, new Row(picture, this.#actions, this.#thumbs));
    return this.#rows.get(picture);
  }

  #head(all) {
    const working = all.filter(picture => picture.working).length;
    write(byId('tally'), working ? t('pictures.tally', { n: working }) : '');
    byId('none').hidden = all.length > 0;
    byId('clear').hidden = this.#finished().length < 2;
    document.body.classList.toggle('empty', all.length === 0);
  }
}
