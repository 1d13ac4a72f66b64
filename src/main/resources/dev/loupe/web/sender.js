// Sends pictures to the service, two at a time, until it has them.
import { Picture } from './pictures.js';
import { Problem } from './service.js';

const AT_ONCE = 2;
const PAUSE = 3; // seconds before a connection that broke is tried again

/** A name for one attempt to have one picture enlarged; randomUUID exists on https and localhost only. */
function newKey() {
  return Array.from(crypto.getRandomValues(new Uint8Array(16)), byte => byte.toString(16).padStart(2, '0')).join('');
}

export class Sender {
  #service;
  #pictures;
  #waiting = [];
  #sending = 0;
  #stops = new Map();
  #locked = false;
  /** The most bytes a picture may have, once the service has said so. */
  maxBytes = Infinity;

  constructor(service, pictures) {
    this.#service = service;
    this.#pictures = pictures;
  }

  /**
   * Puts a file in line with these form fields, and answers the picture it is from now on.
   *
   * @param fault why it cannot be sent, where that is known already
   */
  add(file, fields, fault = null) {
    const picture = new Picture(newKey(), { name: file.name, file, fields });
    this.#pictures.add(picture);
    if (fault) {
      this.#refuse(picture, fault);
    } else if (file.size > this.maxBytes) {
      const limit = { limit_key: 'loupe.limits.max-bytes', limit: this.maxBytes, actual: file.size };
      this.#refuse(picture, { reason: 'too-many-bytes', ...limit });
    } else if (file.size === 0) {
      this.#refuse(picture, { reason: 'broken-picture' });
    } else {
      this.#waiting.push(picture);
      this.#next();
    }
    return picture;
  }

  cancel(picture) {
    if (picture.local === 'stored') {
      // the service may have it already: it is asked to stop as soon as it has said under which name
      picture.stopping = true;
      this.#pictures.touch(picture);
      return;
    }
    this.#waiting = this.#waiting.filter(other => other !== picture);
    this.#stops.get(picture)?.abort();
    this.#turn(picture, 'cancelled');
  }

  /** Holds everything back until a key is given. */
  lock() {
    this.#locked = true;
  }

  unlock() {
    this.#locked = false;
    this.#next();
  }

  #next() {
    while (!this.#locked && this.#sending < AT_ONCE && this.#waiting.length) this.#send(this.#waiting.shift());
  }

  async #send(picture) {
    this.#sending++;
    const stop = new AbortController();
    this.#stops.set(picture, stop);
    try {
      this.#turn(picture, 'sending');
      const sent = part => this.#sent(picture, part);
      const job = await this.#service.send(picture.file, picture.fields, picture.key, sent, stop.signal);
      const unwanted = picture.stopping;
      this.#pictures.accept(picture, job);
      if (unwanted) await this.#service.cancel(job.id);
    } catch (fault) {
      if (!stop.signal.aborted) this.#failed(picture, fault);
    } finally {
      this.#stops.delete(picture);
      this.#sending--;
      this.#next();
    }
  }

  #sent(picture, part) {
    if (picture.local === 'cancelled') return;
    picture.sent = part;
    this.#turn(picture, part < 1 ? 'sending' : 'stored');
  }

  #failed(picture, fault) {
    if (!(fault instanceof Problem)) throw fault;
    if (fault.status === 401) {
      this.#waiting.unshift(picture);
      this.#turn(picture, 'held');
    } else if (fault.passing) {
      this.#again(picture, fault);
    } else {
      this.#refuse(picture, fault.about);
    }
  }

  #again(picture, fault) {
    picture.wait = fault.retryAfter || PAUSE;
    this.#turn(picture, fault.reason === 'offline' ? 'offline' : 'busy');
    setTimeout(() => {
      if (picture.local === 'cancelled') return;
      this.#waiting.unshift(picture);
      this.#next();
    }, picture.wait * 1000);
  }

  #refuse(picture, about) {
    picture.error = about;
    this.#turn(picture, 'failed');
  }

  #turn(picture, state) {
    const was = picture.state;
    picture.local = state;
    this.#pictures.touch(picture, was);
  }
}
