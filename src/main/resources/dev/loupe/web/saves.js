// The ways to download a result, and what was done to make it.
import { byId, el, icon, write } from './dom.js';
import { bytes, deviceName, duration, extent, formatName, t } from './strings.js';

const usual = ['png', 'jpeg', 'webp'];
const longest = { jpeg: 65_500, webp: 16_383 }; // pixels on a side that the format holds

function save(service, { job, name }, format) {
  const made = format === job.result.format;
  const href = service.resultAddress(job.id, made ? '' : format);
  const node = el('a', { className: made ? 'button primary' : 'button', href, download: '' },
    made ? icon('save') : null, formatName(format));
  if (made) node.title = t('download.made', { bytes: bytes(job.result.bytes) });
  node.setAttribute('aria-label', t('download.as', { name, format: formatName(format) }));
  node.dataset.format = format;
  return node;
}

/** Offers what this picture can be downloaded as; the format it was made in stands out. */
export function offerSaves(service, picture) {
  const result = picture?.state === 'done' ? picture.job.result : null;
  const formats = !result ? [] : usual.includes(result.format) ? usual : [result.format, ...usual];
  const side = result ? Math.max(result.width, result.height) : 0;
  const able = formats.filter(format => format === result.format || side <= (longest[format] ?? Infinity));
  byId('saves').replaceChildren(el('span', {}, t('download')), ...able.map(format => save(service, picture, format)));
}

/** All that was done to the picture; waiting for its turn is no work on it. */
const worked = parts => Object.entries(parts).reduce((all, [stage, part]) => stage === 'queue' ? all : all + part, 0);

function facts(picture) {
  const { job, file } = picture;
  if (!job) return [bytes(file.size)];
  const { input, result, milliseconds: took } = job;
  return [
    [input, result].filter(size => size?.width).map(size => extent(size.width, size.height)).join(' → '),
    job.model,
    [job.engine, deviceName(job.device), job.precision].filter(Boolean).join(' '),
    took ? t('facts.time', { time: duration(worked(took) / 1000) }) : null,
  ].filter(Boolean);
}

export function caption(picture) {
  write(byId('name'), picture?.name ?? '');
  write(byId('facts'), picture ? facts(picture).join(' · ') : '');
}

/** What is to be known about the work: own, where that is not empty, or what the service noted in its own language. */
export function notes(picture, own) {
  const all = picture?.job?.notes ?? [];
  const known = all.some(note => note.includes('smaller than the picture')) ? t('note.smaller') : '';
  const text = own || known;
  byId('notes').lang = text ? document.documentElement.lang : 'en';
  write(byId('notes'), text || all.join('; '));
}
