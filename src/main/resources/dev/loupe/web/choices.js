// How pictures are to be enlarged; remembered by the browser.
import { byId, el, write } from './dom.js';
import { t } from './strings.js';

const KEPT = 'loupe.choices';
const lossy = new Set(['same', 'jpeg', 'webp']);

export class Choices {
  #form = byId('choices');
  #families = new Map();

  constructor() {
    this.#restore();
    this.#form.addEventListener('input', () => this.#changed());
    this.#form.addEventListener('submit', event => event.preventDefault());
    byId('more').open = matchMedia('(min-width: 60rem) and (min-height: 53rem)').matches;
    this.#changed();
  }

  /** What goes to the service with a picture. */
  get fields() {
    const { scale, long_side: side, model, format, quality, oversize } = this.#values;
    return {
      ...(scale === 'side' ? { long_side: Math.min(100_000, Math.max(16, Math.round(side) || 2048)) } : { scale }),
      ...(model && { model }),
      format,
      ...(lossy.has(format) && { quality }),
      oversize,
      priority: 'interactive',
    };
  }

  /** Offers the families of these models. */
  offer(models) {
    const families = new Map();
    for (const { family, scale } of models) families.set(family, [...families.get(family) ?? [], scale]);
    if ([...families.keys()].join() === [...this.#families.keys()].join()) return;
    this.#families = families;
    const select = this.#form.elements.model;
    const kept = select.dataset.kept ?? select.value;
    const offered = [...families.keys()].map(family => el('option', { value: family }, family));
    select.replaceChildren(select.options[0], ...offered);
    select.value = families.has(kept) ? kept : '';
    this.#changed();
  }

  get #values() {
    return Object.fromEntries(new FormData(this.#form));
  }

  #restore() {
    let kept = {};
    try {
      kept = JSON.parse(localStorage.getItem(KEPT)) ?? {};
    } catch {
      // storage that is switched off, or holds something else
    }
    const { elements } = this.#form;
    for (const [name, value] of Object.entries(kept)) if (elements[name]) elements[name].value = value;
    if (!elements.scale.value) elements.scale.value = '3';
    elements.model.dataset.kept = kept.model ?? '';
  }

  #changed() {
    const { elements } = this.#form;
    this.#scales();
    byId('side-field').hidden = elements.scale.value !== 'side';
    byId('quality-field').hidden = !lossy.has(elements.format.value);
    write(byId('quality-is'), elements.quality.value);
    const { model, format, oversize } = this.#values;
    const named = format === 'same' ? t('format.same.short') : elements.format.selectedOptions[0].textContent;
    write(byId('gist'), [model, named, t('oversize.' + oversize)].filter(Boolean).join(' · '));
    try {
      localStorage.setItem(KEPT, JSON.stringify(this.#values));
    } catch {
      // remembered for as long as the page is open
    }
  }

  /** Only the scales that the chosen family has. */
  #scales() {
    const has = this.#families.get(this.#form.elements.model.value) ?? [...this.#families.values()].flat();
    for (const radio of this.#form.elements.scale) {
      radio.disabled = has.length > 0 && radio.value !== 'side' && !has.includes(Number(radio.value));
      if (radio.disabled && radio.checked) this.#form.elements.scale.value = String(has[0]);
    }
  }
}
