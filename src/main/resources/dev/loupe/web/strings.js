// The page's language, its texts, and numbers as that language writes them.
import en from './en.js';
import zh from './zh.js';

const languages = { en, zh };

/** The first of the browser's languages that the page speaks; English where it speaks none. */
export const language = (navigator.languages?.length ? navigator.languages : [navigator.language])
  .map(tag => tag.toLowerCase().split('-')[0]).find(tag => tag in languages) ?? 'en';

const texts = languages[language];
const locale = language === 'zh' ? 'zh-CN' : 'en';
const plural = new Intl.PluralRules('en'); // where a Chinese text differs, it is for one and for several, too
const whole = new Intl.NumberFormat(locale, { maximumFractionDigits: 0 });
const short = new Intl.NumberFormat(locale, { maximumSignificantDigits: 3 });
const share = new Intl.NumberFormat(locale, { style: 'percent', maximumFractionDigits: 0 });

export const has = key => key in texts;

/** The text of this key with {names} replaced; {n} chooses between one and other. */
export function t(key, values = {}) {
  const text = texts[key] ?? key;
  const form = typeof text === 'string' ? text : text[plural.select(values.n)] ?? text.other;
  return form.replace(/\{(\w+)\}/g, (all, name) => values[name] ?? all);
}

/** Puts the texts into everything below root that asks for one. */
export function translate(root) {
  document.documentElement.lang = language === 'zh' ? 'zh-Hans' : 'en';
  for (const node of root.querySelectorAll('[data-t]')) node.textContent = t(node.dataset.t);
  for (const node of root.querySelectorAll('[data-aria]')) node.setAttribute('aria-label', t(node.dataset.aria));
  for (const node of root.querySelectorAll('[data-title]')) node.title = t(node.dataset.title);
}

export const count = n => whole.format(n);
export const percent = part => share.format(part);
export const extent = (width, height) => `${width} × ${height}`;

export function bytes(n) {
  const steps = ['B', 'kB', 'MB', 'GB', 'TB'];
  const step = Math.min(steps.length - 1, n < 1000 ? 0 : Math.floor(Math.log10(n) / 3));
  return `${short.format(n / 1000 ** step)} ${steps[step]}`;
}

/** Pixels as people say them: megapixels, or 万 and 亿. */
export function pixels(n) {
  if (language === 'zh') return new Intl.NumberFormat(locale, { notation: 'compact' }).format(n) + '像素';
  return n < 1e5 ? `${whole.format(n)} pixels` : `${short.format(n / 1e6)} ${n === 1e6 ? 'megapixel' : 'megapixels'}`;
}

export function duration(seconds) {
  const unit = (n, name) => {
    const maximumFractionDigits = n < 10 && name === 'second' ? 1 : 0;
    return new Intl.NumberFormat(locale, { style: 'unit', unit: name, unitDisplay: 'short', maximumFractionDigits }).format(n);
  };
  if (seconds < 1) return unit(Math.round(seconds * 1000), 'millisecond');
  if (seconds < 90) return unit(seconds, 'second');
  if (seconds < 5400) return unit(Math.round(seconds / 60), 'minute');
  return unit(Math.round(seconds / 3600), 'hour');
}

export const formatName = format => ({ jpeg: 'JPG', webp: 'WebP' })[format] ?? format.toUpperCase();

/** A device as people write it: CPU, CUDA 0. */
export const deviceName = device => device?.replace(/^(cpu|cuda)\b:?/i, name => name.toUpperCase().replace(':', ' '));
