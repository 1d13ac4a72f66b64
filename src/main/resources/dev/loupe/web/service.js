// The service's HTTP interface. Every failure is a Problem; a missing key is also told as an event, 'locked'.

export class Problem extends Error {
  /** @param about the members of an RFC 9457 answer, or of a job's error */
  constructor(about) {
    super(about.detail || about.title || about.reason);
    this.about = about;
    this.status = about.status ?? 0;
    this.reason = about.reason ?? 'failed';
    this.retryAfter = about.retryAfter ?? 0;
  }

  /** Whether the same request may pass later without anybody changing anything. */
  get passing() {
    return ['offline', 'busy', 'stopping'].includes(this.reason) || [429, 502, 503, 504].includes(this.status);
  }
}

const offline = () => new Problem({ reason: 'offline' });

function problem(status, retryAfter, text) {
  let about = {};
  try {
    about = JSON.parse(text);
  } catch {
    // an answer that is not the service's own, a proxy's for example
  }
  const reason = about.reason ?? { 404: 'no-such-job', 410: 'expired', 413: 'too-many-bytes', 429: 'busy' }[status];
  return new Problem({ ...about, reason, status, retryAfter: Number(retryAfter) || 0 });
}

export class Service extends EventTarget {
  /** @param next what the page before said of the one after it */
  jobs(limit, next) {
    return this.#ask('GET', 'jobs?' + new URLSearchParams(next ? { limit, before: next } : { limit }));
  }

  cancel(id) {
    return this.#ask('POST', `jobs/${id}/cancel`);
  }

  retry(id) {
    return this.#ask('POST', `jobs/${id}/retry`);
  }

  /** Lives on when the page is left. */
  remove(id) {
    return this.#ask('DELETE', `jobs/${id}`, { keepalive: true });
  }

  /** The health record, also where the service answers that it is not well. */
  async health() {
    const answer = await fetch('healthz').catch(() => { throw offline(); });
    if (answer.status === 401) throw this.#told(problem(401, 0, await answer.text()));
    return answer.json().catch(() => { throw offline(); });
  }

  /** Trades a key for a cookie. */
  open(key) {
    const headers = { 'Content-Type': 'application/json' };
    return this.#ask('POST', 'session', { body: JSON.stringify({ key }), headers });
  }

  /** Calls listener with each state of the job; the caller closes what is returned. */
  follow(id, listener) {
    const events = new EventSource(`jobs/${id}/events`);
    events.addEventListener('job', event => listener(JSON.parse(event.data)));
    return events;
  }

  inputAddress(id, format) {
    return `jobs/${id}/input` + (format ? `?format=${format}` : '');
  }

  resultAddress(id, format) {
    return `jobs/${id}/result` + (format ? `?format=${format}` : '');
  }

  async input(id) {
    const answer = await fetch(this.inputAddress(id)).catch(() => { throw offline(); });
    if (!answer.ok) throw problem(answer.status, 0, await answer.text());
    return answer.blob();
  }

  /**
   * Sends one picture and answers its job. Fetch does not tell how much has left, so this is an XMLHttpRequest.
   *
   * @param key the same for every attempt at the same picture, so that none is taken twice
   * @param sent called with the part that has left, 0 to 1
   */
  send(file, fields, key, sent, signal) {
    const form = new FormData();
    for (const [name, value] of Object.entries(fields)) form.append(name, value);
    form.append('image', file, file.name);
    return new Promise((resolve, reject) => {
      const request = new XMLHttpRequest();
      request.open('POST', 'jobs');
      request.setRequestHeader('Accept', 'application/json');
      request.setRequestHeader('Idempotency-Key', key);
      request.upload.onprogress = event => sent(event.lengthComputable ? event.loaded / event.total : 0);
      request.onerror = () => reject(offline());
      request.onabort = () => reject(new Problem({ reason: 'cancelled' }));
      request.onload = () => request.status === 202
        ? resolve(JSON.parse(request.responseText).jobs[0])
        : reject(this.#told(problem(request.status, request.getResponseHeader('Retry-After'), request.responseText)));
      signal.addEventListener('abort', () => request.abort());
      request.send(form);
    });
  }

  async #ask(method, path, more = {}) {
    const init = { method, ...more, headers: { Accept: 'application/json', ...more.headers } };
    const answer = await fetch(path, init).catch(() => { throw offline(); });
    const text = await answer.text();
    if (!answer.ok) throw this.#told(problem(answer.status, answer.headers.get('Retry-After'), text));
    return text ? JSON.parse(text) : null;
  }

  #told(fault) {
    if (fault.status === 401) this.dispatchEvent(new Event('locked'));
    return fault;
  }
}
