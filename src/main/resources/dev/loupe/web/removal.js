// Removes pictures, a few seconds after they have left the list: until then it can be undone.
import { hush, toast } from './toast.js';
import { t } from './strings.js';

const GRACE = 7_000;

export class Removal {
  #service;
  #pictures;
  #leaving = [];
  #timer = 0;

  constructor(service, pictures) {
    this.#service = service;
    this.#pictures = pictures;
    addEventListener('pagehide', () => this.#finish());
  }

  remove(pictures) {
    this.#finish();
    this.#leaving = pictures;
    this.#mark(true);
    toast(t('removed', { n: pictures.length, name: pictures[0].name }), () => this.#undo());
    this.#timer = setTimeout(() => this.#finish(), GRACE);
  }

  #mark(leaving) {
    for (const picture of this.#leaving) {
      picture.leaving = leaving;
      this.#pictures.touch(picture);
    }
  }

  #undo() {
    clearTimeout(this.#timer);
    this.#mark(false);
    this.#leaving = [];
  }

  #finish() {
    clearTimeout(this.#timer);
    if (this.#leaving.length) hush();
    for (const picture of this.#leaving.splice(0)) this.#forget(picture);
  }

  async #forget(picture) {
    try {
      if (picture.job) await this.#service.remove(picture.job.id);
    } catch (fault) {
      if (![404, 410].includes(fault.status)) {
        picture.leaving = false; // still there, so still in the list
        this.#pictures.touch(picture);
        return;
      }
    }
    this.#pictures.remove(picture);
  }
}
