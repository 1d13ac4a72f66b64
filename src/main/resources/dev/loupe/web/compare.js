// Before and after, one over the other at the same place and scale, with a line between them that moves.
import { byId, calm, write } from './dom.js';
import { percent, t } from './strings.js';
import { fills, fit, fitting, moved, zoomed } from './view.js';

const STEP = 1.5; // of one press on plus or minus
const ARROW = 60; // CSS pixels

export class Compare {
  #stage = byId('stage');
  #split = byId('split');
  #picture = { width: 1, height: 1 };
  #view = { scale: 1, x: 0, y: 0 };
  #whole = true;
  #pointers = new Map();
  #sliding = 0;

  constructor() {
    new ResizeObserver(() => this.#resized()).observe(this.#stage);
    this.#split.addEventListener('input', () => {
      cancelAnimationFrame(this.#sliding);
      this.#cut();
    });
    byId('zoom-fit').addEventListener('click', () => this.fit());
    byId('zoom-one').addEventListener('click', () => this.#zoomTo(1 / devicePixelRatio));
    byId('zoom-in').addEventListener('click', () => this.#zoomTo(this.#view.scale * STEP));
    byId('zoom-out').addEventListener('click', () => this.#zoomTo(this.#view.scale / STEP));
    this.#stage.addEventListener('keydown', event => this.#key(event));
    this.#stage.addEventListener('wheel', event => this.#wheel(event), { passive: false });
    this.#stage.addEventListener('dblclick', event => this.#twice(event));
    this.#stage.addEventListener('pointerdown', event => this.#down(event));
    this.#stage.addEventListener('pointermove', event => this.#drag(event));
    for (const end of ['pointerup', 'pointercancel']) this.#stage.addEventListener(end, event => this.#up(event));
    this.#cut();
  }

  /** Takes a picture of this size, in pixels, and shows all of it. */
  take(width, height) {
    this.#picture = { width, height };
    this.#stage.style.setProperty('--ratio', width / height);
    this.fit();
  }

  fit() {
    this.#whole = true;
    this.#see(fit(this.#size, this.#picture, devicePixelRatio));
  }

  /** Draws the line over the picture from right to the middle, where motion is welcome. */
  reveal() {
    cancelAnimationFrame(this.#sliding);
    const began = performance.now();
    const slide = now => {
      const part = calm() ? 1 : Math.min(1, (now - began) / 900);
      this.#split.value = 100 - 50 * (1 - (1 - part) ** 3);
      this.#cut();
      if (part < 1) this.#sliding = requestAnimationFrame(slide);
    };
    slide(began);
  }

  get #size() {
    return { width: this.#stage.clientWidth, height: this.#stage.clientHeight };
  }

  get #movable() {
    return fills(this.#view, this.#size, this.#picture);
  }

  #resized() {
    this.#whole ? this.fit() : this.#see(moved(this.#view, 0, 0, this.#size, this.#picture));
  }

  #see(view) {
    this.#view = view;
    const style = this.#stage.style;
    style.setProperty('--x', `${view.x}px`);
    style.setProperty('--y', `${view.y}px`);
    style.setProperty('--width', `${this.#picture.width * view.scale}px`);
    style.setProperty('--height', `${this.#picture.height * view.scale}px`);
    this.#stage.classList.toggle('movable', this.#movable);
    this.#stage.classList.toggle('dots', view.scale * devicePixelRatio > 3);
    write(byId('zoom-is'), percent(view.scale * devicePixelRatio));
    byId('zoom-fit').setAttribute('aria-pressed', this.#whole);
    byId('zoom-one').setAttribute('aria-pressed', Math.abs(view.scale * devicePixelRatio - 1) < 0.001);
  }

  #cut() {
    const part = this.#split.value / 100;
    this.#stage.style.setProperty('--cut', `${part * 100}%`);
    this.#split.setAttribute('aria-valuetext', t('split.at', { percent: percent(part) }));
  }

  #zoomTo(scale, x = this.#size.width / 2, y = this.#size.height / 2) {
    const view = zoomed(this.#view, scale, x, y, this.#size, this.#picture, devicePixelRatio);
    this.#whole = Math.abs(view.scale - fitting(this.#size, this.#picture, devicePixelRatio)) < 1e-6;
    this.#see(view);
  }

  #move(dx, dy) {
    this.#see(moved(this.#view, dx, dy, this.#size, this.#picture));
  }

  #key(event) {
    if (event.target !== this.#stage || event.ctrlKey || event.metaKey || event.altKey) return;
    const acts = {
      ArrowLeft: () => this.#move(ARROW, 0), ArrowRight: () => this.#move(-ARROW, 0),
      ArrowUp: () => this.#move(0, ARROW), ArrowDown: () => this.#move(0, -ARROW),
      '+': () => this.#zoomTo(this.#view.scale * STEP), '=': () => this.#zoomTo(this.#view.scale * STEP),
      '-': () => this.#zoomTo(this.#view.scale / STEP),
      0: () => this.fit(), 1: () => this.#zoomTo(1 / devicePixelRatio),
    };
    if (!acts[event.key]) return;
    event.preventDefault();
    acts[event.key]();
  }

  /** Zooms where the page itself has nothing to scroll, or with the control key, which is also what pinching sends. */
  #wheel(event) {
    const page = document.scrollingElement;
    if (!event.ctrlKey && page.scrollHeight > page.clientHeight + 1) return;
    event.preventDefault();
    const at = this.#at(event);
    this.#zoomTo(this.#view.scale * Math.exp(-event.deltaY * (event.ctrlKey ? 0.01 : 0.002)), at.x, at.y);
  }

  #twice(event) {
    if (event.target === this.#split) return;
    const at = this.#at(event);
    this.#movable ? this.fit() : this.#zoomTo(1 / devicePixelRatio, at.x, at.y);
  }

  #at(event) {
    const box = this.#stage.getBoundingClientRect();
    return { x: event.clientX - box.left - this.#stage.clientLeft, y: event.clientY - box.top - this.#stage.clientTop };
  }

  #down(event) {
    if (event.button !== 0 || event.target === this.#split || event.target.closest('button, a, summary')) return;
    this.#pointers.set(event.pointerId, this.#at(event));
    this.#stage.setPointerCapture(event.pointerId);
  }

  /** One finger or the mouse moves the picture, or the line where there is nothing to move; two fingers zoom. */
  #drag(event) {
    const from = this.#pointers.get(event.pointerId);
    if (!from) return;
    const to = this.#at(event);
    const other = [...this.#pointers].find(([id]) => id !== event.pointerId)?.[1];
    this.#pointers.set(event.pointerId, to);
    if (other) {
      const spread = point => Math.hypot(point.x - other.x, point.y - other.y);
      const factor = spread(to) / Math.max(1, spread(from));
      this.#zoomTo(this.#view.scale * factor, (to.x + other.x) / 2, (to.y + other.y) / 2);
    } else if (this.#movable) {
      this.#move(to.x - from.x, to.y - from.y);
    } else {
      cancelAnimationFrame(this.#sliding);
      this.#split.value = 100 * to.x / this.#size.width;
      this.#cut();
    }
  }

  #up(event) {
    this.#pointers.delete(event.pointerId);
  }
}
