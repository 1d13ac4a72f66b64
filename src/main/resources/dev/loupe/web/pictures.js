// The pictures on the page, newest first: those on their way to the service, and the jobs it has.

const working = new Set(['held', 'sending', 'stored', 'offline', 'busy', 'queued', 'running']);

/** One picture: a file of this browser, a job of the service, or first one and then both. */
export class Picture {
  /** Of the part that has left this browser, 0 to 1. */
  sent = 0;
  job = null;
  error = null;
  /** Cancelled, but the service has not said so yet. */
  stopping = false;
  /** Removed, but that can still be undone. */
  leaving = false;
  heardAt = 0;
  #address = null;

  constructor(key, { name, file = null, fields = null, state = 'held' }) {
    Object.assign(this, { key, name, file, fields, local: state });
  }

  get state() {
    return this.job?.state ?? this.local;
  }

  get working() {
    return working.has(this.state);
  }

  get fault() {
    return this.job ? this.job.error : this.error;
  }

  /** Where the file of this browser can be shown from; null where there is none. */
  get address() {
    if (this.file && !this.#address) this.#address = URL.createObjectURL(this.file);
    return this.#address;
  }

  /** What all of the work is done, 0 to 1. */
  get progress() {
    return this.state === 'running' ? this.job.progress : this.state === 'sending' ? this.sent : this.working ? 0 : 1;
  }

  hear(job) {
    if (!working.has(job.state)) this.stopping = false;
    this.job = job;
    this.name = job.name;
    this.heardAt = performance.now();
  }

  forget() {
    if (this.#address) URL.revokeObjectURL(this.#address);
  }
}

/** Tells 'change' with the picture and the state it was in, and 'order' when one came or went. */
export class Pictures extends EventTarget {
  #all = [];
  #byId = new Map();

  get all() {
    return this.#all.filter(picture => !picture.leaving);
  }

  byId(id) {
    return this.#byId.get(id);
  }

  add(picture) {
    this.#all.unshift(picture);
    this.#tell('order', picture);
  }

  touch(picture, was = picture.state) {
    this.#tell('change', picture, was);
  }

  /** The service has taken this picture as this job. */
  accept(picture, job) {
    const twin = this.#byId.get(job.id);
    if (twin && twin !== picture) this.remove(twin);
    this.#byId.set(job.id, picture);
    this.hear(picture, job);
  }

  hear(picture, job) {
    const was = picture.state;
    picture.hear(job);
    this.#tell('change', picture, was);
  }

  /**
   * Takes the beginning of the service's list in, newest first.
   *
   * @param askedAt when it was asked for; what was heard later about a job is newer than this
   * @param whole whether this is all of the list
   */
  merge(jobs, askedAt, whole) {
    const place = new Map(jobs.map((job, at) => [job.id, at]));
    const oldest = whole ? -Infinity : Date.parse(jobs.at(-1).created);
    // the list may know a job before the answer that tells whose it is has come: such a one waits for the next list
    const unanswered = new Set(this.#all.filter(({ job, working }) => !job && working).map(({ name }) => name));
    for (const job of jobs) {
      const known = this.#byId.get(job.id);
      if (!known) unanswered.has(job.name) || this.#insert(job);
      else if (known.heardAt <= askedAt) this.hear(known, job);
    }
    for (const picture of [...this.#all]) {
      const unlisted = picture.job && !place.has(picture.job.id) && picture.heardAt <= askedAt;
      if (unlisted && Date.parse(picture.job.created) > oldest) this.remove(picture);
    }
    this.#arrange(job => place.get(job.id) ?? (Date.parse(job.created) > oldest ? -1 : jobs.length));
  }

  remove(picture) {
    this.#all = this.#all.filter(other => other !== picture);
    if (picture.job && this.#byId.get(picture.job.id) === picture) this.#byId.delete(picture.job.id);
    picture.forget();
    this.#tell('order', picture);
  }

  #insert(job) {
    const picture = new Picture(job.id, { name: job.name });
    picture.hear(job);
    this.#byId.set(job.id, picture);
    this.#all.push(picture);
    this.#tell('order', picture);
  }

  /** Into the order of the jobs' ranks; what is no job stays before the picture that came before it. */
  #arrange(rank) {
    const ranks = new Map();
    let below = Infinity;
    for (const picture of [...this.#all].reverse()) {
      below = picture.job ? rank(picture.job) : below - 0.5;
      ranks.set(picture, below);
    }
    const arranged = [...this.#all].sort((a, b) => (ranks.get(a) > ranks.get(b)) - (ranks.get(a) < ranks.get(b)));
    if (arranged.every((picture, at) => picture === this.#all[at])) return;
    this.#all = arranged;
    this.#tell('order', null);
  }

  #tell(type, picture, was) {
    this.dispatchEvent(new CustomEvent(type, { detail: { picture, was } }));
  }
}
