// Small pictures for the list: made one after the other, and only for rows that are looked at.

const SIDE = 112; // twice what a row shows, for dense screens
const LARGEST = 40e6; // bytes; larger ones are not fetched for a stamp of a picture

export class Thumbs {
  #service;
  #waiting = new Map();
  #busy = false;
  #seen = new IntersectionObserver(entries => {
    for (const entry of entries) if (entry.isIntersecting) this.#now(entry.target);
  }, { rootMargin: '200px' });

  constructor(service) {
    this.#service = service;
  }

  /** Draws the picture into the canvas when that comes into sight. */
  show(picture, canvas) {
    this.#waiting.set(canvas, { picture, due: false });
    this.#seen.observe(canvas);
  }

  #now(canvas) {
    this.#seen.unobserve(canvas);
    this.#waiting.get(canvas).due = true;
    this.#next();
  }

  async #next() {
    const canvas = [...this.#waiting.keys()].find(key => this.#waiting.get(key).due);
    if (this.#busy || !canvas) return;
    const { picture } = this.#waiting.get(canvas);
    this.#waiting.delete(canvas);
    this.#busy = true;
    await this.#draw(picture, canvas).catch(() => {}); // the row keeps its sign: not every browser reads every format
    this.#busy = false;
    this.#next();
  }

  async #draw(picture, canvas) {
    if (!picture.file && !(picture.job?.input?.bytes < LARGEST && picture.state !== 'expired')) return;
    const source = picture.file ?? await this.#service.input(picture.job.id);
    const small = await createImageBitmap(source, { resizeWidth: 2 * SIDE, resizeQuality: 'high' });
    const side = Math.min(small.width, small.height);
    canvas.width = canvas.height = SIDE;
    canvas.getContext('2d').drawImage(
      small, (small.width - side) / 2, (small.height - side) / 2, side, side, 0, 0, SIDE, SIDE);
    small.close();
    canvas.dataset.drawn = '';
  }
}
