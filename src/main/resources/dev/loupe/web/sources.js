// Trees on servers and in folders: where each of them stands, as the health record tells it.
import { byId, el } from './dom.js';
import { count, duration, t } from './strings.js';

/** The record's words for a state; what follows the word is the window, or the reason. */
const STATE = /^(working|listening|paused|waiting|broken)(?: for its hours)?(?:[,:] (.*))?$/s;

export class Sources {
  #told = '[]';

  /** Shows these, as the health record has them; nothing where there are none. */
  show(sources) {
    const told = JSON.stringify(sources);
    if (told === this.#told) return;
    this.#told = told;
    byId('sources').hidden = !sources.length;
    byId('sources-each').replaceChildren(...sources.map(item));
  }
}

function item(source) {
  const [, state = 'broken', rest = ''] = STATE.exec(source.state) ?? [];
  const { done, failed, left } = source;
  const name = t('source.of', { name: source.name });
  const why = state === 'broken' ? [rest || source.state] : [];
  return el('li', { className: 'source', 'data-state': state },
    el('div', { className: 'which' }, el('b', { title: source.name }, source.name),
      el('span', { className: 'where', title: place(source) }, place(source)),
      el('span', { className: 'state' }, t('source.' + state, { hours: rest }))),
    left > 0 ? el('progress', { max: done + failed + left, value: done + failed, ariaLabel: name }) : null,
    el('p', { className: 'numbers' }, numbers(source)),
    ...why.map(text => el('p', { className: 'why', lang: 'en' }, text)),
    source.next_try ? el('p', {}, t('source.next', { time: time(source.next_try) })) : null,
    unreadable(source.unreadable ?? []));
}

function place({ type, host, directory }) {
  return host ? `${type} · ${host}:${directory}` : directory;
}

function numbers({ done, failed, left, per_hour: rate, seconds_to_go: toGo }) {
  return [
    t('source.done', { n: done, count: count(done) }),
    failed > 0 && t('source.failed', { count: count(failed) }),
    left > 0 && t('source.left', { count: count(left) }),
    left > 0 && rate > 0 && t('source.rate', { count: count(rate) }),
    toGo > 0 && t('source.eta', { time: duration(toGo) }),
  ].filter(Boolean).join(' · ');
}

function unreadable(directories) {
  if (!directories.length) return null;
  const text = t('source.unreadable', { n: directories.length, name: directories[0] });
  return el('p', { className: 'why', title: directories.join('\n') }, text);
}

const time = instant => new Date(instant).toLocaleTimeString(document.documentElement.lang, { timeStyle: 'medium' });
