// What lies over the stage while there is nothing to compare: how far the work is, or why it ended.
import { byId, el, icon, write } from './dom.js';
import { explain, remedy } from './faults.js';
import { fill, line } from './states.js';
import { t } from './strings.js';

function button(text, act, kind = '') {
  return el('button', { type: 'button', className: 'button ' + kind, click: act }, text);
}

function work(picture, actions) {
  const bar = el('progress', { max: 1 });
  const words = el('span', { className: 'words' });
  const stop = button(t('cancel'), () => actions.cancel(picture));
  const update = () => {
    write(words, line(picture));
    bar.setAttribute('aria-label', picture.name);
    fill(bar, picture);
    bar.dataset.phase = picture.state === 'running' ? 'work' : 'way';
    stop.hidden = picture.stopping;
  };
  return { node: el('div', { className: 'pill' }, words, bar, stop), update };
}

function end(picture, actions) {
  const about = picture.state === 'failed'
    ? explain(picture.fault ?? {})
    : { text: t('stage.' + picture.state), more: '' };
  const more = about.more && about.more !== about.text
    ? el('details', {}, el('summary', {}, t('fault.more')), el('p', { lang: 'en' }, about.more)) : null;
  const help = {
    retry: () => button(t('retry'), () => actions.retry(picture), 'primary'),
    settings: () => button(t('again.settings'), () => actions.again(picture), 'primary'),
    none: () => null,
  }[remedy(picture)]();
  const node = el('div', { className: 'end' }, icon(picture.state === 'failed' ? 'warn' : 'picture'),
    el('p', { className: 'why' }, about.text), more,
    el('div', { className: 'row' }, ...[help, button(t('remove'), () => actions.remove(picture))].filter(Boolean)));
  node.dataset.state = picture.state;
  return { node, update: () => {} };
}

export class Over {
  #actions;
  #shown = '';
  #update = () => {};

  constructor(actions) {
    this.#actions = actions;
  }

  show(picture) {
    const kind = !picture || picture.state === 'done' ? '' : picture.working ? 'work' : picture.state;
    const sign = kind && `${kind} ${picture.key}`;
    if (sign !== this.#shown) {
      this.#shown = sign;
      const { node, update } = !kind ? { node: '', update: () => {} }
        : kind === 'work' ? work(picture, this.#actions) : end(picture, this.#actions);
      const over = byId('over');
      const focused = over.contains(document.activeElement);
      over.replaceChildren(node);
      if (focused) (over.querySelector('button') ?? byId('stage')).focus();
      this.#update = update;
    }
    this.#update();
  }

  /** Says this over the picture instead. */
  say(text) {
    this.#shown = text;
    this.#update = () => {};
    byId('over').replaceChildren(el('p', { className: 'pill' }, text));
  }
}
