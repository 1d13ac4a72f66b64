// What the service says of itself: which engine works on which device, and how long the queue is.
import { byId, el, write } from './dom.js';
import { count, deviceName, percent, t } from './strings.js';

const PACE = 5_000;

export class Status extends EventTarget {
  #service;
  #timer = 0;
  #asking = null;
  health = null;

  constructor(service) {
    super();
    this.#service = service;
    addEventListener('click', event => {
      if (!byId('status').contains(event.target)) byId('status').open = false;
    });
    byId('status').addEventListener('keydown', event => {
      if (event.key === 'Escape') byId('status').open = false;
    });
  }

  /** Asks now, and from then on by itself while the page is seen. */
  refresh() {
    return this.#asking ??= this.#ask().finally(() => {
      this.#asking = null;
    });
  }

  async #ask() {
    clearTimeout(this.#timer);
    try {
      this.health = await this.#service.health();
      this.dispatchEvent(new Event('health'));
    } catch {
      this.health = null;
    }
    this.#draw();
    this.#timer = setTimeout(() => this.refresh(), document.hidden ? 6 * PACE : PACE);
  }

  #draw() {
    const { health } = this;
    const lamp = !health ? 'gone' : health.status === 'ok' ? 'ready' : 'starting';
    byId('status').dataset.lamp = lamp;
    const [what, queue] = health ? sentence(health) : [t('status.gone'), ''];
    write(byId('status-what'), what);
    write(byId('status-queue'), queue);
    byId('status-queue').classList.toggle('idle', queue === t('status.idle'));
    byId('status-card').replaceChildren(...(health ? card(health) : [el('p', {}, t('fault.offline'))]));
  }
}

/** What works, and how long the queue is. */
function sentence({ status = '', engine, device, precision, in_progress: working = 0, queue_depth: waiting = 0 }) {
  if (status !== 'ok') return [t(/stop|drain/.test(status) ? 'status.stopping' : 'status.starting'), ''];
  const what = [engine, deviceName(device), precision].filter(Boolean).join(' · ');
  const queue = [working && t('status.work', { n: working }), waiting && t('status.queue', { n: waiting })].filter(Boolean);
  return [what || t('status.ready'), queue.join(' · ') || t('status.idle')];
}

function card(health) {
  const rows = [
    ['status.engine', health.engine], ['status.device', deviceName(health.device)],
    ['status.precision', health.precision],
    ['status.models', (health.models ?? []).map(model => model.name).join(', ')],
    ['status.working', count(health.in_progress ?? 0)], ['status.queued', count(health.queue_depth ?? 0)],
    ['status.memory', health.memory_usage_percent == null ? '' : percent(health.memory_usage_percent / 100)],
    ['status.version', health.version],
  ].filter(([, value]) => value);
  const list = el('dl', {}, ...rows.flatMap(([key, value]) => [el('dt', {}, t(key)), el('dd', {}, value)]));
  const why = health.why_not_better ?? [];
  return why.length
    ? [list, el('h2', {}, t('status.why')), el('ul', { lang: 'en' }, ...why.map(reason => el('li', {}, reason)))]
    : [list];
}
