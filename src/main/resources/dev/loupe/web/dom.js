// The few things done to the document everywhere.

export const byId = id => document.getElementById(id);

/** An element with these properties and children; a property that is a function listens to the event of its name. */
export function el(tag, properties = {}, ...children) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(properties)) {
    if (typeof value === 'function') node.addEventListener(name, value);
    else if (name in node) node[name] = value;
    else node.setAttribute(name, value);
  }
  node.append(...children.filter(child => child != null));
  return node;
}

export function icon(name) {
  const svg = document.createElementNS('http://www.w3.org/2000/svg', 'svg');
  const use = document.createElementNS('http://www.w3.org/2000/svg', 'use');
  svg.setAttribute('class', 'icon');
  svg.setAttribute('aria-hidden', 'true');
  use.setAttribute('href', `#i-${name}`);
  svg.append(use);
  return svg;
}

/** Sets a text only where it differs, so that screen readers are not woken by a change of nothing. */
export function write(node, text) {
  if (node.textContent !== text) node.textContent = text;
}

/** Says something to people who do not see the page. */
export function announce(text) {
  const live = byId('live');
  live.textContent = live.textContent === text ? text + '\u00a0' : text;
}

export const calm = () => matchMedia('(prefers-reduced-motion: reduce)').matches;
