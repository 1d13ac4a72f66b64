// A problem as a sentence a person can act on, in the page's language.
import { bytes, count, has, language, pixels, t } from './strings.js';

const measured = [
  [/max-pixels-in$/, 'fault.pixels-in', pixels, 'none'],
  [/max-pixels-out$/, 'fault.pixels-out', pixels, 'settings'],
  [/(limits\.max-bytes|max-upload)$/, 'fault.bytes', bytes, 'none'],
  [/ side$/, 'fault.side', count, 'settings'],
  [/(JAVA_OPTS|memory)$/, 'fault.memory', bytes, 'settings'],
];

/** What helps where no limit says so: other settings, or only another file; anything else is worth another try. */
const remedies = {
  'bad-option': 'settings', 'too-many-pixels': 'settings', 'died-working': 'settings',
  'not-a-picture': 'none', 'broken-picture': 'none', unsupported: 'none', 'too-many-bytes': 'none',
  expired: 'none', 'no-such-job': 'none',
};

/** Where the service's own sentence tells more than the page can, to those who read its language. */
const telling = new Set(language === 'en' ? ['bad-option', 'unsupported', 'too-many-bytes'] : []);

/**
 * @param about reason, detail, and where a limit was passed limit_key, limit and actual
 * @returns the sentence; more, what the service itself said; and the remedy: retry, settings or none
 */
export function explain(about) {
  const more = about.detail ?? '';
  const reason = String(about.reason ?? '').toLowerCase().replaceAll('_', '-');
  const remedy = remedies[reason] ?? 'retry';
  if (about.limit > 0 && about.actual > 0) {
    const [, text, amount, helps] = measured.find(([key]) => key.test(about.limit_key)) ?? [];
    const amounts = text && { limit: amount(about.limit), actual: amount(about.actual) };
    if (text) return { text: t(text, amounts), more, remedy: helps };
  }
  const own = 'fault.' + reason;
  if (has(own) && !(more && telling.has(reason))) return { text: t(own), more, remedy };
  return { text: more || t('fault.failed'), more: '', remedy };
}

/** What helps a picture that did not become a result. */
export function remedy(picture) {
  if (picture.state === 'cancelled') return 'retry';
  return picture.state === 'failed' ? explain(picture.fault ?? {}).remedy : 'none';
}
