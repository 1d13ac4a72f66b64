// What a picture's state is called, as one short line.
import { bytes, duration, extent, formatName, percent, t } from './strings.js';
import { explain } from './faults.js';

function queued(job) {
  if (!job.position) return t('state.queued');
  return job.position === 1 ? t('state.queued.next') : t('state.queued.at', { n: job.position - 1 });
}

function running(job) {
  if (job.progress === 0) return t('state.running.begun'); // not every engine can look into what it does
  const values = { percent: percent(job.progress) };
  return job.eta_seconds > 0
    ? t('state.running.eta', { ...values, time: duration(Math.ceil(job.eta_seconds)) })
    : t('state.running', values);
}

const made = result => [extent(result.width, result.height), formatName(result.format), bytes(result.bytes)].join(' · ');

export function line(picture) {
  const { job } = picture;
  if (picture.stopping) return t('state.cancelling');
  switch (picture.state) {
    case 'sending': return t('state.sending', { percent: percent(picture.sent) });
    case 'busy': return t('state.busy', { time: duration(picture.wait) });
    case 'queued': return queued(job);
    case 'running': return running(job);
    case 'done': return made(job.result);
    case 'failed': return picture.fault ? explain(picture.fault).text : t('state.failed');
    default: return t('state.' + picture.state);
  }
}

/** Fills a progress bar as far as the picture is; it runs by itself where nobody knows how far that is. */
export function fill(bar, picture) {
  const unknown = picture.state === 'stored' || (picture.state === 'running' && picture.progress === 0);
  if (unknown) bar.removeAttribute('value');
  else bar.value = picture.progress;
}
