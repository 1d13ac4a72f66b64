// The light table: the picture that is looked at, with before and after as soon as there are both.
import { byId, write } from './dom.js';
import { Compare } from './compare.js';
import { Over } from './over.js';
import { caption, notes, offerSaves } from './saves.js';
import { extent, formatName, t } from './strings.js';

const shown = new Set(['jpeg', 'png', 'webp', 'bmp', 'gif']); // formats every browser shows

export class Table {
  #service;
  #compare = new Compare();
  #over;
  #before = byId('before');
  #after = byId('after');
  #stage = byId('stage');
  #revealed = new WeakSet();
  #sign = '';
  picture = null;

  constructor(service, actions) {
    this.#service = service;
    this.#over = new Over(actions);
    this.#before.addEventListener('load', () => this.#beforeCame());
    this.#before.addEventListener('error', () => this.#beforeFailed());
    this.#after.addEventListener('load', () => this.#afterCame());
    this.#after.addEventListener('error', () => this.#afterFailed());
  }

  /** Shows this picture, or the welcome where it is null; to be called again whenever it changed. */
  show(picture) {
    const other = picture !== this.picture;
    this.picture = picture;
    document.body.classList.toggle('looking', picture !== null);
    const sign = picture ? `${picture.key} ${picture.state}` : '';
    if (other) this.#clear();
    if (sign !== this.#sign) {
      this.#sign = sign;
      this.#pictures(picture);
      offerSaves(this.#service, picture);
      if (picture) this.#stage.setAttribute('aria-label', t('stage', { name: picture.name }));
    }
    caption(picture);
    this.#note();
    if (this.#stage.dataset.state !== 'broken') this.#over.show(picture);
  }

  #clear() {
    for (const image of [this.#before, this.#after]) image.removeAttribute('src');
    this.#stage.classList.remove('blank');
    this.#stage.dataset.state = '';
  }

  #pictures(picture) {
    if (!picture) return;
    const { job, state } = picture;
    this.#stage.dataset.state = state === 'done' ? 'loading' : picture.working ? 'working' : 'ended';
    const before = this.#beforeAddress(picture);
    if (before && this.#before.getAttribute('src') !== before) this.#before.src = before;
    if (!before) this.#before.removeAttribute('src');
    if (state !== 'done') {
      this.#after.removeAttribute('src');
      return;
    }
    const { result, input } = job;
    this.#compare.take(result.width, result.height);
    this.#after.src = this.#service.resultAddress(job.id, shown.has(result.format) ? '' : 'png');
    write(byId('tag-before'), `${t('before')} · ${extent(input.width, input.height)}`);
    write(byId('tag-after'), `${t('after')} · ${extent(result.width, result.height)}`);
  }

  /** What came in: as it lies here, or from the service where only that can make something of it that browsers show. */
  #beforeAddress({ address, job, state }) {
    if (!job || state === 'expired') return address ?? '';
    return shown.has(job.input.format) ? address ?? this.#service.inputAddress(job.id) : this.#service.inputAddress(job.id, 'png');
  }

  #beforeCame() {
    if (this.picture?.state !== 'done') this.#compare.take(this.#before.naturalWidth, this.#before.naturalHeight);
    this.#stage.classList.remove('blank');
    this.#note();
  }

  #beforeFailed() {
    if (!this.#before.getAttribute('src')) return;
    this.#stage.classList.add('blank');
    this.#note();
  }

  /** Without a picture to compare with, the result is seen whole, and it is said why. */
  #note() {
    const lone = this.picture?.state === 'done' && this.#stage.classList.contains('blank');
    this.#stage.classList.toggle('lone', lone);
    notes(this.picture, lone ? t('stage.unshown', { format: formatName(this.picture.job.input.format) }) : '');
  }

  #afterCame() {
    if (this.picture?.state !== 'done') return;
    this.#stage.dataset.state = 'done';
    if (!this.#revealed.has(this.picture)) {
      this.#revealed.add(this.picture);
      this.#compare.reveal();
    }
  }

  #afterFailed() {
    if (!this.#after.getAttribute('src') || this.picture?.state !== 'done') return;
    this.#stage.dataset.state = 'broken';
    this.#over.say(t('stage.result'));
  }
}
