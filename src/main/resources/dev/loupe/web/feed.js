// Keeps the pictures as the service knows them: its list now and then, and events for what is being worked on.
import { Problem } from './service.js';

const PAGE = 50;
const ACTIVE = 2_000;
const IDLE = 10_000;

export class Feed extends EventTarget {
  #service;
  #pictures;
  #events = null;
  #followed = null;
  #timer = 0;
  #asking = null;
  #shown = PAGE;
  /** Where the list goes on beyond what is shown; null at its end. */
  next = null;

  constructor(service, pictures) {
    super();
    this.#service = service;
    this.#pictures = pictures;
    pictures.addEventListener('change', ({ detail: { picture, was } }) => {
      this.#follow();
      if (was !== picture.state && (was === 'running' || was === 'queued')) this.refresh(); // all behind it moved up
    });
    pictures.addEventListener('order', () => this.#follow());
    document.addEventListener('visibilitychange', () => {
      this.#follow();
      if (!document.hidden) this.refresh();
    });
  }

  /** Asks for the list now, and from then on by itself. */
  refresh() {
    this.#asking ??= this.#ask().finally(() => {
      this.#asking = null;
      document.body.classList.add('known');
      clearTimeout(this.#timer);
      const active = this.#pictures.all.some(picture => picture.working);
      this.#timer = setTimeout(() => this.refresh(), active && !document.hidden ? ACTIVE : IDLE);
    });
    return this.#asking;
  }

  older() {
    this.#shown += PAGE;
    return this.refresh();
  }

  async #ask() {
    const askedAt = performance.now();
    try {
      const jobs = [];
      let next = null;
      do {
        const page = await this.#service.jobs(PAGE, next);
        jobs.push(...page.jobs);
        next = page.next ?? null;
      } while (next && jobs.length < this.#shown);
      this.next = next;
      this.#pictures.merge(jobs, askedAt, !next);
      this.dispatchEvent(new Event('list'));
    } catch (fault) {
      if (!(fault instanceof Problem)) throw fault; // no connection: asked again soon, and the lamp says so
    }
  }

  /**
   * Listens to the one picture that matters most; the list tells of the others. A browser holds six connections to one
   * service, for all of its windows together, so that more streams would soon leave none for anything else.
   */
  #follow() {
    const active = this.#pictures.all.filter(picture => ['queued', 'running'].includes(picture.job?.state));
    const first = document.hidden ? null : active.sort((a, b) => rank(a.job) - rank(b.job))[0];
    const id = first?.job.id ?? null;
    if (id === this.#followed) return;
    this.#events?.close();
    this.#followed = id;
    this.#events = id && this.#service.follow(id, job => {
      const picture = this.#pictures.byId(id);
      if (picture) this.#pictures.hear(picture, job);
    });
  }
}

const rank = job => job.state === 'running' ? -1 : job.position ?? Infinity;
